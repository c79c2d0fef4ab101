"""Stops questions that must not be answered, before anything is searched.

Patterns run on the folded text without tone marks, so that typing without marks opens no door. They ask for
*what is wanted* (show, read, give out), not for a word alone: "dấu mật" in a question of procedure passes.
"""

from __future__ import annotations

import re

from assistant.answering.possible import is_possible
from assistant.domain import AnswerStatus
from ingest.vietnamese import fold, has_tones, strip_tones, syllables

SECRET = re.compile(
    r"(?:cho (?:toi |em |minh |anh )?(?:xem|doc|biet|xin)|noi dung|trich|gui|cung cap|tim|liet ke|tom tat|mo|lay|sao chep|doc)\b.{0,60}"
    r"(?:dau (?:toi |tuyet )?mat\b|(?:van ban|tai lieu|cong van|ho so|to trinh|ke hoach|bao cao) (?:toi |tuyet )?mat\b"
    r"|\btoi mat\b|\btuyet mat\b|bi mat nha nuoc\b.{0,30}\b(?:ve|cua)\b)"
    r"|quy hoach (?:bang )?tan.{0,20}(?:quoc phong|an ninh)"
    r"|(?:mat khau|khoa ma|danh sach ip|lo hong).{0,40}(?:he thong|may chu|may tinh).{0,30}(?:bo|dang|nha nuoc|co quan|noi bo)"
    r"|tan so.{0,20}(?:quan su|quoc phong).{0,20}(?:la|bao nhieu|nao)"
)
PERSONAL = re.compile(
    r"\b(?:ho ten|ho va ten|ten|ten tuoi|danh tinh|dia chi|so dien thoai|sdt|dien thoai|so nha|noi o|can cuoc|cccd|cmnd|email)\b.{0,40}?"
    r"\b(?:cua |cac |nhung |mot |vi |ca nhan )*(?:cu tri|nguoi (?:dan|kien nghi|phan anh|gui|to cao|khieu nai)|anh ay|chi ay|dai bieu|dan bieu)\b"
    r"|\b(?:so (?:dien thoai|di dong)|sdt|dia chi|so nha|nha) (?:nha )?rieng\b"
    r"|\b(?:dien thoai|sdt|dia chi nha|nha) (?:cua (?:ong|ba|anh|chi)|ong) [^\W\d_]"
    r"|\b(?:cu tri|nguoi (?:dan )?(?:kien nghi|phan anh|to cao|khieu nai)) (?:nao|ten gi|la ai)\b"
    r"|\b(?:ai (?:la|da) (?:nguoi )?(?:to cao|phan anh|gui don|khieu nai)|nguoi dan nao)\b.{0,60}\b(?:ten|nha|o dau|dia chi|so dien thoai)\b"
    r"|\b(?:cccd|cmnd|can cuoc(?: cong dan)?|so dinh danh)\b.{0,12}[\dx]{6,}"
    r"|\b(?:thue bao|so|sdt|dien thoai)\s*(?:\+84|0)\d[\d .-]{7,}"
    r"|(?:\+84|\b0)[35789]\d[\d .-]{6,}\d.{0,40}(?:cua ai|dung ten|chu thue bao|o dau)"
    r"|\b(?:chu thue bao|ai dung ten|ai la chu)\b.{0,30}\b(?:so|thue bao)\b"
)
GIVES_OUT = re.compile(
    r"\b(?:cho (?:toi |em |minh |anh )?(?:biet|xin|xem)|cung cap|liet ke|la gi|la ai|o dau|so may|tra giup)\b"
)
PROCEDURE = re.compile(
    r"\b(?:xu ly|xu tri|lam (?:gi|sao|the nao)|phai lam|tra loi (?:ra sao|the nao)|quy dinh|huong dan|nguyen tac)\b"
)
# Tone marks are gone here: "tiêu chí đánh giá", "văn bản nghị quyết" and "ủy ban đánh giá" ask for no opinion.
OPINION = re.compile(
    r"\btheo (?:anh|chi|ban|em|tro ly|may)\b.{0,80}(?:dung khong|co nen|tot khong|hop ly khong|sai khong|the nao)"
    r"|(?<!tieu )(?<!van )(?<!uy )\b(?:anh|chi|ban|tro ly|em) (?:nghi|danh gia|co y kien|co ung ho|thay)\b.{0,80}"
    r"|co dong y voi (?:chu truong|quyet dinh|quan diem)|ai (?:gioi|tot|kem) hon\b|nen (?:bau|bo phieu) cho ai"
)
INSTRUCTION = re.compile(
    r"bo qua\b.{0,30}(?:huong dan|chi dan|chi thi|quy tac|lenh|yeu cau|quy dinh)\b.{0,20}(?:tren|truoc|cua ban|he thong|nay)"
    r"|(?:ignore|disregard|forget)\b.{0,30}(?:instruction|previous|above|rules|prompt)"
    r"|(?:system|he thong) prompt|in (?:ra |lai )?(?:toan bo )?(?:prompt|cau lenh he thong|chi dan he thong)"
    r"|(?:tiet lo|cho xem|hien thi).{0,25}(?:prompt|cau hinh he thong|chi dan he thong|loi nhac)"
    r"|(?:hay )?(?:dong vai|gia vo|gia lam|vao vai)\b.{0,40}(?:khong bi|hacker|tu do|quan tri|khong co gioi han|khong can)"
    r"|tu (?:gio|bay gio) (?:ban|may) (?:la|se|khong can|hay)\b|developer mode|jailbreak|\bdan mode\b"
    r"|(?:tra loi|viet|bia)\b.{0,25}khong can (?:trich )?(?:nguon|dan nguon|can cu)|(?:bia|tu nghi) ra (?:mot |so |cong van|van ban|nghi dinh)"
)
ENGLISH = re.compile(
    r"\b(?:the|what|how|is|are|of|please|you|your|when|where|which|who|can|do|does|tell|me|i|to|for|about|this|that|from|with|and|my|we|in|on)\b"
)

SCREENS: tuple[tuple[AnswerStatus, re.Pattern[str]], ...] = (
    (AnswerStatus.BLOCKED_INSTRUCTION, INSTRUCTION),
    (AnswerStatus.BLOCKED_SECRET, SECRET),
    (AnswerStatus.BLOCKED_PERSONAL_DATA, PERSONAL),
    (AnswerStatus.BLOCKED_OPINION, OPINION),
)


def invalid(text: str, cleaned: str, limit: int) -> str | None:
    """The reason (a key of `wording.INVALID`) why this is no question at all; None when it is one."""
    if not text.strip():
        return "empty"
    if len(text) > limit:
        return "too_long"
    words = [word for word in syllables(cleaned) if any(letter.isalpha() for letter in word)]
    if not words:
        return "no_words"
    return "other_language" if in_another_language(cleaned, words) else None


def in_another_language(cleaned: str, words: list[str]) -> bool:
    """Mostly another script, or an English sentence; a few English words inside a question do not count."""
    letters = [letter for letter in cleaned if letter.isalpha()]
    foreign = sum(ord(letter) > 0x24F and not 0x1E00 <= ord(letter) <= 0x1EFF for letter in letters)
    if foreign > len(letters) / 2:
        return True
    if has_tones(cleaned) or len(words) < 4:
        return False
    english = len(ENGLISH.findall(cleaned.lower()))
    impossible = sum(not is_possible(word) for word in words if word.isalpha())
    return english >= 2 and impossible >= len(words) / 2


def blocked(text: str) -> AnswerStatus | None:
    """The status that stops this question, or None when it may be answered."""
    plain = strip_tones(fold(text))
    found = next((status for status, pattern in SCREENS if pattern.search(plain)), None)
    if found is AnswerStatus.BLOCKED_PERSONAL_DATA and asks_for_procedure(plain):
        return None
    return found


def asks_for_procedure(plain: str) -> bool:
    """Whether the question is how to deal with personal data, names nobody's number and asks for no data itself."""
    return PROCEDURE.search(plain) is not None and GIVES_OUT.search(plain) is None and not re.search(r"\d{6,}", plain)
