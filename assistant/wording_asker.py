"""Every Vietnamese sentence told to who asks: the offer of a unit, where a question stands, how it ended."""

from __future__ import annotations

from assistant.curation.nouns import DecisionKind

# What the chat says around asking a unit; for the scripts of the page as well.
ASK: dict[str, str] = {
    "ask_unit": "Hỏi đơn vị",
    "offer": "{unit} trả lời chậm nhất ngày {due}.",
    "offer_title": "Chưa có câu trả lời? Hỏi đơn vị phụ trách",
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
    "kept": "✕ giữ nguyên",
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
# The same for who reported an answer.
OUTCOME_OF_REPORT: dict[DecisionKind, str] = {
    DecisionKind.TAUGHT: "{unit} đã viết câu trả lời đúng theo góp ý.",
    DecisionKind.EDITED: "{unit} đã sửa câu trả lời theo góp ý.",
    DecisionKind.REJECTED: "{unit} giữ nguyên câu trả lời.",
}
OUTCOME_OTHER = "{unit} đã xử lý xong."
DECIDED = "{name} · {unit}, {moment}"
REASON = "Lý do: {reason}"
TAUGHT_ANSWER = "“{answer}”"
TAUGHT_EDITED = "Câu trả lời đang dùng (sửa ngày {day}): “{answer}”"
TOLD_FOR = "Kết quả của câu anh/chị đã hỏi: “{question}”"

# The page of one's own questions.
MINE: dict[str, str] = {
    "title": "Câu hỏi của tôi",
    "none": "Anh/chị chưa hỏi đơn vị câu nào. Khi trợ lý chưa trả lời được, xin bấm “Hỏi đơn vị” dưới câu trả lời.",
    "to_chat": "Tới trang hỏi đáp",
    "counts": "{total} câu đã gửi, {open} câu đang chờ",
    "fresh_count": "{count} kết quả mới",
    "fresh": "mới",
    "sent": "gửi ngày {day}",
    "said": "Anh/chị nói thêm",
    "proposed": "Anh/chị đề xuất",
    "undone": "Quyết định này sau đó đã được thu lại; câu hỏi được xử lý tiếp.",
    "history": "Diễn biến",
    "question_kind": "câu hỏi",
    "report_kind": "góp ý",
    "pages": "Các trang",
    "earlier": "Trang trước",
    "later": "Trang sau",
}

# The bar above the chat. Places of those who work in a unit are shown once the page knows that this person does.
PLACES: dict[str, str] = {
    "/chat": "Hỏi đáp",
    "/ban-lam-viec": "Bàn làm việc",
    "/tri-thuc": "Tri thức",
    "/tai-lieu": "Tài liệu",
    "/tong-quan": "Tổng quan",
    "/viec-toi-hoi": "Câu hỏi của tôi",
    "/tai-khoan": "Tài khoản",
}
PLACES_OF_UNITS = frozenset({"/ban-lam-viec", "/tri-thuc", "/tong-quan"})

# Bulk teaching: the sheet, its preview, its problems.
COLUMN: dict[str, str] = {
    "id": "Mã mục",
    "question": "Câu hỏi",
    "answer": "Câu trả lời",
    "basis": "Căn cứ",
    "wordings": "Cách hỏi khác",
    "not_for": "Không dùng cho câu hỏi",
    "in_force": "Hiệu lực từ",
    "until": "Hết hiệu lực từ ngày",
    "field": "Lĩnh vực",
    "visibility": "Người được xem",
    "review_days": "Rà soát lại sau (ngày)",
}
SCOPE: dict[str, str] = {"all": "Mọi người", "office": "Văn phòng Bộ", "units": "Đơn vị"}
BULK: dict[str, str] = {
    "title": "Nạp bảng hỏi đáp",
    "lead": "Dạy nhiều câu một lần từ bảng Excel (XLSX), Word (DOCX) hoặc CSV. Mỗi dòng là một cặp hỏi đáp; "
    "chưa có gì thay đổi cho đến khi anh/chị xác nhận.",
    "sheet": "Tri thức",
    "sheet_title": "Tri thức của {unit}, xuất ngày {day}",
    "sheet_hint": "Giữ cột Mã mục để sửa đúng mục cũ; để trống khi thêm mục mới. Nhiều cách hỏi: mỗi cách một dòng trong ô.",
    "file": "Tệp bảng (XLSX, DOCX, CSV; nhiều nhất 1 MB)",
    "unit": "Đơn vị",
    "look": "Xem trước",
    "columns": "Cột nhận được",
    "columns_hint": "Cần có Câu hỏi và Câu trả lời; các cột khác không bắt buộc. Tên cột viết cách nào, thứ tự nào cũng được, "
    "dòng tiêu đề không cần ở dòng đầu.",
    "template": "Tải bảng hiện có của đơn vị",
    "preview_title": "Xem trước: {file}",
    "confirm": "Xác nhận, dạy {count} dòng",
    "with_conflicts": "Dạy cả {count} dòng mâu thuẫn",
    "nothing": "Không có dòng nào cần dạy.",
    "other_file": "Chọn tệp khác",
    "unused": "Cột không dùng: {columns}.",
    "row": "Dòng {number}",
    "rows": "dòng",
    "open": "mở mục",
    "not_taught": "Các dòng không dạy được",
    "cell": "Dòng {number}, cột “{column}”",
    "masked": "che {count} chỗ có thông tin cá nhân",
    "above": "trùng với dòng {number}",
    "above_item": "cùng một mục với dòng {number}",
    "says": "{unit} đang trả lời: “{answer}”",
    "hidden": "Mâu thuẫn với một mục mà anh/chị không có quyền xem; xin trao đổi với {unit}.",
    "more_rows": "và {count} dòng khác",
    "plan_changed": "Từ lúc xem trước, tri thức của đơn vị đã thay đổi. Xin xem lại bản xem trước mới dưới đây rồi xác nhận.",
    "running": "Đang dạy: {done}/{total} dòng",
    "running_hint": "Trang tự cập nhật. Anh/chị có thể đóng trang; việc vẫn chạy tiếp.",
    "stopped": "Việc đã dừng giữa chừng ở {done}/{total} dòng. Bấm “Chạy tiếp”: dòng đã dạy không bị dạy lần hai.",
    "go_on": "Chạy tiếp",
    "finished": "Đã xong: dạy {taught} dòng, đã có sẵn {there}, chờ người thứ hai duyệt {waiting}, không dạy được {refused}.",
    "to_items": "Xem tri thức của đơn vị",
}
BULK_OUTCOME: dict[str, str] = {
    "new": "+ mới",
    "changed": "✎ sửa mục đã có",
    "unchanged": "= không đổi",
    "conflict": "! mâu thuẫn với mục đã có",
    "duplicate": "≡ trùng trong tệp",
    "faulty": "✕ có lỗi",
}
# Why a cell or a row cannot be taken; other reasons are those of any lesson (`wording_curation.NOT_TEACHABLE`).
BULK_FAULT: dict[str, str] = {
    "empty": "để trống",
    "day": "“{text}” không phải ngày; xin ghi dạng 31/12/2026",
    "dates": "ngày hết hiệu lực phải sau ngày bắt đầu",
    "field": "không có lĩnh vực “{text}”",
    "visibility": "không hiểu “{text}”; xin ghi Mọi người, Văn phòng Bộ hoặc tên đơn vị",
    "id": "“{text}” không phải mã mục",
    "number": "“{text}” không phải số ngày",
    "no_item": "đơn vị không có mục đang dùng nào mang mã {text}",
    "changed_since": "mục này vừa được người khác sửa",
}
BULK_REFUSED: dict[str, str] = {
    "no_columns": "Không thấy bảng có cột Câu hỏi và cột Câu trả lời trong tệp này. Xin kiểm tra dòng tiêu đề.",
    "no_rows": "Bảng chưa có dòng nào dưới dòng tiêu đề.",
    "too_many_rows": "Bảng có quá 5.000 dòng. Xin chia thành nhiều tệp.",
    "no_file": "Xin chọn một tệp.",
}

# What `troly teach` says besides.
TEACH: dict[str, str] = {
    "exported": "Đã ghi {count} mục vào {file}.",
    "gate": "{changed} trong {replayed} câu chuẩn của đơn vị sẽ đổi.",
    "apply": "Áp dụng ngay?",
    "live": "Đã áp dụng: mục {item}, quyết định số {decision}. Hoàn tác ở trang Sổ quyết định.",
    "waits": "Thay đổi này làm hỏng câu được bảo vệ nên chờ người thứ hai duyệt (quyết định số {decision}).",
}
