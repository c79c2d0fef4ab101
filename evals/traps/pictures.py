"""Pictures that claim to be enormous, are cut off, or are something else as well."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from PIL import Image

from evals.traps.trap import VISIBLE, Trap, of_bytes, zipped

_SIDE = 60_000


def traps(bait: str) -> Iterator[Trap]:
    """Hostile PNG, JPEG, TIFF, GIF, BMP and WebP."""
    for name, (file, content) in _pictures(bait).items():
        yield of_bytes(name, file, content)
    for form in ("PNG", "JPEG", "TIFF", "BMP", "GIF"):
        whole = _small(form)
        for share in (20, 60, 95):
            yield of_bytes(f"{form} cut at {share} %", f"cut-{share}.{form.lower()}", partial(_first, whole, share))


def _pictures(bait: str) -> dict[str, tuple[str, Callable[[], bytes]]]:
    return {
        "PNG of 60,000 by 60,000": ("to.png", partial(_png, _SIDE, _SIDE, b"\0" * 100)),
        "PNG bomb, really 15,000 by 15,000": ("bom.png", partial(_png_bomb, 15_000)),
        "PNG of 2^31 by 2^31": ("vo-han.png", partial(_png, 2**31 - 1, 2**31 - 1, b"")),
        "PNG of nothing by nothing": ("khong.png", partial(_png, 0, 0, b"")),
        "PNG one pixel high": ("dai.png", partial(_png, 2_000_000, 1, zlib.compress(b"\0" * 2_000_001))),
        "PNG with a text of 60 MB packed": (
            "chu.png",
            partial(_png_with, b"zTXt", b"a\0\0" + zlib.compress(b"a" * 60_000_000)),
        ),
        "PNG with a profile of 60 MB packed": (
            "mau.png",
            partial(_png_with, b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 60_000_000)),
        ),
        "PNG with 100,000 pieces": ("manh.png", partial(_png_with, b"tEXt", b"a\0b", 100_000)),
        "JPEG of 65,500 by 65,500": ("to.jpg", partial(_jpeg_sized, 65_500)),
        "JPEG with a thumbnail of itself": ("exif.jpg", _jpeg_exif_loop),
        "TIFF of 60,000 by 60,000": ("to.tif", partial(_tiff, _SIDE, _SIDE, 0)),
        "TIFF whose pages follow in a ring": ("vong.tif", partial(_tiff, 10, 10, 8)),
        "TIFF of 5,000 pages": ("trang.tif", partial(_tiff_pages, 5000)),
        "GIF of 65,535 by 65,535": ("to.gif", partial(_gif, 65_535)),
        "BMP of two gigapixels": ("to.bmp", partial(_bmp, 50_000)),
        "BMP of negative size": ("am.bmp", partial(_bmp, -50_000)),
        "WebP of 16,383 by 16,383": ("to.webp", _webp),
        "SVG that calls out": (
            "goi.svg",
            lambda: f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{bait}/x"/></svg>'.encode(),
        ),
        "GIF that is a script": ("doi.gif", lambda: b"GIF89a/*" + b"\0" * 9 + b"*/=1;alert(1)//;"),
        "PNG with a page behind it": ("doi.png", lambda: _small("PNG") + f"<html><script>{VISIBLE}</script>".encode()),
        "JPEG with a zip behind it": ("doi.jpg", lambda: _small("JPEG") + zipped({"a.txt": VISIBLE.encode()})),
        "Postscript under the name of a picture": (
            "lenh.png",
            lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file",
        ),
        "a delegate's command": ("mvg.png", lambda: f'push graphic-context\nimage over 0,0 0,0 "{bait}/x"\n'.encode()),
    }


def _first(content: bytes, share: int) -> bytes:
    return content[: len(content) * share // 100]


def _small(form: str) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((200, 100), 90).convert("RGB" if form != "GIF" else "P").save(stream, form)
    return stream.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(width: int, height: int, packed: bytes) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _png_bomb(side: int) -> bytes:
    packed = zlib.compressobj(1)
    row = b"\0" * (side + 1)
    body = b"".join(packed.compress(row) for _ in range(side)) + packed.flush()
    return _png(side, side, body)


def _png_with(kind: bytes, content: bytes, times: int = 1) -> bytes:
    whole = _small("PNG")
    return whole[:33] + _chunk(kind, content) * times + whole[33:]


def _jpeg_sized(side: int) -> bytes:
    content = bytearray(_small("JPEG"))
    start = content.index(b"\xff\xc0")
    content[start + 5 : start + 9] = struct.pack(">HH", side, side)
    return bytes(content)


def _jpeg_exif_loop() -> bytes:
    whole = _small("JPEG")
    ring = b"MM\0*\0\0\0\x08" + b"\0\x01" + struct.pack(">HHII", 0x8769, 4, 1, 8) + struct.pack(">I", 8)
    body = b"Exif\0\0" + ring
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + whole[2:]


def _tiff(width: int, height: int, following: int) -> bytes:
    fields = (
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 200),
        (277, 1),
        (278, height),
        (279, 100),
    )
    lines = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields)
    directory = struct.pack("<H", len(fields)) + lines + struct.pack("<I", following)
    return (b"II*\0" + struct.pack("<I", 8) + directory).ljust(200, b"\0") + b"\xff" * 100


def _tiff_pages(count: int) -> bytes:
    page = Image.new("1", (8, 8), 1)
    stream = io.BytesIO()
    page.save(stream, "TIFF", save_all=True, append_images=[page] * (count - 1))
    return stream.getvalue()


def _gif(side: int) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", side, side, 0x80, 0, 0)
        + b"\0" * 6
        + b","
        + struct.pack("<HHHHB", 0, 0, side, side, 0)
        + b"\x02\x02\x44\x01\0;"
    )


def _bmp(side: int) -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + info


def _webp() -> bytes:
    frame = b"\x2f" + struct.pack("<I", 16_382 | 16_382 << 14)
    body = b"WEBPVP8L" + struct.pack("<I", len(frame)) + frame + b"\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body
