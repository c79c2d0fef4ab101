"""Marks of State secrecy: a document that bears one is quarantined, never indexed.

Text is one of three places a mark may stand in; a red stamp in a picture has no text and must be
found by eye or by OCR of the page.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from ingest.vietnamese import fold, nfc, strip_tones

HEADER_CHARACTERS = 2500

_FRAME = r"[^\S\n]*[|\[\](){}*_=+\-–—.:;'\"“”#~^ \t]*"
_LABEL = r"(?:(?i:(?:dấu chỉ |mức )?độ (?:mật|khẩn))\s*:\s*)?"
_TOP = r"T\s*U\s*Y\s*Ệ\s*T\s*M\s*Ậ\s*T"
_HIGH = r"T\s*Ố\s*I\s*M\s*Ậ\s*T"
_PLAIN = r"M\s*Ậ\s*T"
# Capitals, alone on the line (a frame may leave bars or dashes), letters spaced or not.
MARK_LINE = re.compile(
    rf"^{_FRAME}{_LABEL}(?:(?P<top>{_TOP})|(?P<high>{_HIGH})|(?P<plain>{_PLAIN})){_FRAME}$", re.MULTILINE
)
# OCR loses the marks of capitals: believed only in the header zone.
OCR_LINE = re.compile(
    rf"^{_FRAME}(?:(?P<top>T\s*U\s*Y\s*[EÊỆÉẸ]\s*T\s*M\s*[AÂẬẠẦẤ]\s*T)|(?P<high>T\s*[OÔỐÓỒ]\s*[I1l]\s*M\s*[AÂẬẠẦẤ]\s*T)"
    rf"|(?P<plain>M\s*[AÂẬẠẦẤ]\s*T)){_FRAME}$",
    re.MULTILINE,
)
# Two columns of the header on one line: "MẬT Hà Nội, ngày …", "Số: 12/BTTTT-VP TỐI MẬT", "MẬT | CỘNG HÒA …".
BESIDE_LINE = re.compile(
    r"^[^\S\n|]*\|?[^\S\n]*(?:Số\s*:[^\n]{0,40}?\s)?(?:(?P<top>TUYỆT MẬT)|(?P<high>TỐI MẬT)|(?P<plain>MẬT))[^\S\n|]*"
    r"(?:\||(?=$)|(?=(?:CỘNG H|Độc lập|Số\s*:|[^\n]{2,30},\s*ngày)))",
    re.MULTILINE,
)
DEGREES = {"top": "TUYỆT MẬT", "high": "TỐI MẬT", "plain": "MẬT"}

BEFORE_LOOK_ALIKE = frozenset(
    {
        "bảo",
        "bí",
        "cơ",
        "giải",
        "thân",
        "trực",
        "mã",
        "đường",
        "chất",
        "bao",
        "bi",
        "be",
        "khuon",
        "co",
        "hai",
        "ong",
        "giai",
        "bo",
    }
)
AFTER_LOOK_ALIKE = frozenset(
    {"độ", "khẩu", "mã", "ong", "thiết", "thư", "vụ", "đàm", "ngữ"}
    | {"do", "khau", "ma", "bang", "hang", "tien", "song", "trang", "troi", "dat", "nuoc", "duong", "thiet", "dien", "mang"}
)  # fmt: skip


def secrecy_mark(text: str, file_name: str) -> str | None:
    """The mark a document bears (MẬT, TỐI MẬT, TUYỆT MẬT) in its text or file name; None when it bears none."""
    return _mark_in_text(nfc(text)) or _mark_in_name(PurePath(file_name).stem)


def _mark_in_text(text: str) -> str | None:
    header = text[:HEADER_CHARACTERS]
    found = MARK_LINE.search(text) or BESIDE_LINE.search(header) or OCR_LINE.search(header)
    return DEGREES[found.lastgroup] if found and found.lastgroup else None


def _mark_in_name(stem: str) -> str | None:
    """A token of its own: `CV_MẬT_12`, `mat-12`, `toi mat`; never `bao-mat`, `mật độ`, `mất sóng`."""
    tokens = [token for token in re.split(r"[\W_]+", fold(stem)) if token]
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if token in ("mật", "mat") and before not in BEFORE_LOOK_ALIKE and after not in AFTER_LOOK_ALIKE:
            return {"tuyet": "TUYỆT MẬT", "toi": "TỐI MẬT"}.get(strip_tones(before), "MẬT")
    spaced = "".join(token for token in tokens if len(token) == 1)
    return "MẬT" if "mật" in spaced else None
