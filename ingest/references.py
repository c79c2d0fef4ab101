"""References to articles: which article of which law a passage is, and which one a question names.

Both sides are written as the same exact words, apart from the words of the text: `d5` (Điều 5), `d5k2` (its khoản 2),
`d5k2a` (điểm a of that), and `d5@…` for the article of one law by its code (`163/2024/ND-CP`, also as far as people
type it: `163/2024/ND`, `163/2024`, `163/ND`, `163`) or by its name (`luat_vien_thong`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.vietnamese import CodeMention, code_mentions, document_codes, fold, nfc, strip_tones

_LAW_KIND = r"(?:bo luat|luat|phap lenh|nghi dinh|nghi quyet|quyet dinh|thong tu|quy che|hien phap)"
_NUMBER_ENDS = r"(?![\d.,/%]*\d|[a-z%])"
_BETWEEN = r"[\s,;]*(?:cua\s+|tai\s+)?"
_ARTICLE = rf"\b(?P<word>dieu\s*|d\.?)(?P<article>\d{{1,3}}[a-z]?){_NUMBER_ENDS}"
_REFERENCE = re.compile(
    rf"(?:\bdiem\s+(?P<point1>[a-z])\b{_BETWEEN})?(?:\b(?:khoan\s*|k\.?)(?P<clause1>\d{{1,2}}){_NUMBER_ENDS}{_BETWEEN})?"
    rf"{_ARTICLE}"
    rf"(?:{_BETWEEN}\b(?:khoan\s*|k\.?)(?P<clause2>\d{{1,2}}){_NUMBER_ENDS})?(?:{_BETWEEN}\bdiem\s+(?P<point2>[a-z])\b)?"
)
_NAME_AFTER = re.compile(rf"[\s,]*(?:(?:cua|trong|theo|tai)\s+)?(?P<name>{_LAW_KIND}\s[\w\s,-]*)")
_NAME_BEFORE = re.compile(rf"(?P<name>{_LAW_KIND}\s[^?!.;:]*?)[\s,]*(?:\b(?:thi|tai|theo|o)\s+)?$")
_LABEL = re.compile(r"^Điều (?P<number>\d{1,3}[a-zđ]?)(?:[.:]?(?=\s)|[.:]?$)", re.MULTILINE)
_LAW_LINE = re.compile(rf"^(?:dieu \S+ |\d[\w/&.-]*[\s:,]+)?(?P<kind>{_LAW_KIND})\b(?: so [\w/&.-]+:?)?(?P<title>.*)$")
_CLAUSE_LINE = re.compile(r"^\s*(?:(?P<clause>\d{1,2})\.\s|(?P<point>[a-zđ])\)\s)", re.MULTILINE)
_CODE_PARTS = re.compile(r"(?P<number>\d+)[A-Z]?(?:/(?P<year>(?:19|20)\d\d))?(?:[/-](?P<symbol>[A-Z]+))?")
LONGEST_NAME = 14
SHORTEST_NAME = 2


@dataclass(frozen=True)
class Reference:
    """An article that a question names: `parts` from the clause to the point (`d5k2`, `d5k2a`), empty for the whole.

    `spelled` is how texts cite it, without marks; `laws` are the words of that article in the law named, each another
    spelling of it, the surest first, empty when the question names none.
    """

    article: str
    spelled: str
    parts: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


def references(text: str) -> list[Reference]:
    """The articles a question names, in order, typed with or without tone marks (`Điều 5 khoản 2`, `đ5 k2`)."""
    if not any(character.isdigit() for character in text):
        return []
    folded = fold(nfc(text))
    bare = strip_tones(folded)
    found = [match for match in _REFERENCE.finditer(bare) if _names_an_article(match, folded)]
    codes = code_mentions(nfc(text)) if found else []
    return [_reference(match, folded, bare, codes, following) for match, following in _with_following(found, bare)]


def own_words(heading: str, text: str, number: str | None) -> list[str]:
    """What a passage of a law is: its article, alone and of its law, and the clauses and points in it."""
    labels = _LABEL.findall(heading)
    if not labels:
        return []
    article = f"d{strip_tones(labels[-1])}"
    of_laws = [f"{article}@{law}" for law in (*_code_forms(number), *_names(heading, number))]
    return list(dict.fromkeys([article, *of_laws, *_parts_in(article, text)]))


def _names_an_article(match: re.Match[str], folded: str) -> bool:
    """`d5` alone may be anything (a street, a vitamin); `đ5` and `d5 k2` are articles."""
    short = not match["word"].startswith("dieu")
    return not short or folded[match.start("word")] == "đ" or bool(match["clause1"] or match["clause2"])


def _with_following(found: Sequence[re.Match[str]], bare: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each reference with where the next one begins."""
    for place, match in enumerate(found):
        yield match, found[place + 1].start() if place + 1 < len(found) else len(bare)


def _reference(match: re.Match[str], folded: str, bare: str, codes: Sequence[CodeMention], following: int) -> Reference:
    article = f"d{match['article']}"
    clause = match["clause1"] or match["clause2"]
    parts = [f"{article}k{int(clause)}"] if clause else []
    for group in ("point1", "point2"):
        if clause and match[group]:
            parts += [f"{parts[0]}{letter}" for letter in _letters(folded[match.start(group)], folded == bare)]
    laws = [f"{article}@{law}" for law in _laws_named(match, bare, codes, following)]
    spelled = f"khoan {int(clause)} dieu {match['article']}" if clause else f"dieu {match['article']}"
    return Reference(article, spelled, tuple(parts), tuple(dict.fromkeys(laws)))


def _letters(typed: str, without_marks: bool) -> tuple[str, ...]:
    """Points d and đ are two; who types without marks may mean either."""
    return ("d", "đ") if typed == "d" and without_marks else (typed,)


def _laws_named(match: re.Match[str], bare: str, codes: Sequence[CodeMention], following: int) -> list[str]:
    after = [mention.code for mention in codes if match.end() <= mention.span.start < following]
    before = [mention.code for mention in codes if mention.span.end <= match.start()]
    if after or before:
        return _code_asked(after[0] if after else before[-1])
    found = _NAME_AFTER.match(bare, match.end(), following)
    if found:
        words = re.findall(r"\w+", found["name"])[:LONGEST_NAME]
        return ["_".join(words[:length]) for length in range(len(words), SHORTEST_NAME - 1, -1)]
    found = _NAME_BEFORE.search(bare[: match.start()])
    words = re.findall(r"\w+", found["name"])[-LONGEST_NAME:] if found else []
    return ["_".join(words[:length]) for length in range(len(words), SHORTEST_NAME - 1, -1)]


def _code_asked(code: str) -> list[str]:
    """The whole code, then as much as was typed of number, year and symbol."""
    plain = _plain(code)
    parts = _CODE_PARTS.match(plain)
    if not parts:
        return [plain]
    return [plain, "/".join(part for part in (parts["number"].lstrip("0"), parts["year"], parts["symbol"]) if part)]


def _code_forms(code: str | None) -> list[str]:
    """Every form in which a question may give this code."""
    plain = _plain(code or "")
    parts = _CODE_PARTS.match(plain)
    if not parts:
        return []
    number, year, symbol = parts["number"].lstrip("0"), parts["year"], parts["symbol"]
    forms = [(number, year, symbol), (number, None, symbol), (number, year, None), (number, None, None)]
    return list(dict.fromkeys([plain, *("/".join(part for part in form if part) for form in forms)]))


def _names(heading: str, number: str | None) -> Iterator[str]:
    """`luat_vien_thong` and `luat_vien_thong_2023` from the heading lines that name a law."""
    year = _CODE_PARTS.match(_plain(number or ""))
    for line in heading.split("\n"):
        found = _LAW_LINE.match(strip_tones(fold(line)))
        if found and not document_codes(found["title"]):
            name = "_".join(re.findall(r"\w+", f"{found['kind']} {found['title']}")[:LONGEST_NAME])
            yield from [name, f"{name}_{year['year']}"] if year and year["year"] else [name]


def _parts_in(article: str, text: str) -> Iterator[str]:
    """Clauses and points whose lines stand in the text; what stands before the first belongs to the clause before."""
    lines = list(_CLAUSE_LINE.finditer(text))
    first = next((int(line["clause"]) for line in lines if line["clause"]), None)
    clause = first - 1 if first else 0
    if clause:
        yield f"{article}k{clause}"
    for line in lines:
        if line["clause"]:
            clause = int(line["clause"])
            yield f"{article}k{clause}"
        elif clause:
            yield f"{article}k{clause}{line['point']}"


def _plain(code: str) -> str:
    return "".join(strip_tones(fold(code)).upper().split()).lstrip("0")
