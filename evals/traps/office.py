"""Word files: structures without end, links outwards, macros, and text that no reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO

from PIL import Image

from evals.traps.trap import (
    HIDDEN,
    VISIBLE,
    Trap,
    document_xml,
    docx_body,
    docx_parts,
    docx_with,
    of_bytes,
    paragraph,
    tagged,
)

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def traps(bait: str) -> Iterator[Trap]:
    """Hostile structures, links outwards and hidden text of DOCX."""
    yield from _structures()
    yield from _outwards(bait)
    yield from _hidden()
    yield of_bytes("300 scans of 6,000 by 6,000", "anh-to.docx", partial(_scans, 300, 6000))
    yield of_bytes("5,000 scans", "nhieu-anh.docx", partial(_scans, 5000, 1000))


def _structures() -> Iterator[Trap]:
    bodies = {
        "tables nested 3,000 deep": lambda: _nest("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 3000),
        "content controls nested 20,000 deep": lambda: _nest(
            "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 20_000
        ),
        "insertions nested 10,000 deep": lambda: f"<w:p>{_nest('<w:ins>', '</w:ins>', 10_000, run())}</w:p>",
        "text boxes nested 2,000 deep": lambda: _nest(
            "<w:p><w:r><w:pict><v:textbox><w:txbxContent>", "</w:txbxContent></v:textbox></w:pict></w:r></w:p>", 2000
        ),
        "a million runs": lambda: f"<w:p>{run('a') * 1_000_000}</w:p>",
        "300,000 empty paragraphs": lambda: "<w:p/>" * 300_000 + paragraph(VISIBLE),
        "a cell over a billion columns": lambda: _cell('<w:gridSpan w:val="1000000000"/>'),
        "a cell over minus one columns": lambda: _cell('<w:gridSpan w:val="-1"/>'),
        "a cell over x columns": lambda: _cell('<w:gridSpan w:val="x"/>'),
        "a row of 100,000 cells": lambda: f"<w:tbl>{f'<w:tr>{_one_cell() * 100_000}</w:tr>' * 2}</w:tbl>",
        "500 rows, ever wider": lambda: _staircase(500),
        "no body": lambda: "",
        "an attribute of 30 MB": lambda: f'<w:p w:rsidR="{"A" * 30_000_000}"><w:r><w:t>{VISIBLE}</w:t></w:r></w:p>',
        "one word of 20 MB": lambda: paragraph("a" * 20_000_000),
        "a tab a million times": lambda: f"<w:p><w:r>{'<w:tab/>' * 1_000_000}<w:t>{VISIBLE}</w:t></w:r></w:p>",
        "100,000 names of elements": lambda: "".join(f"<w:x{n}/>" for n in range(100_000)) + paragraph(VISIBLE),
    }
    for number, (name, body) in enumerate(bodies.items()):
        yield of_bytes(name, f"{number}.docx", partial(_whole, body))
    yield of_bytes(
        "styles that are based on one another", "kieu.docx", partial(docx_with, {"word/styles.xml": _style_loop()})
    )
    yield of_bytes(
        "100,000 list definitions", "ds.docx", partial(docx_with, {"word/numbering.xml": _numberings(100_000)})
    )
    yield of_bytes("a list that starts at 10^18", "so.docx", _far_list)
    yield of_bytes("relations in a ring", "vong.docx", _relation_ring)
    yield of_bytes(
        "the document is its own template", "chinh-no.docx", partial(_related, "attachedTemplate", "document.xml", "")
    )
    yield of_bytes("no list of parts", "thieu.docx", partial(docx_with, {"[Content_Types].xml": b""}))
    yield of_bytes(
        "parts that are random bytes", "rac.docx", partial(docx_with, {"word/document.xml": bytes(range(256)) * 99})
    )


def _outwards(bait: str) -> Iterator[Trap]:
    outside = "External"
    for kind in ("attachedTemplate", "image", "oleObject", "hyperlink", "frame", "subDocument", "aFChunk", "settings"):
        yield of_bytes(f"{kind} at an address", f"{kind}.docx", partial(_related, kind, f"{bait}/{kind}", outside))
    yield of_bytes(
        "attachedTemplate on a share", "unc.docx", partial(_related, "attachedTemplate", r"\\127.0.0.1\a.dotm", outside)
    )
    yield of_bytes("image of the accounts", "passwd.docx", partial(_related, "image", "file:///etc/passwd", outside))
    yield of_bytes("aFChunk with a hidden page", "chunk.docx", _alternative_chunk)
    yield of_bytes(
        "macros", "macro.docm", partial(docx_with, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 600})
    )
    for field in (
        'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
        f'INCLUDEPICTURE "{bait}/a.png"',
        f'INCLUDETEXT "{bait}/a"',
    ):
        yield of_bytes(f"field {field.split()[0]}", f"{field.split()[0]}.docx", partial(docx_body, _field(field)))


def _hidden() -> Iterator[Trap]:
    properties = {
        "vanished": "<w:vanish/>",
        "vanished on the web": "<w:webHidden/><w:vanish/>",
        "white": '<w:color w:val="FFFFFF"/>',
        "nearly white": '<w:color w:val="FEFEFE"/>',
        "half a point": '<w:sz w:val="1"/>',
        "white and tiny": '<w:color w:val="FFFFFF"/><w:sz w:val="2"/>',
    }
    for name, value in properties.items():
        yield of_bytes(f"text {name}", "an.docx", partial(docx_body, paragraph(VISIBLE) + paragraph(HIDDEN, value)))
    more = {
        "text deleted in tracked changes": f"<w:p><w:del><w:r><w:delText>{HIDDEN}</w:delText></w:r></w:del></w:p>",
        "text moved away": f"<w:p><w:moveFrom>{run(HIDDEN)}</w:moveFrom></w:p>",
        "text in tag characters": paragraph(VISIBLE + tagged("password ky-lan-tim")),
        "text only older programs show": f"<w:p><mc:AlternateContent><mc:Choice Requires='v'>{run()}</mc:Choice>"
        f"<mc:Fallback>{run(HIDDEN)}</mc:Fallback></mc:AlternateContent></w:p>",
        "text of a field's instruction": f"<w:p><w:r><w:instrText>{HIDDEN}</w:instrText></w:r></w:p>",
        "text in a comment": paragraph(VISIBLE) + '<w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>',
    }
    comments = f'<w:comments xmlns:w="{_W}"><w:comment w:id="0">{paragraph(HIDDEN)}</w:comment></w:comments>'
    for name, body in more.items():
        document = document_xml(paragraph(VISIBLE) + body).encode()
        yield of_bytes(
            name, "an.docx", partial(docx_with, {"word/document.xml": document, "word/comments.xml": comments.encode()})
        )
    yield of_bytes("text vanished by its style", "kieu-an.docx", _hidden_by_style)


def _whole(body: Callable[[], str]) -> bytes:
    return docx_body(body())


def run(text: str = VISIBLE) -> str:
    """One run of a Word paragraph."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


def _nest(opening: str, closing: str, depth: int, inner: str = "") -> str:
    return opening * depth + (inner or paragraph(VISIBLE)) + closing * depth


def _one_cell(properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p/></w:tc>"


def _cell(properties: str) -> str:
    row = f"<w:tr>{_one_cell(properties)}<w:tc>{paragraph(VISIBLE)}</w:tc></w:tr>"
    return f"<w:tbl>{row * 3}</w:tbl>"


def _staircase(steps: int) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{_one_cell() * n}</w:tr>' for n in range(1, steps))}</w:tbl>"


def _style_loop() -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:name w:val="S{n}"/><w:basedOn w:val="S{(n + 1) % 50}"/></w:style>'
        for n in range(50)
    )
    return f'<w:styles xmlns:w="{_W}">{styles}</w:styles>'.encode()


def _numberings(count: int) -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    lists = "".join(f'<w:abstractNum w:abstractNumId="{n}">{level}</w:abstractNum>' for n in range(count))
    return f'<w:numbering xmlns:w="{_W}">{lists}</w:numbering>'.encode()


def _far_list() -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="%1."/></w:lvl>'
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{level.format(10**18, form)}</w:abstractNum>'
        f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>'
        for n, form in enumerate(("lowerRoman", "lowerLetter", "decimal"))
    )
    listed = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{n}"/></w:numPr></w:pPr>{run()}</w:p>'
        for n in (1, 2, 3)
    )
    numbering = f'<w:numbering xmlns:w="{_W}">{lists}</w:numbering>'.encode()
    return docx_with({"word/document.xml": document_xml(listed).encode(), "word/numbering.xml": numbering})


def _relations(*relations: tuple[str, str, str]) -> bytes:
    lines = "".join(
        f'<Relationship Id="rIdX{n}" Type="{_OFFICE}/{kind}" Target="{target}"{f" TargetMode={mode!r}" if mode else ""}/>'
        for n, (kind, target, mode) in enumerate(relations)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'.encode()


def _related(kind: str, target: str, mode: str) -> bytes:
    body = (
        paragraph(VISIBLE)
        + '<w:p><w:r><w:pict><v:imagedata r:id="rIdX0"/></w:pict></w:r></w:p><w:altChunk r:id="rIdX0"/>'
    )
    relations = _relations((kind, target, mode))
    return docx_with({"word/document.xml": document_xml(body).encode(), "word/_rels/document.xml.rels": relations})


def _relation_ring() -> bytes:
    ring = {
        f"word/_rels/{name}.rels": _relations(("footnotes", other, ""), ("header", "document.xml", ""))
        for name, other in (("document.xml", "a.xml"), ("a.xml", "b.xml"), ("b.xml", "a.xml"))
    }
    kinds = docx_parts()["[Content_Types].xml"]
    return docx_with({**ring, "word/a.xml": b"<a/>", "word/b.xml": b"<b/>", "[Content_Types].xml": kinds})


def _scans(count: int, side: int) -> bytes:
    """A document that is nothing but white pages, each a picture of its own."""
    stream = BytesIO()
    Image.new("1", (side, side), 1).save(stream, "PNG")
    shown = "".join(f'<w:p><w:r><w:pict><v:imagedata r:id="rIdX{n}"/></w:pict></w:r></w:p>' for n in range(count))
    names = [f"media/{n}.png" for n in range(count)]
    return docx_with(
        {
            "word/document.xml": document_xml(shown).encode(),
            "word/_rels/document.xml.rels": _relations(*(("image", name, "") for name in names)),
            **{f"word/{name}": stream.getvalue() for name in names},
        }
    )


def _alternative_chunk() -> bytes:
    body = paragraph(VISIBLE) + '<w:altChunk r:id="rIdX0"/>'
    page = f"<html><body><p style='display:none'>{HIDDEN}</p></body></html>".encode()
    return docx_with(
        {
            "word/document.xml": document_xml(body).encode(),
            "word/_rels/document.xml.rels": _relations(("aFChunk", "chunk.html", "")),
            "word/chunk.html": page,
        }
    )


def _field(instruction: str) -> str:
    begin, end = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    code = instruction.replace('"', "&quot;")
    return (
        f'{paragraph(VISIBLE)}<w:p>{begin}<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>{end}</w:p>'
    )


def _hidden_by_style() -> bytes:
    style = '<w:style w:type="paragraph" w:styleId="An"><w:name w:val="An"/><w:rPr><w:vanish/></w:rPr></w:style>'
    styles = docx_parts()["word/styles.xml"].decode().replace("</w:styles>", f"{style}</w:styles>")
    hidden = f'<w:p><w:pPr><w:pStyle w:val="An"/></w:pPr>{run(HIDDEN)}</w:p>'
    return docx_with(
        {"word/styles.xml": styles.encode(), "word/document.xml": document_xml(paragraph(VISIBLE) + hidden).encode()}
    )
