"""The note under an article of the codification: from which document it is, since when it holds, what amended it.

`(Điều 1 Luật số 49/2010/QH12 Bưu chính ngày 17/06/2010 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2011,
có nội dung được sửa đổi, bổ sung bởi Điều 2 Luật số …, có hiệu lực …)`. The clerks who typed some of them left out
numbers, doubled brackets and wrote codes with blanks; the law a code names is told all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.parse.header import DAY_IN_FIGURES, day_of
from ingest.vietnamese import DASHES, dates

# One table of patterns; each is used by exactly one function below.
_SYMBOL = r"[A-ZĐƯa-zđ][\w&]*(?:\.[A-ZĐ]{2,})?(?:\s?[-/]\s?[A-ZĐƯa-zđ][\w&]*)*(?:[-/]\d{1,3}\b)?(?:\([A-Z]\d{1,2}\))?"
CODE = re.compile(
    rf"(?<![\w/.,])\d{{1,5}}[a-z]?(?:\s?/\s?(?:19|20)\d{{2}}\s?/\s?|\s?[-/]\s?(?!(?:19|20)?\d)| (?=[A-Z]{{2,}}[-/]))"
    rf"(?P<symbol>{_SYMBOL})"
)
SINCE = re.compile(
    rf"có hiệu lực(?: thi hành)?(?:,)?(?: kể)?(?: từ)?(?: ngày)?\s*(?P<day>{DAY_IN_FIGURES})"
    r"|có hiệu lực(?: thi hành)?(?: kể)? từ (?P<words>ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})",
    re.IGNORECASE,
)
ISSUED = re.compile(rf"ngày\s+(?P<day>{DAY_IN_FIGURES})\s+của\s+(?P<issuer>[^()\n]+?)[,.\s]*$")
ISSUED_EARLY = re.compile(rf"ngày\s+(?P<day>{DAY_IN_FIGURES})\s+của\s+(?P<issuer>[^,()\n]+)")
PLACE = re.compile(
    r"[(\s]*(?P<place>(?:(?:Điểm|Khoản|Điều|Mục|Phụ lục|Phần)\s+(?:\d{1,3}[a-zđ]?|[a-zđ]|[IVXLC]+)\b[,\s]*)+)"
)
KIND = re.compile(
    r"(?P<kind>Hiến pháp|Bộ [Ll]uật|Luật|Pháp lệnh|Lệnh|Sắc lệnh|Nghị định|Nghị quyết liên tịch|Nghị quyết"
    r"|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị|Quy định|Quy chế)\b"
)
OF_ITSELF = re.compile(
    r"(?:Luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư|Thông tư liên tịch|Quyết định|Chỉ thị|Quy định)\s+này\s+có hiệu lực"
    rf"(?: thi hành)?,?(?: kể)? từ (?P<day>ngày\s+(?:ký\b|ban hành\b|{DAY_IN_FIGURES}|\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+\d{{4}}))"
)
NUMBERLESS = re.compile(r"^(?:[Ss]ố\s*:?\s*|Không số\s*)+")
RESTORED = {"TTG": "TTg", "CTR": "CTr", "ND": "NĐ", "QD": "QĐ"}
LONGEST_NAME = 200
CHANGES = ("sửa đổi", "bổ sung", "bãi bỏ", "hết hiệu lực", "thay thế", "đính chính")
SPELLED = re.compile(r"\s+|\(\d+\)|[\"'.,;:]+$")


@dataclass(frozen=True)
class Amendment:
    """A later document that changed an article, and since when."""

    law: str
    in_force: date | None


@dataclass(frozen=True)
class Note:
    """What the note of one article says; `place` is where it stands in its own document (`Điều 5`)."""

    law: str | None
    kind: str | None
    title: str
    place: str
    issued: date | None
    in_force: date | None
    amended: tuple[Amendment, ...] = ()
    issuer: str = ""


def read_note(words: str) -> Note:
    """Read the text of a note, brackets included; what it does not say stays None or empty."""
    words = words.translate(_PLAIN)
    since = SINCE.search(words)
    own = words[: since.start()] if since else words
    place, kind = PLACE.match(own), KIND.search(own)
    return Note(
        law=_law(own, kind),
        kind=kind["kind"] if kind else None,
        title=_title(own, kind),
        place=" ".join(((place and place["place"]) or "").strip(" ,").split()),
        issued=_issued(own),
        issuer=_issuer(own),
        in_force=_day(since),
        amended=_amendments(words[since.end() :]) if since else (),
    )


def first_day_said(text: str, issued: date | None) -> date | None:
    """Since when a document says that it holds (`Nghị định này có hiệu lực từ ngày ký`); None when it does not say."""
    said = None
    for found in OF_ITSELF.finditer(text):
        said = found["day"]
    if said is None:
        return None
    return next((mention.date for mention in dates(said)), issued)


def same_spelling(code: str) -> str:
    """A code as documents cite it: `85/2017/nđ-cp`, `159/2006/NĐ- CP` and `77/2016/NĐ-CP.` in one spelling."""
    plain = SPELLED.sub("", code).replace("_", "-").strip("-/").upper()
    restored = re.sub(r"(?<=[-/])[A-ZĐ]+", lambda part: RESTORED.get(part[0], part[0]), plain)
    return re.sub(r"^\d+[A-Z](?=[-/])", lambda serial: serial[0].lower(), restored)


_PLAIN = str.maketrans(dict.fromkeys(DASHES, "-") | {"_": "-", "Ð": "Đ", "ð": "đ"})


def _law(own: str, kind: re.Match[str] | None) -> str | None:
    """The document's code; the name of one that never had a number."""
    if kind is None:
        return None
    code = CODE.search(own, kind.end())
    begins = NUMBERLESS.sub("", own[kind.end() :].strip())
    if code and (_follows(own, kind.end(), code.start()) or not begins[:1].isalpha()):
        return same_spelling(code[0])
    name = " ".join(re.split(rf"\s+ngày\s+{DAY_IN_FIGURES}|\s+\(", f"{kind['kind']} {begins}")[0].split())
    nameless = begins.startswith("này") or (name == kind["kind"] and name != "Hiến pháp")
    return None if nameless else name.rstrip(" .,;)")[:LONGEST_NAME]


def _follows(own: str, start: int, end: int) -> bool:
    """Whether only `số`, the kind again or a stray mark stands between kind and code."""
    between = KIND.sub("", own[start:end])
    return re.fullmatch(r"[\s:.'\"]*(?:(?:số|Số|liên tịch|TT|của)[\s:.'\"]*)*", between) is not None


def _title(own: str, kind: re.Match[str] | None) -> str:
    """What the document is about, given once, in the note of its first article."""
    issued = ISSUED.search(own) or ISSUED_EARLY.search(own)
    if kind is None or issued is None:
        return ""
    code = CODE.search(own, kind.end(), issued.start())
    begins = own[code.end() if code else kind.end() : issued.start()]
    return " ".join(NUMBERLESS.sub("", begins.strip(" .,;-")).split())


def _issued(own: str) -> date | None:
    """The day beside the issuer; a title may hold days of other documents before it."""
    found = ISSUED.search(own) or ISSUED_EARLY.search(own)
    return day_of(found["day"]) if found else None


def _issuer(own: str) -> str:
    found = ISSUED.search(own) or ISSUED_EARLY.search(own)
    return " ".join(found["issuer"].strip(" ,.)").split()) if found else ""


def _day(since: re.Match[str] | None) -> date | None:
    if since is None:
        return None
    if since["day"]:
        return day_of(since["day"])
    return next((mention.date for mention in dates(since["words"])), None)


def _amendments(after: str) -> tuple[Amendment, ...]:
    """Every document named after `sửa đổi, bổ sung bởi`, each once, with its own first day."""
    begins = [at for change in CHANGES if (at := after.find(change)) >= 0]
    if not begins:
        return ()
    found: dict[str, date | None] = {}
    rest = after[min(begins) :]
    start = 0
    for since in SINCE.finditer(rest):
        code = CODE.search(rest, start, since.start())
        if code:
            found.setdefault(same_spelling(code[0]), _day(since))
        start = since.end()
    if not found and (code := CODE.search(rest)):
        found[same_spelling(code[0])] = None
    return tuple(Amendment(law, day) for law, day in found.items())
