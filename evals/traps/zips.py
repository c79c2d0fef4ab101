"""Archives that unpack to more than they say, overlap, lie, nest, or name places they must not reach."""

from __future__ import annotations

import io
import lzma
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial

from evals.traps.trap import VISIBLE, Trap, docx_parts, docx_with, of_bytes, xlsx_parts, xlsx_with, zipped

_MEGABYTE = 1 << 20
_NAMES = {
    "a path upwards": "../../../../tmp/troly-hostile.txt",
    "an absolute path": "/tmp/troly-hostile.txt",
    "a drive": "C:\\Windows\\troly-hostile.txt",
    "a share": "\\\\server\\share\\troly-hostile.txt",
    "backslashes upwards": "..\\..\\troly-hostile.txt",
    "right-to-left override": "cong-van-\u202etxt.exe",
    "a newline": "cong\nvan.txt",
    "control characters": "cong\x01\x02\x1bvan.txt",
    "a device of Windows": "con.txt",
    "a leading dash": "-rf.txt",
    "a thousand letters": "v" * 1000 + ".txt",
    "sixty thousand letters": "v" * 60_000 + ".txt",
    "two thousand folders": "a/" * 2000 + "b.txt",
    "dots only": "../..",
    "nothing but blanks": "   ",
    "a file and a folder at once": "a.txt/b.txt",
    "a colon stream": "a.txt:hidden",
    "percent signs": "%2e%2e%2fpasswd.txt",
    "a zero-width joiner": "cong\u200bvan.txt",
}


def traps(bait: str) -> Iterator[Trap]:
    """Zip bombs and zips with hostile directories."""
    yield of_bytes("flat bomb", "bom.zip", lambda: zipped({"a.txt": b"\0" * (64 * _MEGABYTE)}))
    yield of_bytes("flat bomb in a Word part", "bom.docx", partial(_bomb_in, "docx", "word/document.xml"))
    yield of_bytes("flat bomb beside the Word parts", "anh.docx", partial(_bomb_in, "docx", "word/media/a.png"))
    yield of_bytes("flat bomb in a sheet", "bom.xlsx", partial(_bomb_in, "xlsx", "xl/worksheets/sheet1.xml"))
    yield of_bytes("flat bomb in shared strings", "chu.xlsx", partial(_bomb_in, "xlsx", "xl/sharedStrings.xml"))
    yield of_bytes("many bombs side by side", "nhieu.zip", partial(_side_by_side, 200))
    yield of_bytes("bomb by the second", "cham.zip", lambda: zipped({"a.txt": b"ab" * (12 * _MEGABYTE)}))
    yield of_bytes("forty zips in one another", "sau.zip", partial(_nested, 40))
    yield of_bytes("sixteen zips of sixteen bombs", "42.zip", _forty_two)
    yield of_bytes("a bomb of Word inside a zip", "trong.zip", lambda: zipped({"a.docx": _bomb_in("docx", "a")}))
    yield of_bytes("entries that share all bytes", "chung.zip", partial(_overlapping, 200))
    yield of_bytes("entries that quote one another", "trich.zip", partial(_quoted, 100))
    yield of_bytes("overlapping entries in Word", "chung.docx", partial(_overlapping, 200, "word/document.xml"))
    yield of_bytes("size declared too small", "nho.zip", partial(_lying, 10))
    yield of_bytes("size declared as 400 MB", "to.zip", partial(_lying, 400 * _MEGABYTE))
    yield of_bytes("size declared as 4 GB", "rat-to.zip", partial(_lying, 0xFFFFFFF0))
    yield of_bytes("Word part declared too small", "nho.docx", partial(_lying, 10, "word/document.xml"))
    yield of_bytes("three thousand files", "3000.zip", partial(_many, 3000))
    yield of_bytes("thirty thousand files", "30000.zip", partial(_many, 30_000))
    yield of_bytes("one name a thousand times", "trung.zip", partial(_same_name, 1000))
    yield of_bytes("link to the accounts of the system", "lien-ket.zip", partial(_link, "/etc/passwd"))
    yield of_bytes("link to itself", "vong.zip", partial(_link, "a.txt"))
    yield of_bytes("locked with a password", "khoa.zip", partial(_patched, 6, 8, struct.pack("<H", 1)))
    yield of_bytes("unknown way of packing", "la.zip", partial(_patched, 8, 10, struct.pack("<H", 99)))
    yield of_bytes("wrong checksum", "sai.zip", partial(_patched, 14, 16, b"\1\2\3\4"))
    yield of_bytes("LZMA that asks for 1.5 GB", "lzma.zip", _greedy_lzma)
    yield of_bytes("bzip2 bomb", "bz2.zip", _bzip2)
    yield of_bytes("directory beyond the end", "ngoai.zip", partial(_end_record, 0x7FFFFFFF))
    yield of_bytes("directory inside itself", "trong-minh.zip", partial(_end_record, 0))
    yield of_bytes("a second end in the comment", "duoi.zip", _two_ends)
    yield of_bytes(
        "garbage before the archive", "truoc.zip", lambda: b"PK\x03\x04" + b"x" * 5000 + zipped({"a.txt": b"a"})
    )
    yield of_bytes("no files, only folders", "thu-muc.zip", lambda: zipped({f"a{n}/": b"" for n in range(50)}))
    yield of_bytes("only the end record", "rong.zip", lambda: b"PK\x05\x06" + b"\0" * 18)
    yield of_bytes("ten thousand parts in Word", "phan.docx", lambda: zipped({**docx_parts(), **_parts(10_000)}))
    yield from _named()
    yield from _cut()


def _named() -> Iterator[Trap]:
    for name, inner in _NAMES.items():
        content = {inner: VISIBLE.encode()}
        yield of_bytes(f"inner name: {name}", f"ten-{len(inner)}.zip", partial(zipped, content))


def _cut() -> Iterator[Trap]:
    wholes = {"zip": {"a.txt": VISIBLE.encode() * 50}, "docx": docx_parts(), "xlsx": xlsx_parts()}
    for suffix, parts in wholes.items():
        for share in (10, 50, 90, 99):
            content = zipped(parts)
            yield of_bytes(
                f"{suffix} cut at {share} %",
                f"cut-{share}.{suffix}",
                partial(_first, content, len(content) * share // 100),
            )


def _first(content: bytes, length: int) -> bytes:
    return content[:length]


def _bomb_in(suffix: str, part: str) -> bytes:
    return (docx_with if suffix == "docx" else xlsx_with)({part: b"<a>" + b" " * (64 * _MEGABYTE)})


def _side_by_side(count: int) -> bytes:
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b"\0" * _MEGABYTE) + packed.flush()
    checksum = zlib.crc32(b"\0" * _MEGABYTE)
    return _by_hand([(f"{n}.txt", body, _MEGABYTE, checksum, 8) for n in range(count)])


def _nested(depth: int) -> bytes:
    content = zipped({"a.txt": VISIBLE.encode()})
    for _ in range(depth):
        content = zipped({"a.zip": content})
    return content


def _forty_two() -> bytes:
    bomb = zipped({"a.txt": b"\0" * (32 * _MEGABYTE)})
    inner = zipped({f"{n}.zip": bomb for n in range(16)})
    return zipped({f"{n}.zip": inner for n in range(16)})


def _overlapping(count: int, name: str = "a.txt") -> bytes:
    """Every line of the directory points to the one file."""
    content = b"\0" * _MEGABYTE
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(content) + packed.flush()
    return _by_hand([(name, body, len(content), zlib.crc32(content), 8)], lines=count)


def _quoted(count: int) -> bytes:
    """Each file holds the headers of all that follow as stored bytes, as the best known bomb does."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = kernel.compress(b"\0" * _MEGABYTE) + kernel.flush()
    pieces: list[bytes] = []
    lines: list[bytes] = []
    tail = _local(f"{count}.txt", body, _MEGABYTE, 0, 8)
    whole = tail
    sizes = [len(body)]
    for n in range(count - 1, 0, -1):
        quote = b"\x00" + struct.pack("<HH", 36, 36 ^ 0xFFFF)
        whole = _local(f"{n}.txt", quote, _MEGABYTE * (count - n), 0, 8) + whole
        sizes.insert(0, sizes[0] + 41)
    offset = 0
    for n, size in enumerate(sizes, start=1):
        lines.append(_line(f"{n}.txt", size, _MEGABYTE, 0, 8, offset))
        offset += 30 + len(f"{n}.txt") + 5
    pieces.append(whole)
    return _closed(whole, lines)


def _lying(size: int, name: str = "a.txt") -> bytes:
    content = b"\0" * (30 * _MEGABYTE) if size < 1000 else VISIBLE.encode()
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(content) + packed.flush()
    return _by_hand([(name, body, size, zlib.crc32(content), 8)])


def _many(count: int) -> bytes:
    return zipped({f"{n}.txt": b"a" for n in range(count)})


def _parts(count: int) -> dict[str, bytes]:
    return {f"word/media/{n}.xml": b"<a/>" for n in range(count)}


def _same_name(count: int) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")
        for _ in range(count):
            archive.writestr("a.txt", VISIBLE)
    return stream.getvalue()


def _link(target: str) -> bytes:
    stream = io.BytesIO()
    entry = zipfile.ZipInfo("a.txt")
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(entry, target)
    return stream.getvalue()


def _patched(local: int, central: int, value: bytes) -> bytes:
    """A field changed in the file's own header and in its line of the directory alike."""
    content = bytearray(zipped({"a.txt": VISIBLE.encode()}))
    line = content.index(b"PK\x01\x02")
    content[local : local + len(value)] = value
    content[line + central : line + central + len(value)] = value
    return bytes(content)


def _greedy_lzma() -> bytes:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 4096}]
    packed = lzma.compress(VISIBLE.encode(), format=lzma.FORMAT_RAW, filters=filters)
    header = b"\x09\x04\x05\x00" + b"\x5d" + struct.pack("<I", 1500 * _MEGABYTE)
    return _by_hand([("a.txt", header + packed, len(VISIBLE.encode()), zlib.crc32(VISIBLE.encode()), 14)])


def _bzip2() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.txt", b"\0" * (20 * _MEGABYTE))
    return stream.getvalue()


def _end_record(offset: int) -> bytes:
    content = bytearray(zipped({"a.txt": b"a"}))
    end = content.index(b"PK\x05\x06")
    content[end + 16 : end + 20] = struct.pack("<I", offset)
    return bytes(content)


def _two_ends() -> bytes:
    content = bytearray(zipped({"a.txt": b"a"}))
    content[-2:] = struct.pack("<H", 22)
    return bytes(content) + b"PK\x05\x06" + b"\0" * 18


def _by_hand(files: Sequence[tuple[str, bytes, int, int, int]], lines: int = 1) -> bytes:
    """A zip written field by field: name, packed bytes, declared size, checksum, method; lines may repeat."""
    body = b""
    directory: list[bytes] = []
    for name, packed, size, checksum, method in files:
        directory += [_line(name, len(packed), size, checksum, method, len(body))] * lines
        body += _local(name, packed, size, checksum, method)
    return _closed(body, directory)


def _local(name: str, packed: bytes, size: int, checksum: int, method: int) -> bytes:
    fields = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, method, 0, 33, checksum, len(packed), size, len(name), 0)
    return fields + name.encode() + packed


def _line(name: str, packed: int, size: int, checksum: int, method: int, offset: int) -> bytes:
    fields = struct.pack(
        "<IHHHHHHIIIHHHHHII",
        0x02014B50, 20, 20, 0, method, 0, 33, checksum, packed, size, len(name), 0, 0, 0, 0, 0, offset,
    )  # fmt: skip
    return fields + name.encode()


def _closed(body: bytes, lines: Sequence[bytes]) -> bytes:
    directory = b"".join(lines)
    count = len(lines)
    return body + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), len(body), 0)
