"""What the unit head's desk and the knowledge pages say, in Vietnamese. One wording per state, kind or problem."""

from __future__ import annotations

from assistant.curation.nouns import Alert, CorrectionStatus, DecisionKind, TaskKind

GROUPS: dict[Alert, str] = {
    Alert.OVERDUE: "Quá hạn",
    Alert.TODAY: "Đến hạn hôm nay",
    Alert.SOON: "Sắp đến hạn",
    Alert.ROUTINE: "Định kỳ",
}

# The colour of a tag comes third, after its sign and its word.
SIGNS: dict[Alert, str] = {Alert.OVERDUE: "▲", Alert.TODAY: "●", Alert.SOON: "◔", Alert.ROUTINE: "○"}
TAGS: dict[Alert, str] = {Alert.OVERDUE: "late", Alert.TODAY: "today", Alert.SOON: "soon", Alert.ROUTINE: ""}
STATES: dict[Alert, str] = {
    Alert.OVERDUE: "quá hạn {days} ngày làm việc",
    Alert.TODAY: "đến hạn hôm nay",
    Alert.SOON: "còn {days} ngày làm việc",
    Alert.ROUTINE: "hạn {due}",
}
JUST_OVERDUE = "vừa quá hạn"  # the due date lies behind, but no working day has passed since
SOON_ON = "hạn {due}"  # the due date lies ahead, but no working day lies between

KINDS: dict[TaskKind, str] = {
    TaskKind.ESCALATION: "Câu hỏi chuyển đến",
    TaskKind.REPORT: "Báo sai, thiếu",
    TaskKind.REVIEW: "Rà soát",
    TaskKind.SECOND: "Chờ người thứ hai",
}

# Why something waits: an AnswerStatus, a key of FEEDBACK_REASONS, or a ReviewReason.
REASONS: dict[str, str] = {
    "answered": "đã có câu trả lời, người hỏi muốn đơn vị xác nhận",
    "answered_conflict": "các nguồn nêu số liệu khác nhau",
    "clarification": "câu hỏi chưa rõ ý",
    "unanswerable_no_source": "chưa trả lời được: không có nguồn",
    "unanswerable_expired_only": "chưa trả lời được: nguồn đã hết hiệu lực",
    "unanswerable_not_found": "chưa trả lời được: kho không có văn bản này",
    "unanswerable_waiting": "đang chờ đơn vị trả lời",
    "blocked_out_of_remit": "trợ lý cho là ngoài phạm vi của Bộ",
    "blocked_opinion": "hỏi về quan điểm, trợ lý không trả lời",
    "blocked_instruction": "trợ lý không làm theo yêu cầu này",
    "error_internal": "trợ lý gặp lỗi khi trả lời",
    "error_storage": "trợ lý gặp lỗi khi trả lời",
    "error_unavailable": "trợ lý gặp lỗi khi trả lời",
    "wrong": "bị báo sai nội dung",
    "outdated": "bị báo đã cũ",
    "incomplete": "bị báo chưa đủ",
    "irrelevant": "bị báo không đúng câu hỏi",
    "bad_citation": "bị báo trích dẫn sai",
    "unclear": "bị báo khó hiểu",
    "due": "đến ngày rà soát định kỳ",
    "law_died": "căn cứ đã hết hiệu lực",
    "source_gone": "nguồn đã bị thay thế hoặc gỡ bỏ",
    "low_rated": "bị đánh giá thấp",
    "unused": "lâu không được dùng",
    "second": "làm đổi câu trả lời được bảo vệ",
    "breaks_protected": "làm đổi câu trả lời được bảo vệ",
}


STATUSES: dict[CorrectionStatus, str] = {
    CorrectionStatus.PROPOSED: "◔ chờ duyệt",
    CorrectionStatus.WAITING_SECOND: "◔ chờ người thứ hai",
    CorrectionStatus.LIVE: "✓ đang dùng",
    CorrectionStatus.RETIRED: "✕ ngừng dùng",
    CorrectionStatus.REJECTED: "✕ không duyệt",
}
STATUS_TAGS: dict[CorrectionStatus, str] = {
    CorrectionStatus.PROPOSED: "soon",
    CorrectionStatus.WAITING_SECOND: "soon",
    CorrectionStatus.LIVE: "ok",
    CorrectionStatus.RETIRED: "dead",
    CorrectionStatus.REJECTED: "dead",
}


# One line after a decision, above the next task.
DONE: dict[DecisionKind, str] = {
    DecisionKind.TAUGHT: "Đã áp dụng: từ câu hỏi kế tiếp, trợ lý trả lời theo nội dung anh/chị vừa duyệt.",
    DecisionKind.EDITED: "Đã áp dụng phiên bản mới.",
    DecisionKind.CONFIRMED: "Đã ghi nhận: câu trả lời đúng.",
    DecisionKind.PASSAGE_BLOCKED: "Đã bỏ đoạn này cho loại câu hỏi này.",
    DecisionKind.DOCUMENT_RETIRED: "Đã ngừng dùng văn bản từ hôm nay.",
    DecisionKind.REVIEWED: "Đã ghi nhận rà soát.",
    DecisionKind.HANDED_OVER: "Đã chuyển đơn vị khác.",
    DecisionKind.REJECTED: "Đã từ chối; người hỏi được báo lý do.",
    DecisionKind.PROPOSED: "Đã ghi nhận; chưa áp dụng, đang chờ người khác duyệt.",
    DecisionKind.UNDONE: "Đã hoàn tác.",
    DecisionKind.LEARNING_PROMOTED: "Đã dùng thứ tự mới.",
    DecisionKind.LEARNING_REFUSED: "Không dùng thứ tự mới.",
    DecisionKind.LEARNING_RESET: "Đã đặt lại việc học thứ tự.",
}
WAITS_FOR_SECOND = "Thay đổi này làm đổi câu trả lời được bảo vệ nên chưa áp dụng: đã gửi người thứ hai của đơn vị (hoặc Văn phòng) duyệt."
SENT: dict[str, str] = {
    "proposed": "Đã gửi trưởng đơn vị duyệt. Câu trả lời chưa được dùng cho đến khi được duyệt.",
    "handed_over": "Đã chuyển việc cho {unit}; lịch sử và người hỏi đi theo việc.",
    "stand_in_made": "Đã ghi người thay.",
    "stand_in_ended": "Đã kết thúc việc thay.",
}
UNDO_REASON = "Hoàn tác ngay sau khi quyết định"
REVIEW_STATES: dict[str, tuple[str, str]] = {
    "verified": ("ok", "✓ đã xác nhận"),
    "past_due": ("late", "▲ quá hạn rà soát"),
    "unverified": ("today", "! chưa xác nhận"),
}
NO_TASK_LEFT = "Không còn việc nào chờ đơn vị."
BEFORE_DECIDING = "Xin xem trước rồi mới duyệt: hệ thống cần chạy lại các câu chuẩn của đơn vị."

VISIBILITY: dict[str, str] = {
    "all": "Toàn bộ cán bộ",
    "units": "Chỉ {units} và Văn phòng",
    "office": "Chỉ Văn phòng Bộ",
}
AS_SOURCE = " (như nguồn)"
REVIEW_DAYS: tuple[tuple[str, str], ...] = (
    ("", "Theo quy định chung"),
    ("30", "30 ngày"),
    ("90", "90 ngày"),
    ("180", "180 ngày"),
    ("365", "365 ngày"),
)

# What is wrong with a form, and what to do.
FAULTS: dict[str, str] = {
    "answer": "Xin gõ câu trả lời của đơn vị.",
    "question": "Xin gõ câu hỏi chuẩn mà câu trả lời này dành cho.",
    "reason": "Xin ghi lý do; lý do được lưu cùng quyết định và báo cho người hỏi.",
    "day": "Ngày “{value}” chưa đúng. Xin gõ ngày/tháng/năm, ví dụ 15/11/2026.",
    "dates": "Ngày kết thúc phải sau ngày bắt đầu. Xin sửa lại một trong hai ngày.",
    "wider": "Không thể cho xem rộng hơn nguồn. Xin chọn lại người được xem.",
    "days": "Số ngày rà soát chưa đúng. Xin chọn một mức trong danh sách.",
    "unit": "Xin chọn đơn vị nhận việc.",
    "teaching_unit": "Anh/chị không quyết định cho đơn vị này. Xin chọn đơn vị khác.",
    "dates_stand_in": "Ngày cuối phải từ hôm nay trở đi và không trước ngày đầu. Xin sửa lại.",
    "same_unit": "Việc đang ở chính đơn vị này. Xin chọn đơn vị khác.",
    "passage": "Không tìm thấy đoạn này. Xin tải lại trang rồi chọn lại.",
    "successor": "Không tìm thấy văn bản thay thế “{value}”. Xin gõ số ký hiệu khác, hoặc để trống.",
    "successors": "Có nhiều văn bản khớp với “{value}”. Xin chọn một văn bản bên dưới.",
    "person": "Xin chọn người thay trong danh sách.",
    "too_long": "Nội dung dài quá {most} ký tự. Xin rút gọn.",
    "too_many": "Nhiều nhất {most} cách hỏi; xin giữ những cách khác nhau nhất.",
    "not_teachable": "Chưa nhận được nội dung này. Xin kiểm tra lại các ô rồi thử lại.",
    "not_allowed": "Anh/chị không quyết định được việc của đơn vị này. Anh/chị có thể gửi đề xuất cho trưởng đơn vị.",
    "changed": "Việc này vừa thay đổi (có người vừa chuyển hoặc thêm ý). Xin xem lại rồi gửi lần nữa.",
    "form_expired": "Biểu mẫu đã hết hạn; nội dung anh/chị gõ vẫn còn. Xin bấm gửi lại.",
}

# The keys of the desk and what they do.
KEYS: tuple[tuple[str, str], ...] = (
    ("j hoặc ↓", "việc kế tiếp"),
    ("k hoặc ↑", "việc trước"),
    ("Enter", "mở việc đang chọn"),
    ("a", "đến ô câu trả lời"),
    ("Ctrl + Enter", "gửi biểu mẫu chính"),
    ("?", "mở hoặc đóng danh sách phím tắt"),
)

SHIFTS: dict[str, tuple[str, str]] = {
    "gained": ("ok", "✓ tốt hơn"),
    "changed": ("today", "! đổi nguồn, cần xem"),
    "broken": ("soon", "◔ hỏng câu chuẩn"),
    "protected": ("late", "▲ hỏng câu được bảo vệ"),
}
ORIGINS: dict[str, str] = {"desk": "bàn làm việc", "proposal": "đề xuất của cán bộ", "bulk": "nạp bằng bảng"}
UNKNOWN_READER = "Câu trả lời có trích tài liệu anh/chị không được xem nên không hiện ở đây."
