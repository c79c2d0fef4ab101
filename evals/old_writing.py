"""Good text as the programs of the nineties wrote it, and as careless programs damage it.

The tables are their own, not those of `ingest.encodings`: a table that is wrong there does not agree with these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_TCVN3 = dict(
    (pair[0], int(pair[1:], 16))
    for pair in (
        "àB5 ảB6 ãB7 áB8 ạB9 ăA8 ằBB ẳBC ẵBD ắBE ặC6 âA9 ầC7 ẩC8 ẫC9 ấCA ậCB đAE èCC ẻCE ẽCF éD0 ẹD1 êAA ềD2 ểD3 ễD4 ếD5 ệD6"
        " ìD7 ỉD8 ĩDC íDD ịDE òDF ỏE1 õE2 óE3 ọE4 ôAB ồE5 ổE6 ỗE7 ốE8 ộE9 ơAC ờEA ởEB ỡEC ớED ợEE ùEF ủF1 ũF2 úF3 ụF4 ưAD"
        " ừF5 ửF6 ữF7 ứF8 ựF9 ỳFA ỷFB ỹFC ýFD ỵFE ĂA1 ÂA2 ÊA3 ÔA4 ƠA5 ƯA6 ĐA7"
    ).split()
)
_TCVN5712_CAPITALS = dict(
    (pair[0], int(pair[1:], 16))
    for pair in (
        "À80 Ả81 Ã82 Á83 Ạ84 ẰAF ẲBA ẴBF ẮC0 Ặ85 ẦC1 ẨC2 ẪC3 ẤC4 Ậ86 È87 Ẻ88 Ẽ89 É8A Ẹ8B ỀC5 ỂCD ỄD9 ẾDA Ệ8C Ì8D Ỉ8E Ĩ8F"
        " Í90 Ị91 Ò92 Ỏ93 Õ94 Ó95 Ọ96 ỒDB ỔE0 ỖF0 ỐFF Ộ97 Ờ98 Ở99 Ỡ9A Ớ9B Ợ9C Ù9D Ủ9E Ũ9F Ú01 Ụ02 Ừ04 Ử05 Ữ06 Ứ11 Ự12 Ỳ13"
        " Ỷ14 Ỹ15 Ý16 Ỵ17"
    ).split()
)
_VISCII = dict(
    (pair[0], int(pair[1:], 16))
    for pair in (
        "àE0 ảE4 ãE3 áE1 ạD5 ăE5 ằA2 ẳC6 ẵC7 ắA1 ặA3 âE2 ầA5 ẩA6 ẫE7 ấA4 ậA7 đF0 èE8 ẻEB ẽA8 éE9 ẹA9 êEA ềAB ểAC ễAD ếAA ệAE"
        " ìEC ỉEF ĩEE íED ịB8 òF2 ỏF6 õF5 óF3 ọF7 ôF4 ồB0 ổB1 ỗB2 ốAF ộB5 ơBD ờB6 ởB7 ỡDE ớBE ợFE ùF9 ủFC ũFB úFA ụF8 ưDF"
        " ừD7 ửD8 ữE6 ứD1 ựF1 ỳCF ỷD6 ỹDB ýFD ỵDC ÀC0 ẢC4 ÃC3 ÁC1 Ạ80 ĂC5 Ằ82 Ẳ02 Ẵ05 Ắ81 Ặ83 ÂC2 Ầ85 Ẩ86 Ẫ06 Ấ84 Ậ87 ĐD0"
        " ÈC8 ẺCB Ẽ88 ÉC9 Ẹ89 ÊCA Ề8B Ể8C Ễ8D Ế8A Ệ8E ÌCC Ỉ9B ĨCE ÍCD Ị98 ÒD2 Ỏ99 ÕA0 ÓD3 Ọ9A ÔD4 Ồ90 Ổ91 Ỗ92 Ố8F Ộ93 ƠB4"
        " Ờ96 Ở97 ỠB3 Ớ95 Ợ94 ÙD9 Ủ9C Ũ9D ÚDA Ụ9E ƯBF ỪBB ỬBC ỮFF ỨBA ỰB9 Ỳ9F Ỷ14 Ỹ19 ÝDD Ỵ1E"
    ).split()
)
_TONES = "\u0301\u0300\u0309\u0303\u0323"  # as the marks of VNI and VIQR follow below
_VNI_ALONE = dict(zip("đơưỉĩịỵíì", "ñôöæóòîíì", strict=True))
_VNI_MARKS = {"": "ùøûõï", "\u0306": "éèúüë", "\u0302": "áàåãä"}
_WINDOWS_HOLES = "\x81\x8d\x8f\x90\x9d"


def tcvn3(text: str) -> bytes:
    """As the `.Vn` fonts write: a capital with a tone has no byte, its small letter stands for it."""
    return _bytes(text, {letter: code for letter, code in _TCVN3.items()})


def tcvn5712(text: str) -> bytes:
    """As text files wrote, with bytes for all capitals."""
    return _bytes(text, _TCVN3 | _TCVN5712_CAPITALS)


def viscii(text: str) -> bytes:
    """As Vietnamese abroad wrote on the net."""
    return _bytes(text, _VISCII)


def vni(text: str) -> bytes:
    """As the VNI fonts write: the letter, then a letter for its marks."""
    return "".join(map(_vni_letter, text)).encode("latin-1")


def cp1258(text: str) -> bytes:
    """As Windows writes: the tones apart, unless the letter has a byte of its own."""
    return "".join(map(_windows_letter, text)).encode("cp1258")


def viqr(text: str) -> bytes:
    """As the mail of the nineties wrote, points after a vowel escaped as the standard asks."""
    escaped = re.sub(r"(?i)(?<=[aeiouyà-ỹ])[.?'`~(^+*]", lambda mark: "\\" + mark[0], text)
    return "".join(map(_viqr_letter, escaped)).encode("ascii")


def half_decomposed(text: str) -> str:
    """ô and a dot below, where NFC has one letter."""
    return "".join(map(_shape_and_tone, text))


def misread(text: str, windows: bool, times: int = 1, lost: bool = False) -> str:
    """UTF-8 read as Latin-1 or Windows-1252; `lost`: the bytes Windows has no character for are gone."""
    for _ in range(times):
        content = text.encode("utf-8")
        text = _windows_characters(content) if windows else content.decode("latin-1")
        if lost:
            text = text.translate(dict.fromkeys(map(ord, _WINDOWS_HOLES))).replace("\xa0", " ")
    return text


def characters(content: bytes) -> str:
    """What an extractor shows of bytes in an old font."""
    return _windows_characters(content)


def _bytes(text: str, table: dict[str, int]) -> bytes:
    return bytes(table.get(letter, table.get(letter.lower(), ord(letter))) for letter in text)


def _windows_characters(content: bytes) -> str:
    return "".join(chr(code) if chr(code) in _WINDOWS_HOLES else bytes([code]).decode("cp1252") for code in content)


def _shape_and_tone(letter: str) -> str:
    """The letter with its shape composed, and its tone after it."""
    marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _TONES), "")
    return unicodedata.normalize("NFC", marks.replace(tone, "")) + tone if tone else letter


def _windows_letter(letter: str) -> str:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        return _shape_and_tone(letter)
    return letter


def _vni_letter(letter: str) -> str:
    shaped, tone = _shape_and_tone(letter)[:1], _shape_and_tone(letter)[1:]
    small, mark = shaped.lower(), ""
    if letter.lower() in _VNI_ALONE:
        small, tone = _VNI_ALONE[letter.lower()], ""
    elif small in _VNI_ALONE and small not in "íì":
        small, mark = _VNI_ALONE[small], _VNI_MARKS[""][_TONES.index(tone)] if tone else ""
    else:
        apart = unicodedata.normalize("NFD", small)
        small, mark = apart[0], _vni_mark(apart[1:], tone)
    written = small + mark
    return written.upper() if letter.isupper() else written


def _vni_mark(shape: str, tone: str) -> str:
    if tone:
        return _VNI_MARKS[shape][_TONES.index(tone)]
    return {"\u0306": "ê", "\u0302": "â"}.get(shape, "")


def _viqr_letter(letter: str) -> str:
    if letter in "đĐ":
        return "dd" if letter == "đ" else "DD"
    marks = unicodedata.normalize("NFD", letter)
    shape = next((sign for mark, sign in (("\u0306", "("), ("\u0302", "^"), ("\u031b", "+")) if mark in marks), "")
    tone = next(("'`?~."[_TONES.index(mark)] for mark in marks if mark in _TONES), "")
    return marks[0] + shape + tone


ENCODERS: dict[str, Callable[[str], bytes]] = {
    "TCVN3": tcvn3,
    "TCVN5712": tcvn5712,
    "VNI": vni,
    "VISCII": viscii,
    "CP1258": cp1258,
    "VIQR": viqr,
}
FONTS = {"TCVN3": ".VnTime", "VNI": "VNI-Times"}
