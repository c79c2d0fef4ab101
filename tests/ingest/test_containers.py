"""Files inside files: what an archive, an e-mail or a saved page says, and what is handed on."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from evals.traps.compound import attachment, mail_tree, outlook_mail
from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.isolate import isolate
from ingest.parse import parse_file
from ingest.parse.members import MOST_NAME_CHARACTERS, clean_name
from tests.ingest.files import LETTER, limits, make_docx

SETTINGS = limits()
BODY = " ".join(LETTER)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def read(path: Path, content: bytes, scratch: Path | None = None, **values: int) -> Parsed:
    path.write_bytes(content)
    return parse_file(path, limits(**values), scratch=scratch)


def refusal(path: Path, content: bytes, scratch: Path | None = None, **values: int) -> FailureReason:
    with pytest.raises(ReadFailure) as failure:
        read(path, content, scratch, **values)
    return failure.value.reason


def inside(parsed: Parsed) -> dict[str, bytes]:
    return {member.name: Path(member.path).read_bytes() for member in parsed.members}


def mail(body: str = BODY) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Trả lời kiến nghị cử tri tỉnh Hà Giang"
    message["From"] = "Phòng Tổng hợp <tonghop@bo.example>"
    message["To"] = "vanphong@bo.example"
    message["Date"] = "Tue, 05 Mar 2024 14:02:00 +0700"
    message.set_content(body)
    return message


def raw_mail(head: str, body: bytes) -> bytes:
    return (
        f"From: a@bo.example\r\nSubject: s\r\nDate: Tue, 05 Mar 2024 14:02:00 +0700\r\n{head}\r\n\r\n".encode() + body
    )


def archive(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return stream.getvalue()


def as_windows_1258(text: str) -> bytes:
    """That code page writes a tone as a letter of its own after the vowel."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = [unicodedata.normalize("NFD", letter) for letter in text]
    split = [
        unicodedata.normalize("NFC", "".join(c for c in letter if c not in tones))
        + "".join(c for c in letter if c in tones)
        for letter in letters
    ]
    return "".join(split).encode("cp1258")


# --------------------------------------------------------------------------------------------- archives


def test_an_archive_has_no_text_and_hands_on_its_files(tmp_path: Path, scratch: Path) -> None:
    parsed = read(tmp_path / "a.zip", archive({"2024/Công văn.txt": b"a", "b.txt": b"b"}), scratch)
    assert parsed.text == ""
    assert inside(parsed) == {"2024/Công văn.txt": b"a", "b.txt": b"b"}


def test_without_a_scratch_folder_inner_files_are_only_named(tmp_path: Path) -> None:
    parsed = read(tmp_path / "a.zip", archive({"a.txt": b"a"}))
    assert [(member.name, member.path) for member in parsed.members] == [("a.txt", "")]


def test_a_child_writes_inner_files_where_the_caller_wants_them(tmp_path: Path, scratch: Path) -> None:
    (tmp_path / "a.zip").write_bytes(archive({"a.txt": b"a"}))
    assert inside(isolate(tmp_path / "a.zip", SETTINGS, scratch=scratch)) == {"a.txt": b"a"}


def test_what_programs_leave_in_archives_is_passed_over(tmp_path: Path, scratch: Path) -> None:
    left = {"__MACOSX/._a.txt": b"x", "b/Thumbs.db": b"x", ".DS_Store": b"x", "desktop.ini": b"x", "~$a.docx": b"x"}
    assert list(inside(read(tmp_path / "a.zip", archive({**left, "a.txt": b"a"}), scratch))) == ["a.txt"]


def test_two_files_of_one_name_are_both_kept(tmp_path: Path, scratch: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file, pytest.warns(UserWarning):
        for content in ("1", "2", "3"):
            file.writestr("a.pdf", content)
    assert inside(read(tmp_path / "a.zip", stream.getvalue(), scratch)) == {
        "a.pdf": b"1",
        "a (2).pdf": b"2",
        "a (3).pdf": b"3",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258"])
def test_a_name_without_a_flag_is_read_as_vietnamese(tmp_path: Path, scratch: Path, encoding: str) -> None:
    name = "Công văn số 48 về việc trả lời kiến nghị của cử tri.txt"
    raw = as_windows_1258(name) if encoding == "cp1258" else name.encode()
    content = archive({"x" * len(raw): b"a"}).replace(b"x" * len(raw), raw)
    assert list(inside(read(tmp_path / "a.zip", content, scratch))) == [name]


def test_locked_archives_say_so_and_partly_locked_ones_give_the_rest(tmp_path: Path, scratch: Path) -> None:
    locked = bytearray(archive({"a.txt": b"a", "b.txt": b"b"}))
    first = locked.index(b"PK\x01\x02")
    locked[first + 8] |= 1
    parsed = read(tmp_path / "a.zip", bytes(locked), scratch)
    assert list(inside(parsed)) == ["b.txt"]
    assert parsed.warnings == ("members_failed: 1",)
    second = locked.index(b"PK\x01\x02", first + 1)
    locked[second + 8] |= 1
    assert refusal(tmp_path / "b.zip", bytes(locked), scratch) is FailureReason.PASSWORD


def test_one_broken_file_does_not_lose_the_others(tmp_path: Path, scratch: Path) -> None:
    content = archive({"a.txt": b"a" * 99, "b.txt": b"b"})
    place = content.index(b"a.txt") + 6
    parsed = read(tmp_path / "a.zip", content[:place] + b"\xff" + content[place + 1 :], scratch)
    assert inside(parsed) == {"b.txt": b"b"}
    assert parsed.warnings == ("members_failed: 1",)
    assert [path.name for path in scratch.iterdir()] == [Path(parsed.members[0].path).name]


def test_a_link_in_an_archive_is_left_out(tmp_path: Path, scratch: Path) -> None:
    stream = io.BytesIO()
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr(link, "/etc/passwd")
        file.writestr("b.txt", "b")
    parsed = read(tmp_path / "a.zip", stream.getvalue(), scratch)
    assert inside(parsed) == {"b.txt": b"b"}
    assert parsed.warnings == ("members_failed: 1",)


def test_too_many_files_are_refused(tmp_path: Path, scratch: Path) -> None:
    content = archive({f"{n}.txt": b"a" for n in range(2001)})
    assert refusal(tmp_path / "a.zip", content, scratch) is FailureReason.TOO_MANY


def test_an_inner_file_above_the_limit_is_left_out(tmp_path: Path, scratch: Path) -> None:
    content = archive({"a.txt": b"a" * (2 << 20), "b.txt": b"b"})
    parsed = read(tmp_path / "a.zip", content, scratch, max_file_megabytes=1)
    assert inside(parsed) == {"b.txt": b"b"}
    assert parsed.warnings == ("members_failed: 1",)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\a\\b.txt", "a/b.txt"),
        ("a/./../b.txt", "a/b.txt"),
        ("cong\u202etxt.exe", "congtxt.exe"),
        ("a\nb\x00\x1b.txt", "ab.txt"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("Coˆng va˘n".replace("ˆ", "\u0302").replace("˘", "\u0306"), "Công văn"),
    ],
)
def test_names_inside_are_shown_without_what_could_deceive(name: str, shown: str) -> None:
    assert clean_name(name) == shown


def test_a_long_name_keeps_its_suffix() -> None:
    shown = clean_name("thư mục/" * 50 + "v" * 400 + ".pdf")
    assert len(shown) == MOST_NAME_CHARACTERS
    assert shown.endswith("v.pdf")


@pytest.mark.parametrize(
    "parts", [{"mimetype": b"application/epub+zip"}, {"[Content_Types].xml": b"", "ppt/a.xml": b""}]
)
def test_documents_of_other_programs_are_not_taken_for_archives(tmp_path: Path, parts: dict[str, bytes]) -> None:
    assert refusal(tmp_path / "a.zip", archive(parts)) is FailureReason.UNSUPPORTED


# ---------------------------------------------------------------------------------------------- e-mails


def test_a_mail_begins_with_who_wrote_when_about_what(tmp_path: Path) -> None:
    parsed = read(tmp_path / "a.eml", mail().as_bytes())
    assert parsed.title == "Trả lời kiến nghị cử tri tỉnh Hà Giang"
    assert parsed.text.split("\n")[:3] == [
        "Người gửi: Phòng Tổng hợp <tonghop@bo.example>",
        "Người nhận: vanphong@bo.example",
        "Ngày gửi: 05/03/2024 14:02",
    ]
    assert BODY in parsed.text.replace("\n", " ")
    assert parsed.pages[-1].end == len(parsed.text)


def test_attachments_and_forwarded_mails_are_inner_files(tmp_path: Path, scratch: Path) -> None:
    message = mail()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Công văn số 48.pdf")
    message.add_attachment(mail("Thư được chuyển tiếp."))
    found = inside(read(tmp_path / "a.eml", message.as_bytes(), scratch))
    assert list(found) == ["Công văn số 48.pdf", "Trả lời kiến nghị cử tri tỉnh Hà Giang.eml"]
    assert found["Công văn số 48.pdf"] == b"%PDF"
    forwarded = read(tmp_path / "b.eml", found["Trả lời kiến nghị cử tri tỉnh Hà Giang.eml"])
    assert "Thư được chuyển tiếp." in forwarded.text


def test_plain_text_is_preferred_and_html_read_where_there_is_none(tmp_path: Path) -> None:
    both = mail("Bản chữ thường của thư.")
    both.add_alternative("<p>Bản HTML của thư.</p>", subtype="html")
    assert "Bản HTML" not in read(tmp_path / "a.eml", both.as_bytes()).text
    only = mail("")
    only.add_alternative(f"<html><body><p>Bản HTML.</p><p>{BODY}</p></body></html>", subtype="html")
    assert BODY in read(tmp_path / "b.eml", only.as_bytes()).text


def test_rows_and_links_of_a_page_point_into_the_text_of_its_mail(tmp_path: Path) -> None:
    table = "<table><tr><th>TT</th><th>Tỉnh</th><th>Trả lời</th></tr><tr><td>1</td><td>Hà Giang</td><td>Đã phủ sóng</td></tr></table>"
    message = mail("")
    message.add_alternative(f"<html><body><p>{BODY}</p>{table}</body></html>", subtype="html")
    parsed = read(tmp_path / "a.eml", message.as_bytes())
    assert [cell.span.of(parsed.text) for cell in parsed.rows[0].cells] == ["1", "Hà Giang", "Đã phủ sóng"]


@pytest.mark.parametrize("label", ["iso-8859-1", "us-ascii", "windows-1252", "utf-8", "klingon", ""])
def test_the_bytes_are_read_whatever_the_label_says(tmp_path: Path, label: str) -> None:
    charset = f"; charset={label}" if label else ""
    head = f"Content-Type: text/plain{charset}\r\nContent-Transfer-Encoding: 8bit"
    assert BODY in read(tmp_path / "a.eml", raw_mail(head, BODY.encode())).text


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_transfer_encodings_are_undone(tmp_path: Path, encoding: str) -> None:
    message = mail()
    message.set_content(BODY, cte=encoding)
    assert BODY in read(tmp_path / "a.eml", message.as_bytes()).text.replace("\n", " ")


@pytest.mark.parametrize(
    "written",
    [
        "attachment; filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf",
        "attachment; filename=\"x.pdf\"; filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf",
        "attachment; filename*0*=UTF-8''C%C3%B4ng; filename*1*=%20v%C4%83n.pdf",
        'attachment; filename="=?UTF-8?B?Q8O0bmcgdsSDbi5wZGY=?="',
        'attachment; filename="=?utf-8?Q?C=C3=B4ng_v=C4=83n?=.pdf"',
        'attachment;\r\n\tfilename="Công văn.pdf"',
    ],
)
def test_names_of_attachments_are_read_in_every_way_programs_write_them(
    tmp_path: Path, scratch: Path, written: str
) -> None:
    part = f"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: {written}\r\n\r\n%PDF\r\n--b--".encode()
    parsed = read(tmp_path / "a.eml", raw_mail("Content-Type: multipart/mixed; boundary=b", part), scratch)
    assert list(inside(parsed)) == ["Công văn.pdf"]


def test_logos_are_left_out_and_photographed_letters_are_not(tmp_path: Path, scratch: Path) -> None:
    message = mail("")
    message.add_alternative("<p>Kính gửi: ảnh chụp công văn</p>", subtype="html")
    page = message.get_payload()[-1]
    assert isinstance(page, EmailMessage)
    page.add_related(b"a" * 2000, "image", "png", cid="<logo>")
    page.add_related(b"b" * 90_000, "image", "jpeg", cid="<photo>")
    assert list(inside(read(tmp_path / "a.eml", message.as_bytes(), scratch)).values()) == [b"b" * 90_000]


def test_an_encrypted_mail_wants_its_password(tmp_path: Path) -> None:
    body = b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--"
    content = raw_mail("Content-Type: multipart/encrypted; boundary=b", body)
    assert refusal(tmp_path / "a.eml", content) is FailureReason.PASSWORD


def test_what_outlook_packs_into_winmail_is_counted_as_unread(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert read(tmp_path / "a.eml", message.as_bytes()).warnings == ("members_failed: 1",)


def test_a_page_saved_by_a_browser_is_its_text_alone(tmp_path: Path, scratch: Path) -> None:
    head = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://bo.example/tin\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    page = f"<html><head><title>Tin</title></head><body><article><p>{BODY}</p></article></body></html>"
    content = (
        f"{head}Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{page}\r\n"
        "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    parsed = read(tmp_path / "a.mht", content.encode(), scratch)
    assert parsed.text == BODY
    assert (parsed.title, parsed.media_type, parsed.members) == ("Tin", "text/html", ())


def test_text_that_begins_like_a_letter_is_no_mail(tmp_path: Path) -> None:
    parsed = read(tmp_path / "a.txt", f"Kính gửi: Đoàn đại biểu Quốc hội\nSubject: x\n{BODY}".encode())
    assert parsed.media_type == "text/plain"


# ---------------------------------------------------------------------------------------------- Outlook


def test_an_outlook_mail_is_read_like_any_mail(tmp_path: Path, scratch: Path) -> None:
    hung = {"__attach_version1.0_#00000000": attachment("Công văn số 48.pdf", b"%PDF" * 2000)}
    sent = datetime(2024, 3, 5, 7, 2)
    parsed = read(tmp_path / "a.msg", outlook_mail("Trả lời cử tri", BODY, "Phòng Tổng hợp", sent, hung), scratch)
    assert parsed.title == "Trả lời cử tri"
    assert parsed.text.startswith("Người gửi: Phòng Tổng hợp\nNgày gửi: 05/03/2024 14:02\nTiêu đề: Trả lời cử tri\n")
    assert BODY in parsed.text
    assert inside(parsed) == {"Công văn số 48.pdf": b"%PDF" * 2000}


def test_a_mail_on_an_outlook_mail_becomes_a_mail_file(tmp_path: Path, scratch: Path) -> None:
    inner = mail_tree("Thư bên trong", BODY, "Phòng A <a@bo.example>", inner=True)
    hung = {"__attach_version1.0_#00000000": {"__substg1.0_3701000D": inner}}
    found = inside(read(tmp_path / "a.msg", outlook_mail("Ngoài", "Xem thư kèm theo.", more=hung), scratch))
    assert list(found) == ["Thư bên trong.eml"]
    parsed = read(tmp_path / "b.eml", found["Thư bên trong.eml"])
    assert parsed.title == "Thư bên trong"
    assert "Người gửi: Phòng A <a@bo.example>" in parsed.text
    assert BODY in parsed.text.replace("\n", " ")


def test_rich_text_of_an_outlook_mail_is_unpacked_as_a_file(tmp_path: Path, scratch: Path) -> None:
    # The example of MS-OXRTFCP, section 4.1.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    found = inside(read(tmp_path / "a.msg", outlook_mail("a1", more={"__substg1.0_10090102": packed}), scratch))
    assert found == {"body.rtf": b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"}


def test_a_text_in_the_code_page_of_its_writer_is_read(tmp_path: Path) -> None:
    parsed = read(tmp_path / "a.msg", outlook_mail("a1", more={"__substg1.0_1000001E": BODY.encode()}))
    assert BODY in parsed.text


def test_an_archive_inside_a_mail_is_handed_on_whole(tmp_path: Path, scratch: Path) -> None:
    letter = make_docx(tmp_path / "a.docx", LETTER)
    message = mail()
    packed = archive({"Công văn.docx": letter.read_bytes()})
    message.add_attachment(packed, maintype="application", subtype="zip", filename="a.zip")
    assert inside(read(tmp_path / "a.eml", message.as_bytes(), scratch)) == {"a.zip": packed}
