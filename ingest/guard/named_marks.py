"""Degrees of secrecy in names of files and folders, and in columns of registers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from ingest.guard.marks import HIGH, LETTERS, PLAIN, SUSPECTED, TOP, written_degree
from ingest.vietnamese import fold, nfc, strip_tones

# Words before `mật` that make another word of it, with marks and without.
BEFORE_LOOK_ALIKE = frozenset(
    {"bảo", "bí", "cơ", "giải", "thân", "trực", "mã", "đường", "chất", "ngọt", "túi", "ống"}
    | set(
        "bao bi be khuon co hai ong giai bo ra gap tien vang nuoc truoc rua tat chong duong kho kham khuat tan".split()
    )
    | set(
        "khoi loa chop nhin trong mang tham vui bot danh lam ca hoa dep den xanh benh rau than truc chat ngot tui".split()
    )
    | set("an chu de cai lo nhac va bong da bat mot moi dieu tinh giau phan cach".split())
)
# Words after it that do the same: mật độ, mật khẩu, mật mã, mất sóng, mặt trận, mắt kính …
AFTER_LOOK_ALIKE = frozenset(
    {"độ", "khẩu", "mã", "ong", "thiết", "thư", "vụ", "đàm", "ngữ", "hoa", "ngọt", "gấu", "nghị"}
    | set(
        "do khau ma bang hang tien song trang troi dat nuoc duong thiet dien mang mau ngu ong the kinh na tran ket".split()
    )
    | set("tich can phong dan cua vung kiem lien bao an quyen rung tin hieu cap loi doan ngon chat giay to".split())
    | set("rieng tren khac bich san ngoai truoc sau be dich doi day gau hoa nghi xich muoi tham ti tinh".split())
)
DOCUMENTS = frozenset(
    "cv vb tl bc hs qd tb kh pa ct ttr tt cong van ban tai lieu bao cao ho so thu muc to trinh".split()
)
# What a folder may be called besides the degree when all in it bears one.
OF_FOLDERS = DOCUMENTS | frozenset("do dau cac kho luu nam thang quy khu vung file folder scan va loai".split())
ABBREVIATED = {"TM": HIGH, "TUM": TOP}
GLUED = {"tuyetmat": TOP, "toimat": HIGH}
IN_BRACKETS = re.compile(r"[(\[](TM|TuM)[)\]]")
LONGEST_NAME = 7  # words; what has more is a title
INSIDE = "!"  # ends the name of an archive in the path of a file in it

SECRECY_COLUMN = re.compile(
    r"(?:dau (?:chi )?)?(?:muc |cap |loai )?(?:do |dau )?mat|secrecy|secret|security(?: level)?|classification"
    r"|(?:muc |cap )?do mat(?: (?:va )?do)?(?: (?:va )?khan)?|muc do bao mat|do bao mat"
)
NOT_SECRET = re.compile(
    r"(?:khong(?: co)?(?: (?:mat|do mat))?|(?:binh )?thuong|cong khai|noi bo|luu hanh noi bo|khan|thuong khan|hoa toc.*"
    r"|da giai mat|giai mat|chua xac dinh|no|none|n a|public|internal|false|0|x?)"
)
YES = frozenset("co yes true x 1 m secret mat".split())


def degree_in_name(path: str) -> str | None:
    """The degree a file name bears, or a folder above it; a path as stored, `archive.zip!/folder/name` too."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    if not parts:
        return None
    folders = (part for part in parts[:-1] if not part.endswith(INSIDE))
    return _in_file_name(PurePosixPath(parts[-1]).stem) or next(filter(None, map(_in_folder_name, folders)), None)


def _in_file_name(stem: str) -> str | None:
    """A token of its own: `CV_MẬT_12`, `mat-12`, `TaiLieuMat`; never `bao-mat`, `mật độ`, `mất sóng`."""
    if shortened := IN_BRACKETS.search(stem):
        return ABBREVIATED[shortened[1].upper()]
    tokens = _tokens(stem)
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if degree := GLUED.get(strip_tones(token)):
            return degree
        if token == "mật" or (token == "mat" and not _talks(before, after, len(tokens))):
            if before in BEFORE_LOOK_ALIKE or after in AFTER_LOOK_ALIKE:
                continue
            return {"tuyet": TOP, "toi": HIGH}.get(strip_tones(before), PLAIN)
    spaced = "".join(token for token in tokens if len(token) == 1)
    return PLAIN if "mật" in spaced else None


def _talks(before: str, after: str, length: int) -> bool:
    """Without marks `mat` may be mất, mặt, mắt: `mat 3 ngay` counts days, and titles made file names talk of faces."""
    if after in {"ngay", "gio", "nam", "phut"} or before in {"nhieu", "so", "ty", "le"}:
        return True
    return length > LONGEST_NAME and before not in {"van", "lieu", "dau", "toi", "tuyet"}


def _in_folder_name(name: str) -> str | None:
    """Only a folder that is called nothing but secret: `Mật`, `Tài liệu mật`, `TOI-MAT 2024`."""
    tokens = _tokens(name)
    degrees = [at for at, token in enumerate(tokens) if token in ("mật", "mat") or strip_tones(token) in GLUED]
    if len(degrees) != 1:
        return None
    [at] = degrees
    rest = [strip_tones(token) for token in (*tokens[:at], *tokens[at + 1 :])]
    if at and tokens[at - 1] in BEFORE_LOOK_ALIKE:
        return None
    if any(not (word in OF_FOLDERS or word in ("toi", "tuyet") or word.isdigit()) for word in rest):
        return None
    before = strip_tones(tokens[at - 1]) if at else ""
    return GLUED.get(strip_tones(tokens[at])) or {"tuyet": TOP, "toi": HIGH}.get(before, PLAIN)


def _tokens(name: str) -> list[str]:
    return [token for token in re.split(r"[\W_]+", fold(_parted(name))) if token]


def _parted(name: str) -> str:
    """`TaiLieuMat12` as `Tai Lieu Mat 12`."""
    letters = nfc(name)
    pairs = zip(" " + letters, letters, strict=False)
    return "".join(f" {letter}" if _begins_a_word(before, letter) else letter for before, letter in pairs)


def _begins_a_word(before: str, letter: str) -> bool:
    return (before.islower() and letter.isupper()) or (
        before.isalnum() and letter.isalnum() and before.isdigit() != letter.isdigit()
    )


def is_secrecy_column(heading: str) -> bool:
    """Whether a column of a register holds degrees of secrecy."""
    return SECRECY_COLUMN.fullmatch(_plain(heading)) is not None


def degree_in_register(values: Iterable[str]) -> str | None:
    """The highest degree among the entries of a secrecy column; SUSPECTED for an entry nobody foresaw."""
    found = {degree for value in values if (degree := _registered(value))}
    return next((degree for degree in (TOP, HIGH, PLAIN, SUSPECTED) if degree in found), None)


def _registered(value: str) -> str | None:
    said = value.strip()
    if degree := written_degree(said) or LETTERS.get(said.upper()):
        return degree
    plain = _plain(said)
    if plain in YES:
        return PLAIN
    return None if not plain or NOT_SECRET.fullmatch(plain) else SUSPECTED


def _plain(text: str) -> str:
    return " ".join(re.split(r"[\W_]+", strip_tones(fold(text)))).strip()
