"""Rich text as Outlook packs it into a mail (MS-OXRTFCP)."""

from __future__ import annotations

import struct

MOST_BYTES = 50 * 1024 * 1024
_STORED, _PACKED = 0x414C454D, 0x75465A4C
_WINDOW = 4096
_KNOWN_TO_BOTH = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbol"
    rb"ArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked_rtf(packed: bytes) -> bytes | None:
    """The plain RTF; None when it is broken or larger than MOST_BYTES."""
    if len(packed) < 16:
        return None
    _, size, kind, _ = struct.unpack("<IIII", packed[:16])
    if size > MOST_BYTES or kind not in (_STORED, _PACKED):
        return None
    return packed[16 : 16 + size] if kind == _STORED else _unpacked(packed[16:], size)


def _unpacked(packed: bytes, size: int) -> bytes:
    """Groups of eight tokens after a byte of flags: a letter, or place and length in the last 4,096 letters."""
    window = bytearray(_KNOWN_TO_BOTH.ljust(_WINDOW, b"\0"))
    out = bytearray()
    at, place = len(_KNOWN_TO_BOTH), 0
    while place < len(packed) and len(out) < size:
        flags = packed[place]
        place += 1
        for bit in range(8):
            refers = flags >> bit & 1
            token = packed[place : place + 1 + refers]
            place += 1 + refers
            if len(token) <= refers:
                return bytes(out[:size])
            start, length = (int.from_bytes(token, "big") >> 4, (token[1] & 0xF) + 2) if refers else (at, 1)
            if refers and start == at:  # the sign of the end
                return bytes(out[:size])
            for step in range(length):
                letter = window[(start + step) % _WINDOW] if refers else token[0]
                out.append(letter)
                window[at] = letter
                at = (at + 1) % _WINDOW
    return bytes(out[:size])
