"""Web pages and HTML saved by Word: the article without the site around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from ingest.documents import Parsed
from ingest.encodings.decode import characters
from ingest.errors import FailureReason, ReadFailure
from ingest.parse import codified
from ingest.parse.blocks import Block, Paragraph, warnings_of, written
from ingest.parse.clean import clean
from ingest.parse.footnotes import attached
from ingest.parse.grid import Grid, GridRow, is_letterhead
from ingest.parse.html_fonts import repair_fonts
from ingest.parse.html_hidden import cut_hidden
from ingest.parse.html_noise import is_portal_noise
from ingest.parse.source import Source
from ingest.parse.writer import Anchor

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody td tfoot th thead tr ul".split()
)
_NEVER_TEXT = frozenset(
    "script style noscript template svg iframe object embed canvas nav footer form button select option input "
    "textarea head title audio video map dialog".split()
)
_CHROME_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|share|sharing|social|related|comments?"
    r"|banner|advert\w*|ads|pagination|pager|toolbar|login|cookie|popup|modal|search|tags|print|rating|skip)(?:$|[\s_-])"
)
_MAIN = (
    "//main",
    "//*[@role='main']",
    "//article",
    "//*[contains(@class,'detail-content') or contains(@class,'article-body') or contains(@class,'entry-content')"
    " or contains(@class,'news-content') or contains(@class,'content-detail') or @itemprop='articleBody']",
)
_OUTSIDE = re.compile(r"(?!#|javascript:|mailto:|tel:|data:|about:)\S", re.IGNORECASE)
_MAY_CALL = frozenset(("a", "sup"))
_NOTE_CALL = re.compile(r"\d{1,3}")
_BLANKS = re.compile(r"\s+")
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_LEAST_SHARE_OF_MAIN = 0.5
_LINKS_ONLY = 0.7


def parse(source: Source) -> Parsed:
    """The main text and the tables of an HTML file; scripts, menus, share links and hidden parts are cut.

    Footnotes stand after the paragraph that calls them; links are kept with their addresses, none is followed.
    """
    content = source.path.read_bytes()
    if codified.is_codified(content):
        return codified.parse(content)
    declared = _META_CHARSET.search(content[:4096])
    markup = characters(content, declared[1].decode() if declared else "")
    root = _tree(markup)
    repaired = repair_fonts(root, markup)
    title = _title(root)
    hidden = cut_hidden(root)
    _cut_chrome(root)
    reader = _Reader()
    reader.read(_main(root))
    whole = written(attached(reader.blocks))
    return Parsed(
        whole.text,
        whole.pages,
        title,
        whole.rows,
        media_type="text/html",
        warnings=warnings_of([*repaired, *whole.repaired], hidden),
        links=whole.links,
    )


def _tree(markup: str) -> Any:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml_html.document_fromstring(markup.encode("utf-8", errors="ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadFailure(FailureReason.NO_TEXT, f"lxml: {type(error).__name__}") from error
    return root


def _title(root: Any) -> str:
    for path in ("//meta[@property='og:title']/@content", "//h1", "//title"):
        for found in root.xpath(path):
            text = clean(found if isinstance(found, str) else found.text_content())
            title = " ".join(text.split())
            if title:
                return re.split(r"\s[|»]\s", title)[0]
    return ""


def _cut_chrome(root: Any) -> None:
    doomed = [element for element in root.iter(etree.Element) if _is_chrome(element)]
    for element in doomed:
        if element.getparent() is not None and element.tag != "body":
            element.drop_tree()


def _is_chrome(element: Any) -> bool:
    if element.tag in _NEVER_TEXT:
        return element.tag != "head" and not _holds_letter(element)
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".strip().lower()
    if not named and element.tag not in ("ul", "table"):
        return False
    chrome = bool(_CHROME_NAME.search(named)) or (element.tag == "ul" and _is_list_of_links(element))
    return chrome and element.tag not in ("html", "body", "main", "article") and not _holds_letter(element)


def _holds_letter(element: Any) -> bool:
    """ASP.NET wraps whole pages in a form, and some portals call the article `print`: long prose is no chrome."""
    if element.tag in ("script", "style", "noscript", "template", "svg", "select"):
        return False
    return any(len(_own_text(part)) > 200 for part in element.iter("p", "div", "td", "span"))


def _own_text(element: Any) -> str:
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _is_list_of_links(element: Any) -> bool:
    links = element.findall(".//a")
    text = len(element.text_content().strip())
    return len(links) >= 3 and sum(len(link.text_content().strip()) for link in links) >= _LINKS_ONLY * text


def _main(root: Any) -> Any:
    """The element that holds the article: the marked one if it holds most of the text, else the whole body."""
    body = root.find("body") if root.find("body") is not None else root
    everything = len(body.text_content())
    for path in _MAIN:
        found = root.xpath(path)
        if len(found) == 1 and len(found[0].text_content()) >= _LEAST_SHARE_OF_MAIN * everything:
            return found[0]
    return body


class _Reader:
    """Collects what stands below an element block by block, without recursion: pages nest without limit."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pending: list[str] = []
        self._anchors: list[Anchor] = []
        self._target = ""
        self._linked_from = 0

    def read(self, container: Any) -> None:
        table: Any = None
        for event, element in etree.iterwalk(container, events=("start", "end")):
            if table is not None:
                if event == "end" and element is table:
                    table = None
                    self._add(element.tail)
                continue
            if event == "start" and element.tag == "table" and self._read_table(element):
                table = element
                continue
            self._visit(event, element, outermost=element is container)
        self._flush()

    def _visit(self, event: str, element: Any, outermost: bool) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        if event == "start":
            if element.tag == "li":
                self._pending.append("- ")
            elif element.tag == "a":
                self._open_link(_target(element))
            self._add(_own_or_call(element) if element.tag in _MAY_CALL else element.text)
        elif not outermost:
            if element.tag == "a":
                self._close_link()
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._pending.append(text)

    def _open_link(self, target: str) -> None:
        if target:
            self._target, self._linked_from = target, len(self._pending)

    def _close_link(self) -> None:
        words = " ".join("".join(self._pending[self._linked_from :]).split()) if self._target else ""
        if words:
            self._anchors.append(Anchor(words, self._target))
        self._target = ""

    def _flush(self) -> None:
        if not self._pending:
            return
        target = self._target
        self._close_link()
        text = " ".join("".join(self._pending).split())
        if text not in ("", "-") and not is_portal_noise(text):  # other noise is left out when it is written
            self.blocks.append(Paragraph(text, tuple(self._anchors)))
        self._pending, self._anchors = [], []
        self._target, self._linked_from = target, 0  # a link may go on over several blocks

    def _read_table(self, table: Any) -> bool:
        """Whether the table was data and is read; layout tables are read on as blocks, cell after cell."""
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        texts = [[_cell_text(cell) for cell in row] for row in cells]
        columns = max((len(row) for row in cells), default=0)
        self._flush()
        if columns == 2 and is_letterhead(["\n".join(row) for row in texts]):
            for column in range(2):
                beside = [
                    (row[column], line[column]) for row, line in zip(cells, texts, strict=True) if column < len(row)
                ]
                self.blocks += [Paragraph(text, tuple(_anchors(cell))) for cell, text in beside]
            return True
        if columns < 2 or len(rows) < 2 or table.find(".//table") is not None or _is_layout(texts):
            return False
        self.blocks.append(Grid("", tuple(_grid_rows(rows))))
        return True


def _target(element: Any) -> str:
    """Where a link leads outside the page; "" for scripts, anchors in the page and mail addresses."""
    address = (element.get("href") or "").strip()
    return address if _OUTSIDE.match(address) else ""


def _anchors(cell: Any) -> Iterator[Anchor]:
    for link in cell.iter("a"):
        words = " ".join(link.text_content().split())
        if words and (target := _target(link)):
            yield Anchor(words, target)


def _own_or_call(element: Any) -> str | None:
    """The text at the beginning of an element; a raised number that leads to a note of the page gets its brackets."""
    text: str | None = element.text
    if text and _NOTE_CALL.fullmatch(text.strip()) and _leads_to_note(element):
        return f"[{text.strip()}]"
    return text


def _leads_to_note(element: Any) -> bool:
    """`<sup><a href="#note1">1</a></sup>`, or the other way round."""
    pair = (element, element.getparent())
    raised = any(one is not None and one.tag == "sup" for one in pair)
    return raised and any(one is not None and one.tag == "a" and one.get("href", "").startswith("#") for one in pair)


def _is_layout(cells: list[list[str]]) -> bool:
    """One cell that holds nearly all the text is an article placed by a table."""
    lengths = [len(cell) for row in cells for cell in row]
    return max(lengths) > 2000 and max(lengths) > 0.8 * sum(lengths)


def _cell_text(cell: Any) -> str:
    """The text of a cell, a line per block in it."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element.tag in _BLOCKS and element is not cell:
            pieces.append("\n")
        text = _own_or_call(element) if event == "start" else (element.tail if element is not cell else None)
        pieces.append(_BLANKS.sub(" ", text) if text else "")
    return "\n".join(line for part in "".join(pieces).split("\n") if (line := part.strip()))


def _grid_rows(rows: list[Any]) -> Iterator[GridRow]:
    """Rows with spans resolved: a cell spanning rows repeats, one spanning columns leaves blanks."""
    hanging: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        cells: list[str] = []
        spread: list[tuple[int, int]] = []
        anchors: list[tuple[int, Anchor]] = []
        elements = [cell for cell in row if cell.tag in ("td", "th")]
        for cell in elements:
            _fill_hanging(cells, hanging)
            text, wide, high = _cell_text(cell), _span(cell, "colspan"), _span(cell, "rowspan")
            anchors += ((len(cells), anchor) for anchor in _anchors(cell))
            if wide > 1:
                spread.append((len(cells), len(cells) + wide - 1))
            for offset in range(wide):
                if high > 1:
                    hanging[len(cells)] = (high - 1, "" if offset else text)
                cells.append("" if offset else text)
        _fill_hanging(cells, hanging)
        yield GridRow(number, tuple(cells), len(elements) == 1 and len(cells) > 2, tuple(spread), tuple(anchors))


def _fill_hanging(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(cells) in hanging:
        left, text = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), 100)) if value.isdigit() else 1
