"""What letters mean in the font they are set in: fonts of old encodings, and fonts of pictures (Wingdings, Symbol)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ingest.encodings import Repair, repaired
from ingest.encodings.fonts import encoding_of

# What the names of fonts of old encodings have in common, for a cheap look at bytes.
OLD_FONT_NAMES = (b".Vn", b".VN", b"VNI", b"VISCII", b"Viscii")
_PICTURE_FONTS = ("wingdings", "webdings", "symbol", "monotype sorts", "zapfdingbats")
_WINGDINGS = {
    0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0xA8: "☐", 0xFE: "☑", 0x52: "☑", 0xFD: "☒", 0x78: "☒",
    0xFC: "✓", 0xFB: "✗", 0xE0: "→", 0xE8: "→", 0xF0: "→", 0xDF: "←", 0xE7: "←", 0xF3: "↔", 0x20: " ",
}  # fmt: skip
_SYMBOL = {
    0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB0: "°", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xAE: "→",
    0xAC: "←", 0xDE: "⇒", 0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x44: "Δ", 0x6C: "λ", 0x6D: "μ", 0x70: "π",
    0x73: "σ", 0x53: "Σ", 0x57: "Ω", 0x77: "ω", 0x71: "θ", 0x6A: "φ", 0xE5: "∑", 0xD6: "√", 0x2D: "-",
}  # fmt: skip


def meant(text: str, font: str | None) -> Repair:
    """The text that people see when `text` is set in `font`; in a common font it is the text itself."""
    if font is None or not text.strip():
        return Repair(text)
    if font.lower().startswith(_PICTURE_FONTS):
        return Repair(_pictures(text, font))
    return repaired(text, font) if _is_old(font) else Repair(text)


@lru_cache(maxsize=512)
def _is_old(font: str) -> bool:
    return encoding_of(font) is not None


def _pictures(text: str, font: str) -> str:
    """What is not known in a picture font shows as a bullet."""
    if font.lower().startswith("symbol"):
        return "".join(_symbol(letter, _SYMBOL, letter if letter.isascii() else "•") for letter in text)
    return "".join(_symbol(letter, _WINGDINGS, "•") for letter in text)


def _symbol(letter: str, symbols: Mapping[int, str], otherwise: str) -> str:
    code = ord(letter)
    # Word lifts the letters of picture fonts into the private use area.
    return symbols.get(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code, otherwise)
