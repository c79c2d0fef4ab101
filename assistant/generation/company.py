"""Whether each figure of a sentence stands beside the words it stands beside in the evidence, not beside another's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.generation.facts import normal_number
from ingest.vietnamese import code_mentions, fold

ANCHOR = re.compile(
    r"(?P<day>(?<![\d/])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|ngày \d{1,2} tháng \d{1,2} năm \d{4}"
    r"|(?<![\d/])\d{1,2}/\d{4}(?![/\d]))"
    r"|(?P<number>(?<![\w/.,-])\d+(?:[.,]\d+)*(?![\w/-]))"
)
BREAK = re.compile(r"[,;:.()](?=\s|$)|\bvà\b|\bcòn\b|\btrong đó\b|\btương ứng\b")
PLAIN = frozenset(
    "là và của các những cho về ở tại với do từ đến này đó được bị đã đang sẽ có trong theo trên một để số ngày tháng năm "
    "khoảng gần hơn đạt tỷ lệ triệu nghìn tổng mức không chưa".split()
)
REACH = 6
MARGIN = 2
NEXT = 4


@dataclass(frozen=True)
class Placed:
    """A figure or whole date with the content words of its clause before and after it."""

    value: str
    is_day: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    around: frozenset[str]  # every word of its sentence

    @property
    def near(self) -> frozenset[str]:
        return frozenset(self.before[-REACH:] + self.after[:REACH])

    @property
    def thing(self) -> str:
        """What is counted: the word right behind a number."""
        return self.after[0] if self.after and not self.is_day else ""


def misplaced_figure(sentence: str, evidence: Sequence[str]) -> bool:
    """Whether a figure of the sentence keeps the company that the evidence gives to another figure of the same kind."""
    held = [placed for text in evidence for placed in placed_figures(text)]
    return any(_is_misplaced(own, held) for own in placed_figures(sentence))


def _is_misplaced(own: Placed, held: Sequence[Placed]) -> bool:
    mine = [each for each in held if each.value == own.value and each.is_day == own.is_day]
    things = {each.thing for each in mine}
    others = [each for each in held if each.value != own.value and each.is_day == own.is_day]
    if not mine:
        return False
    if own.thing and own.thing not in things and any(own.thing == each.thing for each in others):
        return True
    if not any(_holds_what_follows(each, own) for each in mine):
        return True
    if own.is_day and _introduced_as(own, others) and not _introduced_as(own, mine):
        return True
    rivals = [each.near for each in others if own.is_day or each.thing in things]
    return _keeps_other_company(own.near, [each.near for each in mine], rivals)


def _introduced_as(own: Placed, held: Sequence[Placed]) -> bool:
    """Whether one of them has the two words right before the figure (`có hiệu lực từ ngày …`) before it as well."""
    leading = frozenset(own.before[-2:])
    return len(leading) == 2 and any(leading <= frozenset(each.before[-2:]) for each in held)


def _holds_what_follows(held: Placed, own: Placed) -> bool:
    """Whether at least half of the words right behind the figure stand in the sentence that states it."""
    following = own.after[:NEXT]
    return own.is_day or 2 * sum(word in held.around for word in following) >= len(following)


def _keeps_other_company(
    near: frozenset[str], mine: Sequence[frozenset[str]], rivals: Sequence[frozenset[str]]
) -> bool:
    if not rivals:
        return False
    here = max(len(near & each) for each in mine)
    rival = max(rivals, key=lambda each: len(near & each))
    telling = (near & rival) - frozenset().union(*mine)
    return len(near & rival) - here >= MARGIN or (here == 0 and len(telling) >= MARGIN)


def placed_figures(text: str) -> list[Placed]:
    """Every figure and whole date of the text with its company; figures in document codes do not count."""
    plain = list(text)
    for mention in code_mentions(text):
        plain[mention.span.start : mention.span.end] = "_" * (mention.span.end - mention.span.start)
    folded = fold("".join(plain))
    edges = [0, *(edge for match in BREAK.finditer(folded) for edge in match.span()), len(folded)]
    around = frozenset(_words(folded))
    return [_placed(match, folded, edges, around) for match in ANCHOR.finditer(folded)]


def _placed(match: re.Match[str], folded: str, edges: Sequence[int], around: frozenset[str]) -> Placed:
    start = max(edge for edge in edges if edge <= match.start())
    end = min(edge for edge in edges if edge >= match.end())
    day = match["day"]
    value = "/".join(part.lstrip("0") for part in re.findall(r"\d+", day)) if day else normal_number(match[0])
    before, after = _words(folded[start : match.start()]), _words(folded[match.end() : end])
    return Placed(value, bool(day), tuple(before), tuple(after), around)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", text) if word not in PLAIN]
