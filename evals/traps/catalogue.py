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


def traps(bait: str) -> Iterator[Trap]:
    """Every trap; `bait` is the address (http://host:port) that nothing may ever visit."""
    for group, made in GROUPS.items():
        for trap in made(bait):
            yield Trap(f"{group}: {trap.name}", trap.file, trap.write, trap.honest)
