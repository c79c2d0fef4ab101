"""Degrees of State secrecy as they stand in text and on stamps, told from talk about secrecy.

A degree counts when it stands by itself in capitals (a line, a cell of the letterhead, beside the date or after the
number) or after the label "Độ mật". Letters may be spaced and lines framed. What OCR makes of the marks of capitals is
believed in letterheads only. A place that lists all three degrees explains them and bears none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.vietnamese import nfc, strip_tones

TOP, HIGH, PLAIN = "TUYỆT MẬT", "TỐI MẬT", "MẬT"
SUSPECTED = "NGHI VẤN"  # no degree, but signs that only papers of a degree bear

FIRST_HEAD = 2500  # characters at the beginning that are a letterhead
HEAD_BEFORE, HEAD_AFTER = 400, 900  # around the motto, wherever another letter begins
NEAR = 400  # characters around a mark in which the other degrees explain it
LETTERHEAD = 220  # a number or motto this near makes a mark one of a letter, whatever is explained below

_GAP = r"[^\S\n]{0,4}"
_A = "AÂẬẠẦẤẨẪẶ4"


def _spaced(*letters: str) -> str:
    return _GAP.join(letters)


_EXACT = rf"(?P<top>{_spaced(*'TUYỆT', *'MẬT')})|(?P<high>{_spaced(*'TỐI', *'MẬT')})|(?P<plain>{_spaced(*'MẬT')})"
_BY_OCR = (
    rf"(?P<top>{_spaced('[T7]', 'U', '[YV]', '[EÊỆẸÉẾỀ]', '[T7]', 'M', f'[{_A}]', '[T7]')})"
    rf"|(?P<high>{_spaced('[T7]', '[OÔỐÓỒỘ0]', '[I1l|Í]', 'M', f'[{_A}]', '[T7]')})"
    rf"|(?P<plain>{_spaced('M', f'[{_A}]', '[T7]')})"
)
_DEGREE_OF_GROUP = {"top": TOP, "high": HIGH, "plain": PLAIN}
# What a frame leaves around the words: bars, dashes, drawn boxes, brackets, quotation marks.
_FRAME = " \t\u00a0|[](){}<>*_=+-–—.,:;'\"“”‘’`´#~^•·■□▪●/\\" + "".join(map(chr, range(0x2500, 0x25A0)))

CANDIDATE = re.compile(rf"M{_GAP}[{_A}]{_GAP}[T7]|[Mm]ật|m[aâ]t\b|(?i:độ\s+mật)")
WHOLE_EXACT = re.compile(rf"(?:{_EXACT})")
WHOLE_BY_OCR = re.compile(rf"(?:{_BY_OCR})")
_MOTTO = r"C[OỘÔ]NG\s+H[OÒÓÔ][AÀÁÒ]?"
_BESIDE_AFTER = rf"(?=[\s|(\[]*(?:{_MOTTO}|Độc lập|Số\s*:|[^\n|]{{2,30}},\s*ng[aà]y|$))"
_BEFORE_BESIDE = r"(?:Số\s*:[^\n|]{0,40}?[\s(\[]|[^\n]*VIỆT NAM\s+|[^\n]*Hạnh phúc\s+|[^\n]*,\s*ng[aà]y[^\n]*\d{4}\s+)"
BESIDE = re.compile(rf"^[^\S\n|]*\|?[^\S\n]*{_BEFORE_BESIDE}?(?:{_BY_OCR})[^\S\n|)\]]*[)\]]?{_BESIDE_AFTER}")
CELLS = re.compile(r"[|│║┃\t]|\s{2,}")
LABEL = re.compile(
    r"^(?:dấu\s+chỉ\s+)?(?:mức\s+|cấp\s+|dấu\s+)?độ\s+(?:bảo\s+)?mật(?:\s*(?:,|/|và)\s*(?:độ\s+)?khẩn)?"
    r"(?:\s+của\s+(?:văn\s+bản|tài\s+liệu))?(?P<value>.*)$",
    re.IGNORECASE,
)
TICKED = re.compile(r"(?:[☒☑✔✓■]|\[\s*[xX]\s*\])\s*(?P<degree>tuyệt\s+mật|tối\s+mật|mật)\b", re.IGNORECASE)
NAMED = re.compile(r"tuyệt\s+mật|tối\s+mật|mật", re.IGNORECASE)
LISTED = re.compile(
    r"^[\W\d_]*(?:[a-zđ]\)\s*)?(?:(?:độ|mức|dấu|cấp)\s+)*[“\"']?(tuyệt\s+mật|tối\s+mật|mật)\b(?!\s*(?:độ|khẩu|mã|ong)\b)",
    re.IGNORECASE | re.MULTILINE,
)
LETTERS = {"A": TOP, "B": HIGH, "C": PLAIN}  # of envelopes, and of registers that copy them
MOTTO = re.compile(_MOTTO + r"\s+X[AÃÁ]\s+H[OỘÔ]I")
NUMBER = re.compile(r"Số\s*:|" + _MOTTO)

# Signs that stand on papers of a degree only; a person looks at what bears one without a degree.
SIGNS = re.compile(
    r"^\W*(?:TÀI LIỆU THU HỒI|(?i:chỉ người có tên mới được bóc bì))\W*$"
    r"|^\W*(?i:bản số)\s*:[^\n]{0,20}$(?=(?s:.{0,200}?)^\W*(?i:không (?:được )?sao chụp)\W*$)",
    re.MULTILINE,
)
INTERNAL = re.compile(r"^\W*(?:LƯU HÀNH NỘI BỘ|(?:TÀI LIỆU )?LƯU HÀNH NỘI BỘ|Lưu hành nội bộ)\W*$", re.MULTILINE)


def degree_in_text(text: str) -> str | None:
    """The degree a text bears, SUSPECTED for signs without one, None for a text that bears none."""
    written = nfc(text)
    heads = _heads(written)
    for start, end in _candidate_lines(written):
        degree = _degree_of_line(written, start, end, _lies_in(start, heads))
        if degree and not _explained(written, start, end):
            return degree
    return SUSPECTED if any(_lies_in(sign.start(), heads) for sign in SIGNS.finditer(written)) else None


def is_internal(text: str) -> bool:
    """Whether the text says by itself on a line that it is for use inside the office."""
    return INTERNAL.search(nfc(text)) is not None


def _heads(text: str) -> list[tuple[int, int]]:
    later = ((match.start() - HEAD_BEFORE, match.start() + HEAD_AFTER) for match in MOTTO.finditer(text))
    return [(0, FIRST_HEAD), *later]


def _lies_in(offset: int, zones: list[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in zones)


def _candidate_lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines in which a degree may stand, each once."""
    passed = -1
    for match in CANDIDATE.finditer(text):
        if match.start() < passed:
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        found = text.find("\n", match.end())
        passed = found if found >= 0 else len(text)
        yield start, passed


def _degree_of_line(text: str, start: int, end: int, in_head: bool) -> str | None:
    if end - start > 300:  # prose
        return None
    line = text[start:end]
    bare = line.strip(_FRAME)
    return (
        _whole(WHOLE_EXACT, bare)
        or _labelled(bare, text[end + 1 : end + 60])
        or (_in_head(line, bare) if in_head else None)
    )


def _whole(pattern: re.Pattern[str], words: str) -> str | None:
    found = pattern.fullmatch(words)
    return _DEGREE_OF_GROUP[found.lastgroup] if found and found.lastgroup else None


def _in_head(line: str, bare: str) -> str | None:
    if degree := _whole(WHOLE_BY_OCR, bare):
        return degree
    cells = [cell.strip(_FRAME) for cell in CELLS.split(line)]
    if len(cells) > 1 and (alone := next((found for cell in cells if (found := _whole(WHOLE_EXACT, cell))), None)):
        return alone
    beside = BESIDE.search(line)
    return _DEGREE_OF_GROUP[beside.lastgroup] if beside and beside.lastgroup else None


def _labelled(line: str, below: str) -> str | None:
    """`Độ mật: Mật`, on one line or in two cells under one another; ticked boxes name the one that counts."""
    label = LABEL.match(line)
    if label is None:
        return None
    value = label["value"].strip()
    if ticked := TICKED.search(value):
        return written_degree(ticked["degree"])
    if value and value[0] not in ":-–|.=":
        return None  # "Độ mật của văn bản do … xác định" is a sentence
    said = value.strip(_FRAME) or below.split("\n", 1)[0].strip(_FRAME)
    return written_degree(said) or (LETTERS.get(said) if value else None)


def written_degree(said: str) -> str | None:
    """The degree that a short entry names, urgency aside (`Mật, Hỏa tốc`); None when it says anything more."""
    names = [name for part in re.split(r"[,;/+]| - ", said) if (name := " ".join(part.split()).casefold())]
    degrees = [_DEGREES[plain] for name in names if (plain := strip_tones(name)) in _DEGREES and _may_be(name)]
    others = [name for name in names if strip_tones(name) not in (*_DEGREES, *_URGENT)]
    return degrees[0] if len(set(degrees)) == 1 and not others else None


_DEGREES = {"tuyet mat": TOP, "toi mat": HIGH, "mat": PLAIN}
_URGENT = frozenset({"khan", "thuong khan", "hoa toc", "hoa toc hen gio", "thuong", "binh thuong"})


def _may_be(name: str) -> bool:
    """`mất`, `mặt`, `mắt` are other words."""
    return name.endswith(("mật", "mat"))


def _explained(text: str, start: int, end: int) -> bool:
    """Whether all three degrees are listed here, outside a letterhead."""
    listed = {" ".join(match[1].lower().split()) for match in LISTED.finditer(text, max(0, start - NEAR), end + NEAR)}
    named = {" ".join(match[0].lower().split()) for match in NAMED.finditer(text, start, end)}
    if len(listed | named) < 3 or TICKED.search(text, start, end):
        return False
    return NUMBER.search(text, max(0, start - LETTERHEAD), end + LETTERHEAD) is None


# ------------------------------------------------------------------------------------------- stamps

_READ_FOR = str.maketrans({"4": "A", "0": "O", "1": "I", "|": "I", "!": "I", "7": "T", "5": "S", "€": "E"})
_STAMP_NOISE = re.compile(r"HOATOC|THUONGKHAN|KHAN|TAILIEUTHUHOI|BANSO.{0,4}|KHONGSAOCHUP")
_STAMP_DEGREES = (("TUYETMAT", TOP, 2), ("TOIMAT", HIGH, 1), ("MAT", PLAIN, 0))
_LAST_LETTER_LOST = re.compile("M[ẬẠÂ][1Il|]")


def degree_on_stamp(reading: str) -> str | None:
    """The degree on one stamp as OCR read it: nothing but a degree stands in its frame, some letters misread."""
    capitals = nfc(reading)
    if SIGNS.search(capitals):
        return SUSPECTED
    if sum(map(str.islower, capitals)) > sum(map(str.isupper, capitals)):
        return None
    words = [word for word in re.split(r"[^\w|!€]+", capitals) if len(word) > 1 or word.isalpha()]
    if len(words) == 1 and _LAST_LETTER_LOST.fullmatch(words[0]):
        return PLAIN
    letters = strip_tones("".join(words)).upper().translate(_READ_FOR)
    letters = re.sub(r"[^A-Z]", "", _STAMP_NOISE.sub("", letters))
    return next((degree for plain, degree, slips in _STAMP_DEGREES if _slips(letters, plain) <= slips), None)


def _slips(read: str, meant: str) -> int:
    """How many letters must be changed, added or left out to make one of the other."""
    if abs(len(read) - len(meant)) > 2:
        return 3
    row = list(range(len(meant) + 1))
    for at, letter in enumerate(read, 1):
        diagonal, row[0] = row[0], at
        for place, wanted in enumerate(meant, 1):
            diagonal, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, diagonal + (letter != wanted))
    return row[-1]
