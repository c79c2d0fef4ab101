"""The legal-basis table as a document of its own, so that "còn hiệu lực không?" is answered with a quotation.

One row, one chunk: a sentence that names the document, its dates and its successor. The chunks carry no validity
of their own, since "hết hiệu lực từ …" is a statement that stays true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ingest.documents import Chunk, ChunkKind, Document, DocumentKind, Page, document_id_of
from ingest.table_rows import LegalBasis
from ingest.tables import Tables

TITLE = "Bảng hiệu lực văn bản pháp luật"
SOURCE = "tables/legal_basis.csv"
ROWS_PER_PAGE = 20


def legal_sheet(tables: Tables, digest: str) -> tuple[Document, list[Chunk]]:
    """The document and its chunks, one per row of the table, in the table's order."""
    replaced = replaced_by(tables.legal_bases)
    statements = [statement(law, replaced.get(law.code, ())) for law in tables.legal_bases]
    starts = [sum(len(each) + 1 for each in statements[:row]) for row in range(len(statements))]
    document = Document(
        id=document_id_of(SOURCE),
        source=SOURCE,
        digest=digest,
        kind=DocumentKind.VALIDITY_TABLE,
        title=TITLE,
        text="\n".join(statements),
        pages=_pages(statements, starts),
        media_type="text/csv",
    )
    return document, [_chunk(document, *row) for row in zip(tables.legal_bases, statements, starts, strict=True)]


def replaced_by(laws: Sequence[LegalBasis]) -> Mapping[str, tuple[str, ...]]:
    """Code → the codes it replaced."""
    replaced: dict[str, tuple[str, ...]] = {}
    for law in laws:
        for successor in law.successors:
            replaced[successor] = (*replaced.get(successor, ()), law.code)
    return replaced


def statement(law: LegalBasis, replaced: Sequence[str]) -> str:
    """One sentence: type, code, date, issuer, subject, in force from, until, successor or predecessors."""
    parts = [f"{_name(law)}{f' ngày {_day(law.issued)}' if law.issued else ''}{_issuer_and_subject(law)}"]
    parts.append(f"có hiệu lực từ ngày {_day(law.in_force)}" if law.in_force else "chưa ghi nhận ngày có hiệu lực")
    parts.append(_ending(law))
    if replaced:
        parts.append(f"thay thế {', '.join(replaced)}")
    if law.note:
        parts.append(law.note)
    if not law.verified:
        parts.append("cần kiểm tra lại ngày tháng trước khi viện dẫn")
    return "; ".join(parts) + "."


def _name(law: LegalBasis) -> str:
    return f"{law.title} số {law.code}" if law.title.startswith(law.type) else f"{law.type} số {law.code}"


def _issuer_and_subject(law: LegalBasis) -> str:
    issuer = f" của {law.issuer}" if law.issuer else ""
    if not law.title or law.title.startswith(law.type):
        return issuer
    return f"{issuer} về {law.title[0].lower()}{law.title[1:]}".replace(" về quy định ", " quy định ")


def _ending(law: LegalBasis) -> str:
    if not law.until:
        return "còn hiệu lực"
    successor = f", được thay thế bởi {', '.join(law.successors)}" if law.successors else ""
    return f"hết hiệu lực từ ngày {_day(law.until)}{successor}"


def _day(value: date | None) -> str:
    return value.strftime("%d/%m/%Y") if value else ""


def _pages(statements: Sequence[str], starts: Sequence[int]) -> tuple[Page, ...]:
    firsts = [*starts[::ROWS_PER_PAGE], sum(len(each) + 1 for each in statements) - 1]
    return tuple(Page(number, start, firsts[number]) for number, start in enumerate(firsts[:-1], start=1))


def _chunk(document: Document, law: LegalBasis, text: str, start: int) -> Chunk:
    row = document.text.count("\n", 0, start)
    return Chunk(
        id=f"{document.id}:{row:05d}",
        document_id=document.id,
        position=row,
        kind=ChunkKind.PROSE,
        heading=f"Hiệu lực văn bản: {law.type} {law.code} {law.title}",
        text=text,
        start=start,
        end=start + len(text),
        page=document.page_at(start),
        number=law.code,
        issued=law.issued,
        field=law.fields[0] if law.fields else None,
    )
