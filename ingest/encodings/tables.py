"""The old encodings: how each reads a word that was extracted as Latin-1 or Windows-1252 characters.

TCVN3 as in glibc's TCVN5712-1 and the `.Vn` fonts, VISCII as in RFC 1456, CP1258 as Microsoft published it,
VNI as typed with the VNI fonts. A letter an encoding does not have comes back as it was, and is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_TCVN3 = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
# The capitals with tones that only text files have, fonts show punctuation there.
_TCVN5712 = _TCVN3 | {
    0x01: "ÚỤ",
    0x04: "ỪỬỮ",
    0x11: "ỨỰỲỶỸÝỴ",
    0x80: "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ",
    0xAF: "Ằ",
    0xBA: "Ẳ",
    0xBF: "ẴẮẦẨẪẤỀ",
    0xCD: "Ể",
    0xD9: "ỄẾỒ",
    0xE0: "Ổ",
    0xF0: "Ỗ",
    0xFF: "Ố",
}
_VISCII = {
    0x02: "Ẳ",
    0x05: "ẴẪ",
    0x14: "Ỷ",
    0x19: "Ỹ",
    0x1E: "Ỵ",
    0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
    0xA0: "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ",
    0xC0: "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư",
    0xE0: "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
}


@dataclass(frozen=True)
class Encoding:
    """One old encoding: its name, and what a word reads with the number of letters it cannot have written."""

    name: str
    read: Callable[[str], tuple[str, int]]


def latin(content: bytes) -> str:
    """The bytes as the characters most extractors make of them: Windows-1252, its five holes as control characters."""
    return content.decode("latin-1").translate(_AS_WINDOWS)


def _windows() -> dict[int, str]:
    """The characters that Windows-1252 has in place of the control characters 0x80 to 0x9F."""
    return {
        code: shown
        for code in range(0x80, 0xA0)
        if (shown := bytes([code]).decode("cp1252", errors="ignore")) and shown != chr(code)
    }


_AS_WINDOWS = _windows()
BYTE_OF = {shown: code for code, shown in _AS_WINDOWS.items()}
_NOT_ASCII_LETTER = re.compile("[^\\W\\d_a-zA-Z]")


def _single_byte(rows: dict[int, str]) -> Callable[[str], tuple[str, int]]:
    letters = {first + place: letter for first, row in rows.items() for place, letter in enumerate(row)}
    by_character = {chr(code): letter for code, letter in letters.items()}
    by_character |= {_AS_WINDOWS[code]: letter for code, letter in letters.items() if code in _AS_WINDOWS}
    table = str.maketrans(by_character)
    foreign = re.compile(f"[^\\W\\d_a-zA-Z{re.escape(''.join(by_character))}]")

    def read(word: str) -> tuple[str, int]:
        return word.translate(table), len(foreign.findall(word))

    return read


# ------------------------------------------------------------------------------------------ CP1258

_CP1258 = str.maketrans(
    {
        shown: letter
        for code in range(0x80, 0x100)
        if (letter := bytes([code]).decode("cp1258", errors="ignore"))
        for shown in {chr(code), _AS_WINDOWS.get(code, chr(code))}
        if shown != letter
    }
)
_BEYOND_LATIN = re.compile("[^\\W\\d_\0-\xffŒœŠšŽžŸƒˆ]")


def _read_cp1258(word: str) -> tuple[str, int]:
    """Tones are letters of their own after the vowel; one that stands nowhere is a letter that was not meant."""
    text = unicodedata.normalize("NFC", word.translate(_CP1258))
    return text, len(_BEYOND_LATIN.findall(word)) + sum(0x300 <= ord(each) < 0x370 for each in text)


# --------------------------------------------------------------------------------------------- VNI

_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


def _vni() -> dict[str, str]:
    """What each letter with its mark means, in small letters."""
    pairs = {base + mark: base + tone for base in "aeouy" for mark, tone in _VNI_TONES.items()}
    pairs |= {base + mark: _VNI_ALONE[base] + tone for base in "ôö" for mark, tone in _VNI_TONES.items()}
    pairs |= {"a" + mark: "ă" + tone for mark, tone in _VNI_BREVE.items()}
    pairs |= {base + mark: base + "\u0302" + tone for base in "aeo" for mark, tone in _VNI_CIRCUMFLEX.items()}
    return {written: unicodedata.normalize("NFC", meant) for written, meant in (pairs | _VNI_ALONE).items()}


_VNI = _vni()
_VNI_WRITTEN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)), re.IGNORECASE)


def _read_vni(word: str) -> tuple[str, int]:
    left = len(_NOT_ASCII_LETTER.findall(_VNI_WRITTEN.sub("", word)))
    return _VNI_WRITTEN.sub(_vni_letter, word), left


def _vni_letter(match: re.Match[str]) -> str:
    letter = _VNI[match[0].lower()]
    return letter.upper() if match[0][0].isupper() else letter


TCVN3 = Encoding("TCVN3", _single_byte(_TCVN3))
VNI = Encoding("VNI", _read_vni)
VISCII = Encoding("VISCII", _single_byte(_VISCII))
CP1258 = Encoding("CP1258", _read_cp1258)
# The first of equals is chosen, so the variant stands behind the encoding it extends.
ENCODINGS = (TCVN3, VNI, VISCII, CP1258, Encoding("TCVN3", _single_byte(_TCVN5712)))
