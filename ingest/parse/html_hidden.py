"""What a web page holds but does not show: hidden by attribute, by style, by place, or white on white."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)"
    r"|(?:left|right|top|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}(?:\.\d+)?\s*(?:px|em|rem|pt|%)"
    r"|(?<![\w-])color\s*:\s*transparent|(?<![\w-])(?:max-)?height\s*:\s*0(?:px|pt|em)?\s*;(?=.*overflow\s*:\s*hidden)"
    r"|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.IGNORECASE,
)
_TINY = re.compile(r"font-size\s*:\s*(?:0(?:\.\d+)?\s*(?:px|pt|em|rem|%)?|1\s*(?:px|pt))\s*(?:;|$|!)", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = re.compile(r"#f[c-f]?f[c-f]?f[c-f]?|white|rgba?\(\s*25[2-5]\s*,\s*25[2-5]\s*,\s*25[2-5][^)]*\)", re.IGNORECASE)
_BARE = re.compile(r"none|transparent|inherit|initial|unset", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_MEDIA = re.compile(r"@[\w-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_ONE_NAME = re.compile(r"[\w-]*([.#][\w-]+)")
_SHOWN = re.compile(r"display\s*:\s*(?!none)|visibility\s*:\s*visible", re.IGNORECASE)
_LONGEST_ICON = 40
_LEAST_WORDS = 8


def cut_hidden(root: Any) -> int:
    """Removes what is not shown; returns how many of the pieces were sentences (menus and icons are not counted)."""
    names = _hidden_names(root)
    painted = next(root.iter("link", "style"), None) is not None
    sentences = 0
    for element in [one for one in root.iter("*") if _may_hide(one, names)]:
        if element.getparent() is None or element.tag in ("html", "body", "head"):
            continue
        if _is_unseen(element, names):
            sentences += _is_prose(element.text_content(), element)
            element.drop_tree()
        elif _is_blank(element, painted):
            sentences += _is_prose(_cut_own_text(element), element)
    return sentences


def _may_hide(element: Any, names: frozenset[str]) -> bool:
    """A cheap look at every element: most have nothing that could hide them."""
    attributes = element.attrib
    if not attributes:
        return bool(element.tag == "template")
    return (
        "style" in attributes
        or "hidden" in attributes
        or "aria-hidden" in attributes
        or element.tag in ("template", "font")
        or bool(names and ("class" in attributes or "id" in attributes))
    )


def _is_unseen(element: Any, names: frozenset[str]) -> bool:
    style = element.get("style", "")
    if element.tag == "template" or "hidden" in element.attrib or (style and _UNSEEN.search(style)):
        return True
    if element.get("aria-hidden") == "true" and len(element.text_content().strip()) <= _LONGEST_ICON:
        return True
    return bool(names) and not names.isdisjoint(_names_of(element))


def _is_blank(element: Any, painted: bool) -> bool:
    """Letters of no size, or of the colour of the paper."""
    style = element.get("style", "")
    if style and _TINY.search(style):
        return True
    found = _COLOUR.search(style) if style else None
    colour = found[1].strip() if found else element.get("color", "")
    return bool(colour) and _WHITE.fullmatch(colour) is not None and not _stands_on_colour(element, painted)


def _stands_on_colour(element: Any, painted: bool) -> bool:
    """Whether something may lie behind white letters: a ground of its own, or classes that a style sheet paints."""
    for level, one in enumerate((element, *element.iterancestors())):
        style = one.get("style", "")
        ground = _GROUND.search(style) if style else None
        colour = ground[1].strip() if ground else one.get("bgcolor", one.get("background", ""))
        if colour:
            return not _WHITE.fullmatch(colour) and not _BARE.fullmatch(colour)
        if painted and level <= 2 and one.get("class") and one.tag not in ("body", "p", "article", "main"):
            return True
    return False


def _cut_own_text(element: Any) -> str:
    """Removes the text that takes its look from `element`: parts of it with a look of their own stay."""
    cut = [element.text or ""]
    element.text = None
    for child in list(element):
        cut.append(child.tail or "")
        child.tail = None
        if "style" not in child.attrib and "color" not in child.attrib and "size" not in child.attrib:
            cut.append(_cut_own_text(child))
    return " ".join(cut)


def _is_prose(text: str, element: Any) -> bool:
    """Sentences that somebody hid; what a site hides for its own working is short, or a list of links."""
    words = text.split()
    links = sum(len(link.text_content().split()) for link in element.iter("a"))
    return len(words) - links >= _LEAST_WORDS and element.tag not in ("select", "form", "nav")


def _hidden_names(root: Any) -> frozenset[str]:
    """Classes and ids that the page's own style sheet hides and nowhere shows again (as tabs do)."""
    hidden: set[str] = set()
    shown: set[str] = set()
    for sheet in root.iter("style"):
        for selectors, body in _RULE.findall(_MEDIA.sub("", sheet.text or "")):
            hides, shows = _UNSEEN.search(body) or _TINY.search(body), _SHOWN.search(body)
            for selector in selectors.split(",") if hides or shows else ():
                name = _ONE_NAME.fullmatch(selector.strip())
                if hides and name:
                    hidden.add(name[1])
                elif shows and not hides:
                    shown.update(re.findall(r"[.#][\w-]+", selector))
    return frozenset(hidden - shown)


def _names_of(element: Any) -> Iterator[str]:
    for name in element.get("class", "").split():
        yield f".{name}"
    if element.get("id"):
        yield f"#{element.get('id')}"
