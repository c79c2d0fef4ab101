"""Web pages set in fonts of old encodings: by `<font face>`, by style, or by the style sheet that Word writes."""

from __future__ import annotations

import re
from typing import Any

from ingest.parse.fonts import meant

_MAY_BE_OLD = re.compile(r"\.vn[a-z]|vni[- ][a-z]|viscii|wingdings")
_FAMILY = re.compile(
    r"font(?:-family\s*:|\s*:[^;\"']*?\d(?:pt|px|em|rem|%)(?:/\S+)?)\s*[\"']?([^;\"',]+)", re.IGNORECASE
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def repair_fonts(root: Any, markup: str) -> tuple[str, ...]:
    """Rewrites in place what is set in an old font; returns the names of the encodings that were met."""
    lowered = markup.lower()
    if not any(word in lowered for word in ("face=", "font-family", "font:")) or not _MAY_BE_OLD.search(lowered):
        return ()
    sheet = _sheet(root)
    fonts: dict[Any, str] = {}
    found: list[str] = []
    for element in root.iter("*"):
        if element.tag in ("style", "script"):
            continue
        above = element.getparent()
        inherited = fonts.get(above, "") if above is not None else ""
        font = fonts[element] = _own_font(element, sheet) or inherited
        element.text = _repaired(element.text, font, found)
        element.tail = _repaired(element.tail, inherited, found)
    return tuple(dict.fromkeys(found))


def _repaired(text: str | None, font: str, found: list[str]) -> str | None:
    if not text or not font:
        return text
    repair = meant(text, font)
    found += repair.what
    return repair.text


def _own_font(element: Any, sheet: dict[str, str]) -> str:
    style = _FAMILY.search(element.get("style", ""))
    if style:
        return str(style[1].strip())
    face = element.get("face", "").split(",")[0].strip(" \"'")
    if face:
        return str(face)
    named = (sheet.get(f".{name}") for name in element.get("class", "").split())
    return next((font for font in named if font), "") or sheet.get(element.tag, "")


def _sheet(root: Any) -> dict[str, str]:
    """The font of every class and tag that a style sheet in the page names alone (`p.MsoNormal` counts as its class)."""
    fonts: dict[str, str] = {}
    for sheet in root.iter("style"):
        for selectors, body in _RULE.findall(sheet.text or ""):
            family = _FAMILY.search(body)
            for selector in selectors.split(",") if family else ():
                name = re.fullmatch(r"\s*(?:[\w-]*(\.[\w-]+)|([\w-]+))\s*", selector)
                if name and family:
                    fonts[name[1] or name[2].lower()] = family[1].strip()
    return fonts
