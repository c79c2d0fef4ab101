"""The checkable facts of a text: figures, dates, document codes, links and quoted runs, each in one normal form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.documents import Span
from ingest.vietnamese import code_mentions, dates, fold, same_code

LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[a-z0-9-]+\.)+(?:vn|com|net|org|io|gov)\b\S*", re.I
)
FIGURE = re.compile(
    r"(?<![\w])(?P<letters>[^\W\d_]*)(?P<value>\d+(?:[.,]\d+)*)(?P<unit>[^\W\d_]*)(?:\s?(?P<percent>%))?"
)
ROMAN = re.compile(r"\b[IVX]+\b")
DAY_AND_MONTH = re.compile(r"(?<![\d/.,])(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])(?![\d/])")
DAY_OR_MONTH = re.compile(r"\b(ngày|tháng)\s+(\d{1,2})\b(?![.,/]\d)")
YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER_WORD = re.compile(
    r"\b(?:hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|mươi|mốt|trăm|nghìn|ngàn|triệu|tỷ|tỉ|chục|nửa|rưỡi|đôi|gấp)\b"
)
# "năm" is five before anything but these: năm nay, năm trước, năm gần đây …
AFTER_A_YEAR = frozenset(
    "nay qua trước sau ngoái học tài đó này gần đầu cuối là và của có được thì ấy liên tới".split()
)
QUOTED = re.compile(r"[“\"«‘']([^“”\"«»‘’']{12,})[”\"»’']")

# A figure is the same figure only with the same measure behind it (30 ngày is not 30 tháng) …
MEASURES = frozenset(
    "ngày tháng năm tuần giờ phút giây quý tuổi lần đồng triệu tỷ tỉ nghìn ngàn trăm m km kg g mhz ghz khz mbps gbps gb mb tb kb "
    "người hộ thôn bản xã phường tỉnh huyện trạm thuê sim điều khoản điểm mét kênh".split()
)
# … and the same label before it (khoản 3 Điều 5 is not khoản 5 Điều 3).
LABELS = frozenset("điều khoản điểm mục chương phần thứ quý khóa khoá kỳ vòng giai nhóm mức hạng cấp".split())


@dataclass(frozen=True)
class Figure:
    """A number in normal form (`2164`, `99,8%`) with the words around it."""

    value: str
    before: str = ""
    after: str = ""

    def held_by(self, other: Figure) -> bool:
        """Whether `other`, from a source, states the same figure of the same thing."""
        return (
            self.value == other.value
            and (self.after == other.after or not {self.after, other.after} & MEASURES)
            and (self.before == other.before or not {self.before, other.before} & LABELS)
        )


@dataclass(frozen=True)
class Day:
    """A date, whole or partial."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def held_by(self, other: Day) -> bool:
        """Whether everything this date states is stated by `other`."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(own is None or own == theirs for own, theirs in pairs)


@dataclass(frozen=True)
class Facts:
    """Everything in a text that must not be invented."""

    figures: frozenset[Figure] = frozenset()
    days: frozenset[Day] = frozenset()
    codes: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    number_words: frozenset[str] = frozenset()

    def missing_from(self, *sources: Facts) -> Facts:
        """The facts that none of the sources holds."""
        return Facts(
            frozenset(own for own in self.figures if not any(own.held_by(each) for s in sources for each in s.figures)),
            frozenset(own for own in self.days if not any(own.held_by(each) for s in sources for each in s.days)),
            frozenset(own for own in self.codes if not any(_names(own, each) for s in sources for each in s.codes)),
            self.links.difference(*(source.links for source in sources)),
            self.number_words.difference(*(source.number_words for source in sources)),
        )

    @property
    def counted(self) -> bool:
        """Whether there is a figure, a date or a number word among them."""
        return bool(self.figures or self.days or self.number_words)

    def __bool__(self) -> bool:
        return bool(self.figures or self.days or self.codes or self.links or self.number_words)

    def __len__(self) -> int:
        return sum(map(len, (self.figures, self.days, self.codes, self.links, self.number_words)))


def _names(code: str, held: str) -> bool:
    """Whether `code`, full or shortened, names the document `held`; a shortened source supports no fuller code."""
    return code == held or (len(code) < len(held) and same_code(code, held))


def facts_of(text: str) -> Facts:
    """The facts of NFC text. What one kind has claimed is hidden from the next: a date is not three figures."""
    links = [Span(*match.span()) for match in LINK.finditer(text)]
    codes = code_mentions(_blanked(text, links))
    rest = _blanked(text, [*links, *(mention.span for mention in codes)])
    whole = dates(rest)
    days = {Day(mention.year, mention.month, mention.day) for mention in whole}
    rest = fold(_blanked(rest, [mention.span for mention in whole])).replace("phần trăm", "%")
    partial, rest = _partial_days(rest)
    figures = [*_figures(rest), *_romans(text)]
    years = {each for each in figures if YEAR.fullmatch(each.value) and each.after not in MEASURES - {"năm"}}
    return Facts(
        figures=frozenset(figures) - years,
        days=frozenset(days | partial | {Day(int(each.value)) for each in years}),
        codes=frozenset(mention.code for mention in codes),
        links=frozenset(span.of(text).rstrip('.,;:)”"').lower() for span in links),
        number_words=frozenset(_number_words(rest)),
    )


def _blanked(text: str, spans: list[Span]) -> str:
    letters = list(text)
    for span in spans:
        letters[span.start : span.end] = "|" * (span.end - span.start)
    return "".join(letters)


def _partial_days(folded: str) -> tuple[set[Day], str]:
    """`01/7`, `tháng 9`, `ngày 27` and the text without them."""
    found = {Day(None, int(match[2]), int(match[1])) for match in DAY_AND_MONTH.finditer(folded)}
    rest = DAY_AND_MONTH.sub("|", folded)
    for match in DAY_OR_MONTH.finditer(rest):
        number = int(match[2])
        found.add(Day(day=number) if match[1] == "ngày" else Day(month=number))
    return found, DAY_OR_MONTH.sub("|", rest)


def _figures(folded: str) -> list[Figure]:
    """Every number with its neighbours; `2021-2025` and `24/7` are two."""
    return [_figure(match, folded) for match in FIGURE.finditer(re.sub(r"(?<=\d)\s*[-/:]\s*(?=\d)", " ", folded))]


def _figure(match: re.Match[str], folded: str) -> Figure:
    spaced = match.string
    before = re.search(r"([^\W\d_]+)\W{0,2}$", spaced[: match.start()])
    after = re.match(r"\W{0,2}([^\W\d_]+)", spaced[match.end() :])
    value = match["letters"] + normal_number(match["value"]) + (match["percent"] or "")
    return Figure(value, before[1] if before else "", match["unit"] or (after[1] if after else ""))


def normal_number(printed: str) -> str:
    """`2.164` → `2164`, `99.8` → `99,8`, `01` → `1`."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", printed):
        printed = printed.replace(".", "")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", printed):
        printed = printed.replace(",", "")
    return printed.replace(".", ",").lstrip("0") or "0"


def _romans(text: str) -> list[Figure]:
    """Roman numerals with the word before them: `quý II`, `khóa XV`."""
    found = []
    for match in ROMAN.finditer(text):
        before = re.search(r"([^\W\d_]+)\s$", text[: match.start()])
        if before and fold(before[1]) in LABELS:
            found.append(Figure(match[0], fold(before[1])))
    return found


def _number_words(folded: str) -> list[str]:
    """Numbers written as words with the word that follows (`ba hình`), so that no figure hides as a word."""
    found = []
    for match in NUMBER_WORD.finditer(folded):
        after = re.match(r"\s+([^\W\d_]+)", folded[match.end() :])
        if match[0] != "năm" or (after and after[1] not in AFTER_A_YEAR):
            found.append(f"{match[0]} {after[1] if after else ''}")
    return found


def unfounded_quotes(text: str, sources: list[str]) -> list[str]:
    """Quoted runs of at least 12 characters that no source holds, punctuation and spaces aside."""
    held = [squeezed(source) for source in sources]
    return [run for run in QUOTED.findall(text) if not any(squeezed(run) in source for source in held)]


def squeezed(text: str) -> str:
    """Folded letters and digits only."""
    return "".join(letter for letter in fold(unicodedata.normalize("NFKC", text)) if letter.isalnum())
