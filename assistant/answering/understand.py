"""Makes a typed question ready for search: cleaned, abbreviations written out, follow-ups completed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from assistant.domain import Question, Understood
from ingest.tables import Tables
from ingest.vietnamese import document_codes, fold, nfc, strip_tones, syllables

FOLLOW_UP_OPENING = re.compile(
    r"^(còn|thế còn|vậy còn|thế|vậy|nếu vậy|ngoài ra|cụ thể|chi tiết hơn|tại sao|vì sao|con|the con|vay con|the thi)\b"
)
POINTS_BACK = re.compile(
    r"\b(nó|việc này|việc đó|vấn đề này|vấn đề đó|nội dung này|nội dung đó|văn bản này|văn bản đó|nghị định này"
    r"|nghị định đó|thông tư này|luật này|quy định này|quy định đó|như vậy|ở trên|vừa nêu|số này|số đó|cái này"
    r"|cái đó|thì sao|viec nay|viec do|noi dung nay|van ban nay|nghi dinh nay|quy dinh nay|thi sao|nhu vay)\b"
)
ENDING_LETTERS = re.compile(r"([^\W\d_])\1{2,}")
FOLLOW_UP_SYLLABLES = 12
VOWELS = frozenset("aeiouy")


def understand(question: Question, tables: Tables) -> Understood:
    """The question as it will be searched, with document codes and `shown` when it was rewritten."""
    original = clean(question.text)
    written_out = write_out(original, tables)
    complete = complete_follow_up(written_out, question.history, tables)
    return Understood(
        text=complete,
        original=original,
        codes=tuple(dict.fromkeys([*document_codes(original), *document_codes(complete)])),
        as_of=question.as_of or date.today(),
        shown=complete if fold(complete) != fold(original) else None,
    )


def clean(text: str) -> str:
    """NFC without control, format (zero-width) and emoji characters, single spaces."""
    kept = "".join(" " if _is_noise(character) else character for character in nfc(text))
    return " ".join(kept.split())


def _is_noise(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk"}


def write_out(text: str, tables: Tables) -> str:
    """Abbreviations and chat spellings written out (`ko` → `không`, `VTCI` → `viễn thông công ích`)."""
    words = [ENDING_LETTERS.sub(r"\1", word) for word in text.split()]
    return " ".join(_write_out_word(word, tables) for word in words)


def _write_out_word(word: str, tables: Tables) -> str:
    core = word.strip(".,;:?!()\"“”'")
    meanings = tables.meanings(core) if core and not _is_a_word(core) else ()
    return word.replace(core, meanings[0]) if len(meanings) == 1 else word


def _is_a_word(core: str) -> bool:
    """A lower-case form with a vowel is read as a word, not as an abbreviation typed in small letters."""
    return core.islower() and any(letter in VOWELS for letter in strip_tones(core))


def complete_follow_up(text: str, history: tuple[str, ...], tables: Tables) -> str:
    """A question that points back is searched together with the one it points back to."""
    if not history or not points_back(text):
        return text
    previous = write_out(clean(history[-1]), tables)
    known = set(syllables(strip_tones(text)))
    carried = [word for word in previous.rstrip("?!. ").split() if strip_tones(fold(word)) not in known]
    return f"{' '.join(carried)}; {text}"


def points_back(text: str) -> bool:
    """Whether a question leans on the one before it: it opens or refers like a continuation and is short."""
    folded = fold(text)
    short = len(syllables(folded)) <= FOLLOW_UP_SYLLABLES
    names_a_document = bool(document_codes(text))
    return short and not names_a_document and bool(FOLLOW_UP_OPENING.search(folded) or POINTS_BACK.search(folded))
