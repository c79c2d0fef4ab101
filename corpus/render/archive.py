"""Office files as archives that are the same bytes on every run."""

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
STAMP = "2026-01-01T00:00:00Z"


def fixed(archive: bytes) -> bytes:
    """The same archive with every time in it replaced by a constant and its parts in one order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=part_order):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            target.writestr(entry, with_fixed_times(name, source.read(name)))
    return out.getvalue()


def part_order(name: str) -> tuple[bool, str]:
    """Readers look for the content types first."""
    return name != "[Content_Types].xml", name


def with_fixed_times(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    times = rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)"
    return re.sub(times, rb"\g<1>" + STAMP.encode() + rb"\g<3>", content)
