"""The phrases letters are built with, by the short name a composition file uses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ministry:
    """How a ministry is named in its letters."""

    name: str
    abbreviations: tuple[str, str]  # as usual, as some letters write it instead
    two_lines: tuple[str, str]

    @property
    def shorts(self) -> dict[str, str]:
        return {"plain": f"Bộ {self.abbreviations[0]}", "tttt": f"Bộ {self.abbreviations[1]}"}

    def full(self, flags: frozenset[str]) -> str:
        """The name with the abbreviation it introduces, or without."""
        if "no-abbreviation" in flags:
            return self.name
        return f"{self.name} ({self.abbreviations['tttt' in flags]})"


MINISTRIES = {
    "BTTTT": Ministry("Bộ Thông tin và Truyền thông", ("TT&TT", "TTTT"), ("BỘ THÔNG TIN VÀ", "TRUYỀN THÔNG")),
    "BKHCN": Ministry("Bộ Khoa học và Công nghệ", ("KH&CN", "KHCN"), ("BỘ KHOA HỌC", "VÀ CÔNG NGHỆ")),
    "BVHTTDL": Ministry(
        "Bộ Văn hóa, Thể thao và Du lịch", ("VHTTDL", "VH,TT&DL"), ("BỘ VĂN HÓA,", "THỂ THAO VÀ DU LỊCH")
    ),
    "BCA": Ministry("Bộ Công an", ("BCA", "CA"), ("BỘ", "CÔNG AN")),
}
RECEPTIONS = {
    "r1": "{full} nhận được kiến nghị của cử tri {place} do Ban Dân nguyện chuyển đến theo Công văn {so}{forwarded} "
    "ngày {day}, nội dung kiến nghị như sau:",
    "r2": "{full} nhận được kiến nghị của cử tri {place} gửi tới {session} do Ban Dân nguyện chuyển đến theo văn bản "
    "{so}{forwarded} ngày {day}, nội dung kiến nghị như sau:",
    "r3": "{full} nhận được kiến nghị của cử tri {place} do Văn phòng Chính phủ chuyển đến theo công văn {so}{forwarded} "
    "ngày {day}, nội dung kiến nghị như sau:",
    "r4": "{full} nhận được kiến nghị của cử tri {place} do Ban Dân nguyện chuyển đến theo Công văn {so}{forwarded} ngày "
    "{day} về việc chuyển kiến nghị của cử tri gửi đến {session}, nội dung kiến nghị như sau:",
    "r5": "{full} nhận được Công văn {so}{forwarded} ngày {day} của Ban Dân nguyện về việc chuyển kiến nghị của cử tri gửi "
    "đến {session}, trong đó có {count} kiến nghị của cử tri {place} có nội dung trùng nhau, cụ thể như sau:",
    "r6": "Sau Kỳ họp thứ 9, Quốc hội khóa XV, {full} nhận được kiến nghị của cử tri {place} do Ủy ban Dân nguyện và Giám "
    "sát chuyển đến tại Công văn {so}{forwarded} ngày {day}. Nội dung kiến nghị:",
    "r7": "{full} nhận được kiến nghị của cử tri {place} do Ban Dân nguyện chuyển đến theo công văn {so}{forwarded} "
    "ngày       {day}, nội dung kiến nghị như sau:",
    "r8": "Thực hiện nhiệm vụ được giao, {name} đã nghiên cứu kiến nghị của cử tri {place} gửi tới {session} do Văn phòng "
    "Chính phủ chuyển đến theo văn bản {so}{forwarded} ngày {day}, nội dung kiến nghị như sau:",
}
LEADS = {
    "none": "",
    "phan-anh": "Cử tri phản ánh: ",
    "kien-nghi": "Cử tri kiến nghị: ",
    "de-nghi": "Cử tri đề nghị: ",
    "tiep-tuc": "Cử tri tiếp tục phản ánh: ",
    "buc-xuc": "Cử tri bức xúc: ",
    "tinh": "Cử tri {place} kiến nghị: ",
}
MARKS = {
    "cau-hoi": "Câu hỏi {n}: ",
    "cau": "Câu {n}: ",
    "cau-dot": "Câu {n}. ",
    "kien-nghi": "Kiến nghị {n}: ",
    "num": "{n}. ",
    "paren": "{n}) ",
    "dash": "- ",
    "plus": "+ ",
}
MARKERS = {
    "m1": "Sau khi nghiên cứu, {short} có ý kiến trả lời như sau:",
    "m2": "Sau khi nghiên cứu, {short} trả lời như sau:",
    "m3": "{full} xin trả lời như sau:",
    "m4": "Sau khi nghiên cứu, {short} trả lời như sau",
    "m5": "Về vấn đề này, {short} xin trả lời như sau:",
    "m6": "{short} trả lời như sau:",
    "m7": "Trả lời:",
}
REPLY_MARKS = {
    "cau-hoi": "Câu hỏi {n}:\n",
    "cau": "Câu {n}: ",
    "ve-thu": "{n}. Về kiến nghị thứ {nth}\n",
    "doi-voi": "Đối với kiến nghị thứ {nth}: ",
    "ve-noi-dung": "- Về nội dung thứ {nth}: ",
    "tra-loi-cau": "Trả lời câu hỏi {n}:\n",
}
CLOSINGS = {
    "c1": "Trên đây là nội dung trả lời của {full}, trân trọng gửi Đoàn đại biểu Quốc hội {place} để thông tin tới cử "
    "tri./.",
    "c2": "{full} trân trọng cảm ơn sự quan tâm của cử tri và đề nghị Đoàn đại biểu Quốc hội thông tin để cử tri được "
    "biết./.",
    "c3": "Trân trọng cảm ơn cử tri {place} đã quan tâm đến lĩnh vực do Bộ quản lý. / .",
    "c4": "{full} trân trọng trả lời và mong tiếp tục nhận được ý kiến của cử tri.",
    "c5": "./.",
}
LAW_PORTAL_NOTICE = (
    "Bạn phải đăng nhập hoặc đăng ký Thành viên để sử dụng được đầy đủ các tiện ích gia tăng liên quan đến nội dung "
    "văn bản này."
)
