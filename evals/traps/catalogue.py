"""All traps, by what they are."""

from __future__ import annotations

from collections.abc import Iterator

from evals.traps import disguises, mails, office, pages, pdf_text, pdfs, pictures, workbooks, xml_parts, zips
from evals.traps.trap import Trap

GROUPS = {
    "zip": zips.traps,
    "xml": xml_parts.traps,
    "docx": office.traps,
    "xlsx": workbooks.traps,
    "html": pages.traps,
    "pdf": pdfs.traps,
    "pdf text": pdf_text.traps,
    "picture": pictures.traps,
    "mail": mails.traps,
    "disguise": disguises.traps,
}

# Those that took a second and a half or more when all were run; three of them end only by the clock.
SLOW = frozenset(
    {
        "disguise: rich text nested 100,000 deep",
        "disguise: rich text with 10 MB of picture",
        "disguise: rich text with an object to start",
        "docx: 100,000 list definitions",
        "docx: 300,000 empty paragraphs",
        "docx: 500 rows, ever wider",
        "docx: a row of 100,000 cells",
        "docx: a tab a million times",
        "html: 200,000 links in a list",
        "html: 300,000 empty elements",
        "html: 40,000 attributes",
        "html: one line of 10 MB",
        "html: plain text with 150,000 bullets",
        "html: plain text with a million lines",
        "html: plain text with one line of 10 MB",
        "html: spans that multiply",
        "html: tables nested 5,000 deep",
        "mail: 10,000 parts",
        "mail: a border of a megabyte",
        "mail: lines without end",
        "pdf: 2,000 pages of one picture",
        "pdf: a million letters on a page",
        "pdf: a pattern drawn a billion times",
        "pdf: a picture of 60,000 by 60,000",
        "pdf: a picture of 60,000 by 60,000 with one bit",
        "pdf: a picture of negative width",
        "xlsx: 10,000 sheets",
        "xlsx: 200,000 cell styles",
    }
)


def traps(bait: str) -> Iterator[Trap]:
    """Every trap; `bait` is the address (http://host:port) that nothing may ever visit."""
    for group, made in GROUPS.items():
        for trap in made(bait):
            yield Trap(f"{group}: {trap.name}", trap.file, trap.write, trap.honest)


def quick_traps(bait: str) -> Iterator[Trap]:
    """Every trap but the slow ones."""
    return (trap for trap in traps(bait) if trap.name not in SLOW)
