"""Every Vietnamese sentence told to who asks: the offer of a unit, where a question stands, how it ended."""

from __future__ import annotations

from assistant.curation.nouns import DecisionKind

# What the chat says around asking a unit; for the scripts of the page as well.
ASK: dict[str, str] = {
    "ask_unit": "Hỏi đơn vị",
    "offer": "{unit} trả lời chậm nhất ngày {due}.",
    "offer_title": "Chưa có câu trả lời? Hỏi đơn vị phụ trách",
    "offer_outside": "Nếu anh/chị thấy câu này thuộc việc của Bộ:",
    "send_to": "Hỏi {unit}",
    "other_unit": "Chọn đơn vị khác",
    "unit_label": "Đơn vị nhận câu hỏi",
    "likely": "Nhiều khả năng phụ trách",
    "all_units": "Các đơn vị khác",
    "note": "Nói rõ hơn cho đơn vị (không bắt buộc)",
    "note_hint": "Ví dụ: cử tri hỏi tại buổi tiếp xúc, cần số liệu đến hết quý…",
    "send": "Gửi câu hỏi",
    "cancel": "Thôi",
    "travels": "Câu hỏi được gửi kèm tên anh/chị; thông tin cá nhân trong câu hỏi được che.",
    "not_sent": "Chưa gửi được câu hỏi. Xin thử lại.",
    "proposed": "Câu trả lời đúng theo anh/chị (không bắt buộc)",
    "proposed_hint": "Kèm căn cứ nếu có: số văn bản, điều, ngày. Đơn vị xem và quyết định.",
    "mine": "Câu hỏi của tôi",
    "again": "Hỏi lại câu này",
    "see_document": "xem trả lời của đơn vị",
    "news": "{count} câu anh/chị hỏi đã có kết quả",
    "news_open": "xem",
    "loading_units": "Đang lấy danh sách đơn vị…",
}

# Where a question or report of the asker stands.
STANDING: dict[str, str] = {
    "waiting": "◔ đang chờ {unit}",
    "soon": "◔ đang chờ {unit}, sắp đến hạn",
    "today": "! đang chờ {unit}, đến hạn hôm nay",
    "overdue": "! {unit} đã quá hạn trả lời",
    "reported": "◔ {unit} đang xem góp ý",
    "due": "hạn {due}",
    "together": "{people} người cùng hỏi",
    "together_reported": "{people} người cùng báo",
    "asked_before": "Anh/chị đã hỏi câu này ngày {day}; không cần hỏi lại.",
    "level_unit_head": "trưởng đơn vị đang xử lý",
    "level_office": "Văn phòng Bộ đang đôn đốc",
    "done": "✓ đã có kết quả",
    "rejected": "✕ không trả lời",
    "machine": "Trợ lý",
}

# How a question ended, for who asked it; `{unit}` decided.
OUTCOME: dict[DecisionKind, str] = {
    DecisionKind.TAUGHT: "{unit} đã trả lời câu hỏi này.",
    DecisionKind.EDITED: "{unit} đã sửa lại câu trả lời.",
    DecisionKind.CONFIRMED: "{unit} xác nhận câu trả lời đã đúng.",
    DecisionKind.PASSAGE_BLOCKED: "{unit} đã bỏ đoạn trích không phù hợp; trợ lý không dùng đoạn đó cho loại câu hỏi này nữa.",
    DecisionKind.DOCUMENT_RETIRED: "{unit} đã ngừng dùng văn bản được trích dẫn.",
    DecisionKind.REVIEWED: "{unit} đã rà soát, nội dung vẫn đúng.",
    DecisionKind.REJECTED: "{unit} không trả lời câu hỏi này.",
    DecisionKind.UNDONE: "{unit} đã thu lại quyết định trước.",
}
OUTCOME_OTHER = "{unit} đã xử lý xong."
OUTCOME_UNDONE = "Quyết định này sau đó đã được thu lại ngày {day}."
DECIDED = "{name} · {unit}, {moment}"
REASON = "Lý do: {reason}"
TAUGHT_ANSWER = "“{answer}”"
TOLD_FOR = "Kết quả của câu anh/chị đã hỏi: “{question}”"

# The page of one's own questions.
MINE: dict[str, str] = {
    "title": "Câu hỏi của tôi",
    "none": "Anh/chị chưa hỏi đơn vị câu nào. Khi trợ lý chưa trả lời được, xin bấm “Hỏi đơn vị” dưới câu trả lời.",
    "fresh": "mới",
    "history": "Diễn biến",
    "question_kind": "câu hỏi",
    "report_kind": "góp ý",
}
