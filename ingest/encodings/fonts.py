"""What the name of a font says about the encoding of the text in it."""

from __future__ import annotations

import re

from ingest.encodings.tables import CP1258, TCVN3, VISCII, VNI, Encoding

_SUBSET = re.compile(r"^/?[A-Z]{6}\+")
_STYLE = re.compile(r"(?:[-, ]*(?:bold|italic|oblique|regular|normal|medium|mt))+$", re.IGNORECASE)
_FAMILIES: tuple[tuple[re.Pattern[str], Encoding], ...] = (
    (re.compile(r"\.vn[a-z]", re.IGNORECASE), TCVN3),
    (re.compile(r"Vn(?:Time|Arial|Helvet|Courier|Century|Book|Avant|Univer|Black|Aristote|Tekni|Monotype|3D)"), TCVN3),
    (re.compile(r"vni(?:[- ]|(?=[A-Z]))", re.IGNORECASE), VNI),
    (re.compile(r".*viscii", re.IGNORECASE), VISCII),
    (re.compile(r".*cp[- ]?1258", re.IGNORECASE), CP1258),
)


def encoding_of(font: str) -> Encoding | None:
    """The old encoding that fonts of this name were made for; None for any other font."""
    name = _family(font)
    return next((encoding for family, encoding in _FAMILIES if family.match(name)), None)


def writes_capitals(font: str) -> bool:
    """Whether it is a font such as `.VnTimeH` whose small letters look like capitals."""
    return _family(font).endswith("H")


def _family(font: str) -> str:
    """The name without the mark of a subset, PDF escapes and the style."""
    name = _SUBSET.sub("", font.strip()).lstrip("/").replace("#20", " ").replace("#2E", ".").replace("#2e", ".")
    return _STYLE.sub("", name).strip()
