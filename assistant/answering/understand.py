"""Makes a typed question ready for search: cleaned, abbreviations written out, slips mended, follow-ups completed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from assistant import wording
from assistant.answering.as_of import day_meant, today
from assistant.answering.chat_words import written_out
from assistant.answering.correct import correct, decode
from assistant.answering.language import Language, marked, unmarked
from assistant.domain import Question, Understood
from ingest.index.words import Words
from ingest.tables import Tables
from ingest.vietnamese import document_codes, fold, has_tones, nfc, strip_tones, syllables

FOLLOW_UP_OPENING = re.compile(
    r"^(còn|thế còn|vậy còn|thế|vậy|nếu vậy|ngoài ra|cụ thể|chi tiết hơn|tại sao|vì sao|trong đó|trong số đó|tiếp theo"
    r"|sau đó|trước đó|con|the con|vay con|the thi|the|vay|trong do|trong so do)\b"
)
POINTS_BACK = re.compile(
    r"\b(nó|họ|đó|ấy|này|như vậy|ở trên|vừa nêu|thì sao|tiếp theo|còn lại|viec nay|viec do|noi dung nay|van ban nay"
    r"|van ban do|nghi dinh nay|nghi dinh do|quy dinh nay|thi sao|nhu vay|cua no|cai nay|cai do|tiep theo|con lai)\b"
)
NO_POINTER = re.compile(r"\b(hiện nay|đến nay|ngày nay|lâu nay|hôm nay|năm nay|trước đây|từ đó)\b")
HELD_DOWN = re.compile(r"(?<=[^\W\d_])([^\W\d_])\1{2,}")
ADDRESS = re.compile(r"@|://|www\.|\d[,.:]\d")
NO_SPACE_AFTER = re.compile(r"([^\W\d_]{2,}[,;:?!]|[a-zà-ỹ]{2,}\.)(?=[A-ZÀ-Ỹ]|(?<!\.)[^\W\d_]{2,})")
SIGNS = ".,;:?!()\"“”'"
SHOUT, SHOUTED = 12, 0.9
SPOKEN_MONTH = re.compile(r"\b(tháng|thang)\s+0?(1[0-2]|[1-9])\s+(?:năm|nam)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
BARE_CODE = re.compile(r"(?<![\w/.,])(\d{1,4}/(?:19|20)\d\d)(?![\w/])")
MONTH_BEFORE = re.compile(r"(?:tháng|thang|quý|quy|ngày|ngay|đến|den|từ|tu|hồi|hoi)\s*$", re.IGNORECASE)
LEGAL_KINDS = re.compile(
    r"luật|nghị định|nghị quyết|quyết định|thông tư|chỉ thị|luat|nghi dinh|nghi quyet|quyet dinh|thong tu"
)
CLAUSE_END = re.compile(r"[,;?](?=\s)")
SHORTEST_CLAUSE = 4
FOLLOW_UP_SYLLABLES = 14
PARTED = " … "  # what was carried over stands before it


def understand(question: Question, tables: Tables, words: Words | None = None) -> Understood:
    """The question as it will be searched, with document codes and `shown` when it was rewritten.

    With the `words` of the indexed texts mistyped ones are mended.
    """
    original = clean(question.text)
    complete = complete_follow_up(_readable(original, tables, words), question.history, tables, words)
    meant = None if question.as_of else day_meant(original, today())
    text, as_of = SPOKEN_MONTH.sub(r"\1 \2/\3", complete), question.as_of or meant or today()
    return Understood(
        text=text,
        original=original,
        codes=tuple(dict.fromkeys([*document_codes(original), *document_codes(complete), *bare_codes(complete)])),
        as_of=as_of,
        shown=_shown(complete, original, meant),
        also=tables.expansions.of(text, as_of),
    )


def _shown(complete: str, original: str, meant: date | None) -> str | None:
    """What the asker is told when the question was understood otherwise than typed, or as of another day."""
    if meant:
        return f"{complete} · {wording.AS_OF.format(day=wording.day(meant))}"
    return complete if fold(complete) != fold(original) else None


def _readable(text: str, tables: Tables, words: Words | None) -> str:
    """As a careful writer would have typed it."""
    spaced = spoken(apart(clean(text)), tables)
    if words is None:
        return write_out(spaced, tables)
    texts = marked(words)
    decoded = decode(spaced, texts)
    if not has_tones(decoded):
        texts = unmarked(words)
    return correct(write_out(decoded, tables, texts), texts, tables)


def clean(text: str) -> str:
    """NFC without control, format (zero-width) and emoji characters, single spaces."""
    kept = "".join(" " if _is_noise(character) else character for character in nfc(text))
    return " ".join(kept.split())


def _is_noise(character: str) -> bool:
    return (
        (not character.isascii() and unicodedata.category(character) in NOISE) or character < " " or character == "\x7f"
    )


NOISE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk"})


def apart(text: str) -> str:
    """A space after a sign that stands between two words (`sim rác,bao nhiêu`); addresses and codes keep theirs."""
    return " ".join(piece if ADDRESS.search(piece) else NO_SPACE_AFTER.sub(r"\1 ", piece) for piece in text.split(" "))


def spoken(text: str, tables: Tables) -> str:
    """Without letters held down (`ráccc`), and without shouting: capitals say nothing where all letters are."""
    letters = [character for character in text if character.isalpha()]
    shouted = len(letters) >= SHOUT and sum(letter.isupper() for letter in letters) >= SHOUTED * len(letters)
    return " ".join(_spoken_word(word, tables, shouted) for word in text.split(" "))


def _spoken_word(word: str, tables: Tables, shouted: bool) -> str:
    if shouted and not tables.meanings(word.strip(SIGNS)) and not re.search(r"[\d/@&]", word):
        word = word.lower()
    return word if word != word.lower() else HELD_DOWN.sub(r"\1", word)


def write_out(text: str, tables: Tables, texts: Language | None = None) -> str:
    """Abbreviations and chat spellings written out (`ko` → `không`, `VTCI` → `viễn thông công ích`)."""
    return " ".join(written_out(text.split(" "), tables, texts))


def bare_codes(text: str) -> list[str]:
    """`67/2006` in a question that speaks of a law, which no month stands before, is that law's number and year."""
    if not LEGAL_KINDS.search(fold(text)):
        return []
    return [match[1] for match in BARE_CODE.finditer(text) if not MONTH_BEFORE.search(text[: match.start()])]


def complete_follow_up(text: str, history: tuple[str, ...], tables: Tables, words: Words | None = None) -> str:
    """A question that points back is searched together with the one it points back to."""
    if not history or not points_back(text):
        return text
    earlier = _readable(history[-1], tables, words)
    previous = complete_follow_up(earlier, history[:-1], tables, words).replace(PARTED, " ")
    if has_tones(previous) != has_tones(text) and len(syllables(text)) >= SHORTEST_CLAUSE:
        previous, text = strip_tones(previous), strip_tones(text)  # half of it marked would be searched as if all were
    known = set(syllables(strip_tones(text)))
    carried = [word for word in previous.rstrip("?!. ").split() if strip_tones(fold(word)) not in known]
    return f"{' '.join(carried)}{PARTED}{text}"


def clauses(text: str) -> list[str]:
    """What a question asks one after the other, each long enough to be asked alone."""
    return [part for piece in CLAUSE_END.split(text) if len(syllables(part := piece.strip())) >= SHORTEST_CLAUSE]


def points_back(text: str) -> bool:
    """Whether a question leans on the one before it: it opens or refers like a continuation and is short."""
    folded = NO_POINTER.sub(" ", fold(text))
    short = len(syllables(folded)) <= FOLLOW_UP_SYLLABLES
    names_a_document = bool(document_codes(text))
    return short and not names_a_document and bool(FOLLOW_UP_OPENING.search(folded) or POINTS_BACK.search(folded))
