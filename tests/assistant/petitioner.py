"""Letters full of invented personal data, in the formats of an office, and how to find any of it again."""

from __future__ import annotations

import re
import unicodedata
from email.message import EmailMessage
from pathlib import Path

from docx import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

# Invented; no number is anybody's on purpose.
NAMES = ("Giàng Thị Pà Sua", "Trịnh Khắc Hoài Bão")
WORDS = (*NAMES, "thôn Pa Hán", "sua.giang58@gmail.com", "K7654321")
NUMBERS = ("0912 345 678", "0987.654.321", "014158012345", "1903 4567 8901 23", "26A-123.45")
LABELLED = WORDS + NUMBERS
OPEN = ("0912/BTTTT-VP", "18008108", "Nguyễn Mạnh Hùng", "12.500.000.000")  # public: masks nothing of it

HEAD = """BỘ THÔNG TIN VÀ TRUYỀN THÔNG
Số: 0912/BTTTT-VP
Hà Nội, ngày 14 tháng 5 năm 2023
Kính gửi: Đoàn đại biểu Quốc hội tỉnh Sơn La
Bộ Thông tin và Truyền thông nhận được kiến nghị của cử tri tỉnh Sơn La gửi tới sau kỳ họp thứ 4, nội dung như sau:
"""
PETITION = (
    "Bà Giàng Thị Pà Sua, trú tại thôn Pa Hán, điện thoại 0912 345 678, số CCCD 014158012345 kiến nghị: "
    "trạm thu phát sóng Phiêng Ban đặt gần nhà dân, sóng di động chập chờn mỗi khi mưa.\n"
    "Ông Trịnh Khắc Hoài Bão, trú tại thôn Pa Hán, điện thoại 0987.654.321, xe biển số 26A-123.45, "
    "hộ chiếu K7654321, kiến nghị hoàn tiền vào số tài khoản 1903 4567 8901 23, thư gửi về sua.giang58@gmail.com.\n"
)
REPLY = """Bộ Thông tin và Truyền thông có ý kiến như sau:
Trạm thu phát sóng Phiêng Ban được doanh nghiệp thay nguồn điện dự phòng trong tháng 6 năm 2023, kinh phí 12.500.000.000 đồng.
Về kiến nghị của bà Giàng Thị Pà Sua, doanh nghiệp đã gọi vào số 0912 345 678 và hẹn kiểm tra sóng di động tại nhà.
Người dân phản ánh chất lượng sóng qua số 18008108.
Trên đây là nội dung trả lời của Bộ./.
BỘ TRƯỞNG
Nguyễn Mạnh Hùng
"""
LETTER = HEAD + PETITION + REPLY


def holds(text: str, piece: str) -> bool:
    """Whether a piece of personal data stands in a text: letters in any case, digits however they are grouped."""
    plain = unicodedata.normalize("NFC", text).casefold()
    if piece.casefold() in plain:
        return True
    digits = re.sub(r"\D", "", piece)
    return piece in NUMBERS and re.search(r"[\s.\-()]*".join(digits), plain) is not None


def told(text: str) -> list[str]:
    """Every labelled piece that the text gives away."""
    return [piece for piece in LABELLED if holds(text, piece)]


def as_pdf(path: Path) -> Path:
    """The letter as a PDF with a text layer: a picture of its page would show everything."""
    pdfmetrics.registerFont(TTFont("Sample", "corpus/fonts/Tinos-Regular.ttf"))
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont("Sample", 12)
    at = 780
    for paragraph in LETTER.splitlines():
        for line in _wrapped(paragraph):
            canvas.drawString(60, at, line)
            at -= 18
    canvas.save()
    return path


def _wrapped(paragraph: str, most: int = 84) -> list[str]:
    lines = [""]
    for word in paragraph.split():
        if len(lines[-1]) + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def as_word(path: Path) -> Path:
    """The petition as its writer sent it, with links that say who she is."""
    word = Word()
    word.core_properties.title = "Đơn kiến nghị của bà Giàng Thị Pà Sua"
    for line in ("ĐƠN KIẾN NGHỊ", *PETITION.splitlines(), "Đề nghị xem xét trạm thu phát sóng Phiêng Ban."):
        word.add_paragraph(line)
    for target in ("mailto:sua.giang58@gmail.com", "tel:0912345678", "https://zalo.me/0987654321"):
        _link(word.add_paragraph("Liên hệ: "), "bấm vào đây", target)
    word.save(str(path))
    return path


def _link(paragraph: Paragraph, words: str, target: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = words
    run.append(text)
    link.append(run)
    paragraph._p.append(link)


def as_mail(path: Path, attached: Path) -> Path:
    """An e-mail that says nothing personal itself and carries the petition."""
    mail = EmailMessage()
    mail["Subject"] = "Chuyển đơn về trạm Phiêng Ban"
    mail["From"], mail["To"] = "Văn thư <vanthu@sonla.gov.vn>", "Văn thư <vanthu@mic.gov.vn>"
    mail.set_content("Kính chuyển quý Bộ đơn của người dân về trạm thu phát sóng Phiêng Ban để xem xét, trả lời.\n")
    mail.add_attachment(attached.read_bytes(), maintype="application", subtype="octet-stream", filename="don.docx")
    path.write_bytes(mail.as_bytes())
    return path
