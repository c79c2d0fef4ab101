"""How a piece of Word text looks: its font, and whether a reader can see it, by itself or by its styles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WHITE = "FFFFFF"
# Half-points: text of one point or less is there for machines only.
SMALLEST_VISIBLE = 3
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True)
class Look:
    """What is said about a piece of text; None where nothing is said. `hidden` is a switch that styles may flip."""

    font: str | None = None
    hidden: bool | None = None
    half_points: int | None = None
    colour: str | None = None
    ground: str | None = None

    def over(self, base: Look) -> Look:
        """This look where it says something, else `base`."""
        return Look(
            self.font if self.font is not None else base.font,
            self.hidden if self.hidden is not None else base.hidden,
            self.half_points if self.half_points is not None else base.half_points,
            self.colour if self.colour is not None else base.colour,
            self.ground if self.ground is not None else base.ground,
        )

    def invisible_on(self, ground: str) -> bool:
        """Whether nobody sees such text on `ground` (RRGGBB; "" when the ground is not known)."""
        if self.hidden or (self.half_points is not None and self.half_points < SMALLEST_VISIBLE):
            return True
        ground = ground if self.ground is None else self.ground
        return bool(self.colour and ground) and same_colour(self.colour or "", ground)


class Styles:
    """The styles of one document, each resolved once."""

    def __init__(self, root: Any, theme: Any) -> None:
        self._fonts = _theme_fonts(theme)
        self._elements: dict[str, Any] = {}
        self._default_paragraph = ""
        self._base = Look()
        for element in root if root is not None else ():
            if element.tag == f"{W}docDefaults":
                self._base = self.own_look(element.find(f"{W}rPrDefault/{W}rPr"))
            elif element.tag == f"{W}style":
                self._elements[element.get(f"{W}styleId", "")] = element
                if element.get(f"{W}type") == "paragraph" and _is_on(element.get(f"{W}default", "0")):
                    self._default_paragraph = element.get(f"{W}styleId", "")
        self._resolved: dict[str, Look] = {}
        self._merged: dict[tuple[str, str], Look] = {}

    def look(self, paragraph_style: str, character_style: str) -> Look:
        """The look that the styles of a paragraph and of a run in it give together."""
        key = (paragraph_style or self._default_paragraph, character_style)
        if key not in self._merged:
            of_paragraph, of_run = self._of_style(key[0]), self._of_style(key[1])
            # A switch like "hidden" that is on in both styles is off (ECMA-376, 17.7.3).
            flipped = bool(of_paragraph.hidden) != bool(of_run.hidden) or bool(self._base.hidden)
            self._merged[key] = replace(of_run.over(of_paragraph).over(self._base), hidden=flipped)
        return self._merged[key]

    def own_look(self, properties: Any) -> Look:
        """What run properties (`w:rPr`) say themselves."""
        if properties is None:
            return Look()
        font: str | None = None
        hidden: bool | None = None
        half_points: int | None = None
        colour: str | None = None
        ground: str | None = None
        for element in properties:
            tag = element.tag
            if tag == f"{W}rFonts":
                font = self._font(element)
            elif tag == f"{W}vanish":
                hidden = _is_on(element.get(f"{W}val", "1"))
            elif tag == f"{W}sz":
                size = element.get(f"{W}val", "")
                half_points = int(float(size)) if size.replace(".", "", 1).isdigit() else None
            elif tag == f"{W}color":
                colour = _colour(element)
            elif tag == f"{W}shd":
                ground = fill_of(element)
            elif tag == f"{W}highlight" and element.get(f"{W}val") not in ("none", "white"):
                ground = ""
        return Look(font, hidden, half_points, colour, ground)

    def shades(self, table_style: str) -> bool:
        """Whether a table style may lay a colour under text."""
        element = self._elements.get(table_style)
        return element is not None and next(element.iter(f"{W}shd"), None) is not None

    def _of_style(self, style: str) -> Look:
        if style not in self._resolved:
            self._resolved[style] = Look()  # a style based on itself ends here
            element = self._elements.get(style)
            if element is not None:
                own = self.own_look(element.find(f"{W}rPr"))
                based_on = element.find(f"{W}basedOn")
                base = self._of_style(based_on.get(f"{W}val", "")) if based_on is not None else Look()
                self._resolved[style] = own.over(base)
        return self._resolved[style]

    def _font(self, fonts: Any) -> str | None:
        """The font of letters outside ASCII, which are those an old encoding differs in."""
        for name in ("hAnsi", "ascii"):
            theme = fonts.get(f"{W}{name}Theme")
            font = self._fonts.get(theme[:5], "") if theme else fonts.get(f"{W}{name}")
            if font:
                return str(font)
        return None


def fill_of(shading: Any) -> str | None:
    """The ground a `w:shd` lays: RRGGBB, "" when it is a pattern or a colour of the theme, None when it lays none."""
    fill = shading.get(f"{W}fill", "auto")
    if shading.get(f"{W}themeFill") or shading.get(f"{W}val", "clear") not in ("clear", "nil"):
        return ""
    return None if fill == "auto" else fill.upper()


def same_colour(one: str, other: str) -> bool:
    """Whether two RRGGBB colours cannot be told apart on paper."""
    try:
        return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= 8 for at in (0, 2, 4))
    except ValueError:
        return False


def _colour(element: Any) -> str:
    """RRGGBB; "" for the automatic colour, which is always seen."""
    theme = element.get(f"{W}themeColor", "")
    if theme in ("background1", "light1") and not element.get(f"{W}themeShade"):
        return WHITE
    value = element.get(f"{W}val", "auto")
    return "" if value == "auto" else str(value).upper()


def _is_on(value: str) -> bool:
    return value not in _OFF


def _theme_fonts(theme: Any) -> dict[str, str]:
    """The Latin fonts behind `majorHAnsi` and `minorHAnsi`, by the first five letters."""
    if theme is None:
        return {}
    found = ((name, theme.find(f".//{_A}{name}Font/{_A}latin")) for name in ("major", "minor"))
    return {name: latin.get("typeface", "") for name, latin in found if latin is not None}
