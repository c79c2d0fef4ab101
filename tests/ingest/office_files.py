"""Word and Excel files with what people leave in them, patched in raw XML."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TCVN3 = {
    "ộ": "é", "ô": "«", "à": "µ", "ề": "Ò", "ư": "\u00ad", "ả": "¶", "ờ": "ê", "ế": "Õ", "ị": "Þ", "ủ": "ñ", "ử": "ö",
    "ạ": "¹", "đ": "®", "Đ": "§", "á": "¸", "ó": "ã", "ỉ": "Ø", "ợ": "î", "ì": "×", "ậ": "Ë", "ứ": "ø", "ê": "ª", "ă": "¨",
    "ấ": "Ê", "ĩ": "Ü", "ơ": "¬", "â": "©", "ú": "ó", "ù": "ï", "ò": "ß", "ã": "·",
}  # fmt: skip


def tcvn3(text: str) -> str:
    """The text as a font of the nineties wants it; fails for letters that are not in the table."""
    assert all(letter.isascii() or letter in TCVN3 for letter in text)
    return "".join(TCVN3.get(letter, letter) for letter in text)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    return f"<w:p {NAMES}><w:pPr>{properties}</w:pPr>{''.join(content)}</w:p>"


def table(*rows: str) -> str:
    return f'<w:tbl {NAMES}><w:tblPr/><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>{"".join(rows)}</w:tbl>'


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(text: str, properties: str = "") -> str:
    inner = text if text.startswith("<w:") else f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def word(
    path: Path, *blocks: str, parts: Mapping[str, str] | None = None, targets: Mapping[str, str] | None = None
) -> Path:
    """A DOCX of these blocks of body XML; `parts` are further parts by name, `targets` outside addresses by id."""
    document = Document()
    for at, block in enumerate(blocks):
        document.element.body.insert(at, parse_xml(block))
    plain = path.with_suffix(".plain")
    document.save(str(plain))
    related = "".join(
        f'<Relationship Id="rPart{at}" Type="{_TYPES}/{name.strip("0123456789")}" Target="{name}.xml"/>'
        for at, name in enumerate(parts or {})
    ) + "".join(
        f'<Relationship Id="{id}" Type="{_TYPES}/hyperlink" Target="{target}" TargetMode="External"/>'
        for id, target in (targets or {}).items()
    )
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", f"{related}</Relationships>".encode())
            new.writestr(name, content)
        for name, xml in (parts or {}).items():
            new.writestr(f"word/{name}.xml", xml)
    plain.unlink()
    return path


def part(root: str, content: str) -> str:
    """The XML of a part: `footnotes`, `comments`, `hdr`, …"""
    return f"<w:{root} {NAMES}>{content}</w:{root}>"


def with_member(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    return path


def patched(path: Path, member: str, old: str, new: str) -> Path:
    """The same package with one piece of one member replaced; `old` must be there."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    text = contents[member].decode()
    assert old in text
    contents[member] = text.replace(old, new).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def linked_picture(path: Path, address: str) -> Path:
    """A DOCX with one line of text and a picture that is not in it but at an address."""
    shape = (
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        '<pic:cNvPr id="0" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rOut"/>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"{shape}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    word(path, paragraph(run("Nội dung."), drawing), targets={"rOut": address})
    rels = "word/_rels/document.xml.rels"
    return patched(path, rels, f'hyperlink" Target="{address}', f'image" Target="{address}')
