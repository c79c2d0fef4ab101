"""Vietnamese text as search, splitting and citing need it: one spelling, words, codes, sentences, dates.

Functions that return offsets expect NFC text (`nfc`), as every `Document.text` is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ingest.documents import Span

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\ufeff"

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_ODD = re.compile(f"[{DASHES}{SPACES}Ðð]")
_ODD_TO_PLAIN = str.maketrans(
    {**dict.fromkeys(DASHES, "-"), **dict.fromkeys(SPACES, " "), "Ð": "Đ", "ð": "đ"},
)
_OLD_TONE = re.compile("[òóỏõọ][ae]|[ùúủũụ]y")
_NEW_TONE = {
    old: new
    for olds, news in (
        ("òa óa ỏa õa ọa", "oà oá oả oã oạ"),
        ("òe óe ỏe õe ọe", "oè oé oẻ oẽ oẹ"),
        ("ùy úy ủy ũy ụy", "uỳ uý uỷ uỹ uỵ"),
    )
    for old, new in zip(olds.split(), news.split(), strict=True)
}


# ------------------------------------------------------------------------------------- one spelling


def nfc(text: str) -> str:
    """The text in NFC, without invisible characters (which would keep a letter from its tone mark)."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def fold(text: str) -> str:
    """The form in which equal words are equal strings: NFC, lower case, one tone placement, plain dashes and spaces."""
    text = nfc(text).lower()
    if _ODD.search(text):
        text = text.translate(_ODD_TO_PLAIN)
    text = _OLD_TONE.sub(lambda match: _NEW_TONE[match[0]], text)
    return unicodedata.normalize("NFC", text)


def strip_tones(text: str) -> str:
    """The text as typed without marks (đ becomes d); case is kept, and so is the length of NFC text."""
    return _MARKS.sub("", unicodedata.normalize("NFC", text).translate(_BARE))


def has_tones(text: str) -> bool:
    """Whether the text carries any Vietnamese mark, so that its spelling can be trusted."""
    return _MARKED.search(nfc(text)) is not None


def _bare_letters() -> dict[int, str]:
    """Every precomposed Latin letter with marks → its bare letter, one character for one."""
    bare = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        first = unicodedata.normalize("NFD", chr(code))[0]
        if first.isascii() and first.isalpha():
            bare[code] = first
    return bare | {ord(letter): base for letter, base in zip("ĐđÐð", "DdDd", strict=True)}


_BARE = _bare_letters()
_MARKS = re.compile("[\u0300-\u036f]")
_MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)


# -------------------------------------------------------------------------------- words for searching

_CODE_TOKEN = (
    r"\d{1,5}[a-z]?/(?:19|20)\d\d/[^\W\d_][^\W_]*(?:[-/&.][^\W_]+)*"  # 163/2024/nđ-cp, 24/2023/qh15
    r"|\d{1,5}[a-z]?/[^\W\d_][^\W_&]*(?:&[^\W_]+)*(?:-[^\W_]+)+"  # 873/btttt-vp
    r"|\d{1,5}/(?:[bcdđghklmnpqrstvx]{2,}\d{0,2}|ub\w+|[^\W\d_]*qh\d\d)\b"  # 03/bdn, 12/ubnd
    r"|\d{1,4}-[^\W\d_]{2,3}/[^\W\d_]{2,}"  # 57-nq/tw
)
_NUMBER_TOKEN = (
    r"\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d(?!\d)"  # 27/9/2024
    r"|\d+(?:/\d+)+"  # 1/2026, 25/2011
    r"|\d+(?:[.,]\d+)*%?[^\W\d_]*"  # 2.164, 99,8%, 5g
)
_WORD_TOKEN = r"[^\W\d_]+(?:\d(?!\d*/\d)[^\W_]*)?(?:&[^\W_]+)*"  # "nđ25/2011" is "nđ" and "25/2011"
_TOKEN = re.compile(rf"{_WORD_TOKEN}|{_CODE_TOKEN}|{_NUMBER_TOKEN}|[.;:?!…\n]")
_STOPS = frozenset(".;:?!…\n")
_NUMERIC_DATE = re.compile(r"0?(\d{1,2})[/.-]0?(\d{1,2})[/.-](\d{4})")
_NUMERIC_MONTH = re.compile(r"0(\d)/((?:19|20)\d\d)")


def syllables(text: str) -> list[str]:
    """The folded words of the text; a document code, a date or a number is one word."""
    return [token for token in _tokens(text) if token not in _STOPS]


def terms(text: str) -> list[str]:
    """`syllables` followed by their adjacent pairs (`viễn_thông`); no pair crosses sentence punctuation."""
    tokens = _tokens(text)
    pairs = [f"{a}_{b}" for a, b in pairwise(tokens) if a not in _STOPS and b not in _STOPS]
    return [token for token in tokens if token not in _STOPS] + pairs


def clause_tokens(text: str) -> list[str]:
    """`syllables` with an empty one wherever sentence punctuation ends a clause."""
    return ["" if token in _STOPS else token for token in _tokens(text)]


def _tokens(text: str) -> list[str]:
    return [_one_form(match[0]) for match in _TOKEN.finditer(fold(text))]


def _one_form(token: str) -> str:
    """`27/09/2024` and `27.9.2024` are one date, `01/2026` and `1/2026` one month, `06` is 6; `tt&tt` is `tttt`."""
    if token.isalpha():
        return token
    if token[0].isdigit() and (found := _NUMERIC_DATE.fullmatch(token) or _NUMERIC_MONTH.fullmatch(token)):
        return "/".join(found.groups())
    if len(token) == 2 and token[0] == "0" and token.isdigit():
        return token[1]
    return token.replace("&", "")


# ---------------------------------------------------------------------------------- document codes


@dataclass(frozen=True)
class CodeMention:
    """A document code as it stands in a text; `code` is canonical, partial when the text gave only a part."""

    code: str
    span: Span


_DASH = f"[-{DASHES}]"
_SEGMENT = r"[A-Z][A-Z&]*(?:\.[A-Z]+)*[a-z]{0,2}\d{0,2}"
_SYMBOL = (
    r"[A-Z][A-Z&]+(?:\.[A-Z]+)*[a-z]{0,2}\d{0,2}"
    rf"(?: ?{_DASH} ?{_SEGMENT}(?![a-z]))*(?:/{_SEGMENT}(?:{_DASH}{_SEGMENT})*)?"
)
_YEAR = r"(?:19|20)\d{2}"
_FULL = re.compile(
    rf"(?<![\d/.,])\d{{1,5}}[a-z]?(?:(?: ?/ ?{_YEAR})? ?/ ?|{_DASH}(?=[A-Z]{{2,3}}/)){_SYMBOL}(?![a-z])"
    rf"|(?<=[Ss]o: )/{_SYMBOL}|(?<=[Ss]o:)\s*/{_SYMBOL}|(?<=[Ss]o )/{_SYMBOL}"
)
_FULL_TYPED = re.compile(
    rf"(?<![\d/.,])\d{{1,5}}(?:/{_YEAR}/[a-z]{{2,}}\d{{0,2}}|/(?:nd|qd|tt|nq|ct|cv|bc|kh|tb|btttt|bkhcn|bvhttdl)(?=-)|/(?:bdn|vpcp)\b)"
    r"(?:[-/][a-z]+\d{0,2})*|(?<![\d/.,])\d{1,4}-(?:nq|ct|kl|qd)/tw\b"
)
_SUFFIX_OF_KIND = {
    "nghidinh": "NĐ-CP", "nd": "NĐ-CP", "quyetdinh": "QĐ", "qd": "QĐ", "thongtu": "TT", "tt": "TT", "nghiquyet": "NQ",
    "nq": "NQ", "chithi": "CT", "ct": "CT", "ketluan": "KL", "luat": "QH", "congvan": "", "cv": "",
}  # fmt: skip
_VERBS_TOO = frozenset({"quyetdinh", "ketluan", "chithi"})
_ABBREVIATIONS_OF_MORE = frozenset({"nd", "tt", "nq", "ct"})
_PARTIAL = re.compile(
    r"(?<![a-z])(?P<kind>nghi ?(?:dinh|quyet)|quyet ?dinh|thong ?tu|chi ?thi|ket ?luan|cong ?van|luat"
    r"|[nq]d|tt|nq|c[tv])"
    r"(?P<so>\.?\s*so\b)?[.:]?\s*(?P<number>\d{1,5})"
    rf"(?:\s*(?:/|{_DASH}|\bnam\b)\s*(?P<year>{_YEAR}))?(?![\d.,%/]*\d)(?![a-z%])",
    re.IGNORECASE,
)
_RESTORED = {
    "ND": "NĐ", "QD": "QĐ", "TTG": "TTg", "CTR": "CTr", "HDND": "HĐND", "DBQH": "ĐBQH",
    "BGDDT": "BGDĐT", "BLDTBXH": "BLĐTBXH",
}  # fmt: skip


def document_codes(text: str) -> list[str]:
    """Distinct canonical codes, in order: `163/2024/NĐ-CP`, `57-NQ/TW`, `/BTTTT-VP` (number blank).

    Typed forms give a partial code (`QĐ 2269` → `2269/QĐ`, `CV 4069` → `4069`); `same_code` compares those.
    """
    return list(dict.fromkeys(mention.code for mention in code_mentions(nfc(text))))


def code_mentions(text: str) -> list[CodeMention]:
    """Every document code in NFC text with offsets; full codes claim their place first, typed forms take the rest."""
    bare = text.translate(_BARE)
    found = [*_full_codes(text, bare, _FULL), *_full_codes(text, bare, _FULL_TYPED)]
    found += _partial_codes(text, _blanked(bare, found))
    return sorted(found, key=lambda mention: mention.span.start)


def same_code(wanted: str, code: str) -> bool:
    """Whether `code` is what `wanted` (full or partial) names: equal number; year and symbol where both have them."""
    number, year, symbol = _parts(wanted)
    other_number, other_year, other_symbol = _parts(code)
    if number != other_number or (year and other_year and year != other_year):
        return False
    return not symbol or not other_symbol or other_symbol.startswith(symbol) or symbol.startswith(other_symbol)


def _blanked(bare: str, found: list[CodeMention]) -> str:
    """`bare` with the found codes crossed out, offsets unchanged."""
    letters = list(bare)
    for mention in found:
        letters[mention.span.start : mention.span.end] = "|" * (mention.span.end - mention.span.start)
    return "".join(letters)


def _full_codes(text: str, bare: str, pattern: re.Pattern[str]) -> Iterator[CodeMention]:
    for match in pattern.finditer(bare):
        span = Span(match.start() + len(match[0]) - len(match[0].lstrip()), match.end())
        yield CodeMention(_canonical(span.of(text)), span)


def _canonical(printed: str) -> str:
    """`163 / 2024/nd – cp` → `163/2024/NĐ-CP`."""
    code = "".join(printed.translate(_ODD_TO_PLAIN).split())
    if code == code.lower():
        code = code.upper()
    return re.sub(r"[A-ZĐ]+", lambda part: _RESTORED.get(part[0], part[0]), code)


def _partial_codes(text: str, bare: str) -> Iterator[CodeMention]:
    for match in _PARTIAL.finditer(bare):
        kind = "".join(match["kind"].lower().split())
        if _names_a_document(kind, match, text[match.start("kind") : match.end("kind")]):
            code = "/".join(part for part in (match["number"], match["year"], _SUFFIX_OF_KIND[kind]) if part)
            yield CodeMention(code, Span(match.start(), match.end()))


def _names_a_document(kind: str, match: re.Match[str], printed: str) -> bool:
    """Keeps `quyết định 3 việc`, `nd 5 triệu` and `luật 5 điều` out: without a year the word must leave no doubt."""
    if match["year"]:
        return True
    if kind in _VERBS_TOO:
        return match["so"] is not None or len(match["number"]) >= 3
    if kind in _ABBREVIATIONS_OF_MORE:
        return printed.isupper() or "đ" in printed
    return kind != "luat"


def _parts(code: str) -> tuple[int | None, str, str]:
    """Number, year and symbol of a code; the party's `57-NQ/TW` is number 57, symbol `NQ/TW`."""
    found = re.match(rf"(\d*)[a-z]?(?:/({_YEAR}))?(?:[/-](.+))?$", code)
    if not found:
        return None, "", code
    return (int(found[1]) if found[1] else None), found[2] or "", (found[3] or "").upper()


# ------------------------------------------------------------------------------------------ sentences

_STOP = re.compile(r"""(?:\./\.|[.?!…]+)(?:\[\d{1,2}\])?[)\]"”’»]*(?=\s|$)|[^\S\n]*\n\s*""")
_NOT_AN_END = re.compile(
    r"(?:^|[\s(“\"])(?:TP|Tp|tp|T\.P|Q|P|H|TX|Tx|TT|GS|PGS|TS|ThS|Ths|BS|KS|KT|TM|TL|TUQ|Đ|[A-Z]|[Ss]t|Mr|Mrs|Dr|Nxb|NXB|tr)\.$"
)
_NUMBERING = re.compile(
    r"(?:(?:Câu(?: hỏi)?|Điều|Chương|Mục|Phần|Phụ lục|Bảng|Hình)\s+)?"
    r"(?:\d{1,3}[a-zđ]?(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[a-zđ])\.$"
)


def sentences(text: str) -> list[Span]:
    """Where the sentences of NFC text stand, in order, without the white space between them."""
    spans: list[Span] = []
    start = 0
    for stop in _STOP.finditer(text):
        if _ends_sentence(text, start, stop):
            spans.append(Span(start, stop.end()))
            start = stop.end()
    spans.append(Span(start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, span)).start < trimmed.end]


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    if "\n" in stop[0]:
        return _ends_paragraph(text, stop)
    if _next_visible(text, stop.end()).islower():
        return False
    if stop[0] != ".":
        return True
    before = text[max(start, stop.end() - 24) : stop.end()]
    if _NOT_AN_END.search(before):
        return False
    return not _NUMBERING.fullmatch(text[start : stop.end()].lstrip()) or "\n" in text[stop.end() : stop.end() + 2]


def _ends_paragraph(text: str, stop: re.Match[str]) -> bool:
    """A line break inside a sentence is a wrapped line: nothing closed before it, lower case after it."""
    if stop[0].count("\n") > 1:
        return True
    previous = text[max(0, stop.start() - 1) : stop.start()]
    following = text[stop.end() : stop.end() + 1]
    return previous in ".:;?!/" or not following.islower() or _LIST_LETTER.match(text, stop.end()) is not None


_LIST_LETTER = re.compile(r"[a-zđ][).]\s")


def _next_visible(text: str, offset: int) -> str:
    while offset < len(text) and text[offset] in " \t\u00a0":
        offset += 1
    return text[offset : offset + 1]


def _trim(text: str, span: Span) -> Span:
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


# ---------------------------------------------------------------------------------------------- dates


@dataclass(frozen=True)
class DateMention:
    """A date as it stands in a text; what the text leaves blank is None."""

    span: Span
    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> date | None:
        """The whole date, or None where a part is missing."""
        return date(self.year, self.month, self.day) if self.year and self.month and self.day else None


_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:1[0-2]|0?[1-9])"
_DATE = re.compile(
    rf"(?<![\d/.,])(?P<d>{_DAY})\s?[/.{DASHES}-]\s?(?P<m>{_MONTH})\s?[/.{DASHES}-]\s?(?P<y>{_YEAR})(?!\d)"
    rf"|\bngay\b\s*(?P<d2>{_DAY}(?!\d)|)[\s.…_]*\bthang\b\s*(?P<m2>{_MONTH}(?!\d)|)[\s.…_]*\bnam\b\s*(?P<y2>{_YEAR})(?!\d)"
    rf"|\bngay\b\s*(?P<d3>{_DAY})\s*thang\s*(?P<m3>{_MONTH})(?!\d)"
    rf"|\bthang\b\s*(?P<m4>{_MONTH})\s*(?:[/.-]|,?\s*nam)\s*(?P<y4>{_YEAR})(?!\d)"
    rf"|\bnam\b\s*(?P<y5>{_YEAR})(?![\d-])",
    re.IGNORECASE,
)


def dates(text: str) -> list[DateMention]:
    """Every date in NFC text, whole or partial; one that is not in the calendar (31/2/2024) is left out."""
    found = (_date_mention(match) for match in _DATE.finditer(text.translate(_BARE)))
    return [mention for mention in found if mention is not None]


def _date_mention(match: re.Match[str]) -> DateMention | None:
    parts = {name[0]: int(value) for name, value in match.groupdict().items() if value}
    mention = DateMention(Span(match.start(), match.end()), parts.get("y"), parts.get("m"), parts.get("d"))
    try:
        _ = mention.date
    except ValueError:
        return None
    return mention
