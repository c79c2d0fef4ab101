"""One short letter in the ways its copies come about, and a pipeline to take them in."""

from __future__ import annotations

import os
import time
from pathlib import Path

from assistant.bootstrap import Assistant
from ingest.copy_rows import copies_of, sources_by_document
from ingest.database import reading
from ingest.documents import Document

REPLY = """1. Về tình hình chung
Tính đến tháng 11/2022, cả nước còn 266 thôn, bản chưa được phủ sóng di động, phần lớn chưa có điện lưới quốc gia,
dân cư thưa, đường đi khó khăn nên doanh nghiệp chậm đầu tư trạm phát sóng tại các khu vực này.
2. Về giải pháp
Bộ đã ban hành thông tư hướng dẫn chương trình viễn thông công ích, trong đó hỗ trợ doanh nghiệp phủ sóng tại thôn,
bản đặc biệt khó khăn; yêu cầu doanh nghiệp báo cáo phương án phủ sóng tại tỉnh {province} trước ngày 30/6/2023 và
đề nghị Ủy ban nhân dân tỉnh {province} phối hợp với ngành điện ưu tiên đưa điện lưới đến bản.
"""
PETITION = """Cử tri kiến nghị: Hiện nay trên địa bàn tỉnh còn nhiều bản vùng sâu, vùng biên giới chưa có sóng điện thoại di động.
Đề nghị Bộ cho biết lộ trình phủ sóng và chỉ đạo xóa các vùng lõm sóng.
"""


def letter(number: str = "146", day: str = "13", province: str = "Sơn La", session: int = 4, extra: str = "") -> str:
    """A whole letter; an empty number or day is blank, as portals leave it."""
    return (
        f"BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: {number}/BTTTT-VP\nHà Nội, ngày {day} tháng 01 năm 2023\n\n"
        f"Kính gửi: Đoàn đại biểu Quốc hội tỉnh {province}\n\n"
        f"Bộ Thông tin và Truyền thông nhận được kiến nghị của cử tri tỉnh {province} gửi tới sau kỳ họp thứ {session}, "
        f"Quốc hội khóa XV do Ban Dân nguyện chuyển đến theo Công văn số 1168/BDN ngày 29/11/2022, nội dung kiến nghị "
        f"như sau:\n{PETITION}Sau khi nghiên cứu, Bộ trả lời như sau:\n{REPLY.format(province=province)}{extra}"
        "Trên đây là nội dung trả lời của Bộ, trân trọng cảm ơn cử tri./.\n"
    )


def digest_of_letter() -> str:
    """A newspaper's: number and day, no petition."""
    return (
        "Ngày 13/01/2023, Bộ Thông tin và Truyền thông có công văn số 146/BTTTT-VP trả lời kiến nghị của cử tri tỉnh Sơn La, "
        f"theo đó:\n{REPLY.format(province='Sơn La')}"
    )


def compiled_list() -> str:
    """The list of the petitions' committee, with the number that the portal lost."""
    body = REPLY.format(province="Sơn La")
    other = "Cử tri tỉnh Hà Giang kiến nghị: Đề nghị mở thêm điểm bưu điện văn hóa xã tại vùng cao."
    return (
        "KIẾN NGHỊ CỦA CỬ TRI THUỘC LĨNH VỰC BỘ THÔNG TIN VÀ TRUYỀN THÔNG\n12/10/2023\n"
        "Trên cơ sở kiến nghị của cử tri gửi tới sau kỳ họp thứ 4, Quốc hội khóa XV, Bộ đã trả lời như sau:\n"
        f"Câu 1. Cử tri tỉnh Sơn La kiến nghị: {PETITION.removeprefix('Cử tri kiến nghị: ')}"
        f"Trả lời: Tại Công văn số 146/BTTTT-VP ngày 13/01/2023\n{body}"
        f"Câu 2. {other}\nTrả lời: Tại Công văn số 150/BTTTT-VP ngày 14/01/2023\nBộ ghi nhận kiến nghị của cử tri.\n"
    )


def put(folder: Path, name: str, text: str) -> Path:
    """A text file that was written a while ago."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return rested(path)


def rested(path: Path) -> Path:
    """The file as if nobody had touched it for an hour."""
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))
    return path


def documents(assistant: Assistant) -> dict[frozenset[str], Document]:
    """Every document by the names of its origins (not the legal-basis table)."""
    found = sources_by_document(assistant.engine)
    return {
        frozenset(Path(source).name for source in sources): document
        for document_id, sources in found.items()
        if (document := assistant.index.document(document_id))
    }


def state(assistant: Assistant) -> dict[frozenset[str], tuple[object, ...]]:
    """What is stored, without ids and folders."""
    told = {}
    for names, document in documents(assistant).items():
        with reading(assistant.engine) as connection:
            lead = copies_of(connection, [document.id])[0]
        chunks = sorted(chunk.partition(":")[2] for chunk in assistant.index.digests(document.id))
        told[names] = (
            *(document.text, document.number, document.issued, document.province, document.title, document.warnings),
            *(Path(lead.source).name, tuple(chunks), document.digest),
        )
    return told
