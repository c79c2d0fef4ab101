"""What the overview says, in Vietnamese: names of numbers, how each is counted, and what must not be read into it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant.analytics.weeks import Week
from assistant.curation.nouns import DecisionKind
from assistant.domain import AnswerStatus
from assistant.wording import day as day_in_words
from assistant.wording import decimal
from assistant.wording_tasks import ALERT as ALERT

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TITLE = "Tổng quan"
WHOLE = "Toàn bộ"
NOBODY = "Chưa rõ đơn vị"
NOT_FOR_YOU = "[không thuộc phạm vi anh/chị được xem]"
NONE = "–"

# How a question ended, short enough for a table.
STATUS: dict[AnswerStatus, str] = {
    AnswerStatus.ANSWERED: "Trả lời có nguồn",
    AnswerStatus.ANSWERED_CONFLICT: "Trả lời, các nguồn khác số liệu",
    AnswerStatus.CLARIFICATION: "Hỏi lại cho rõ",
    AnswerStatus.UNANSWERABLE_NO_SOURCE: "Không đủ nguồn",
    AnswerStatus.UNANSWERABLE_EXPIRED_ONLY: "Chỉ có văn bản hết hiệu lực",
    AnswerStatus.UNANSWERABLE_NOT_FOUND: "Không có văn bản được hỏi",
    AnswerStatus.UNANSWERABLE_WAITING: "Đang chờ đơn vị trả lời",
    AnswerStatus.BLOCKED_OUT_OF_REMIT: "Ngoài phạm vi của Bộ",
    AnswerStatus.BLOCKED_SECRET: "Bí mật nhà nước",
    AnswerStatus.BLOCKED_PERSONAL_DATA: "Thông tin cá nhân",
    AnswerStatus.BLOCKED_OPINION: "Hỏi ý kiến, nhận xét",
    AnswerStatus.BLOCKED_INSTRUCTION: "Yêu cầu bỏ qua quy tắc",
    AnswerStatus.BLOCKED_INVALID: "Câu hỏi chưa hợp lệ",
    AnswerStatus.ERROR_INTERNAL: "Lỗi khi xử lý",
    AnswerStatus.ERROR_STORAGE: "Máy chủ hết chỗ ghi",
    AnswerStatus.ERROR_UNAVAILABLE: "Kho tạm không truy cập được",
    AnswerStatus.ERROR_ABANDONED: "Người hỏi rời trang",
}

DECISION: dict[DecisionKind, str] = {
    DecisionKind.TAUGHT: "Dạy mới",
    DecisionKind.EDITED: "Sửa mục đã dạy",
    DecisionKind.CONFIRMED: "Xác nhận đúng",
    DecisionKind.PASSAGE_BLOCKED: "Không dùng đoạn này",
    DecisionKind.DOCUMENT_RETIRED: "Ngừng dùng tài liệu",
    DecisionKind.REVIEWED: "Rà soát, còn đúng",
    DecisionKind.HANDED_OVER: "Chuyển đơn vị",
    DecisionKind.REJECTED: "Từ chối có lý do",
    DecisionKind.PROPOSED: "Đề xuất",
    DecisionKind.UNDONE: "Hoàn tác",
    DecisionKind.LEARNING_PROMOTED: "Nhận kết quả học",
    DecisionKind.LEARNING_REFUSED: "Không nhận kết quả học",
    DecisionKind.LEARNING_RESET: "Đặt lại kết quả học",
}

GAP_STATE: dict[str, str] = {
    "open": "đơn vị đang xử lý",
    "taught": "đã dạy",
    "rejected": "đã từ chối có lý do",
    "decided": "đã quyết định",
    "new": "chưa chuyển đơn vị",
}

VOTE = {1: "khen", -1: "chê"}

# What is wrong with a source that answers still cite.
STALE: dict[str, str] = {
    "past_due": "quá hạn rà soát",
    "law_dead": "văn bản hết hiệu lực",
    "law_died": "căn cứ hết hiệu lực, chờ rà soát",
    "source_gone": "nguồn không còn, chờ rà soát",
}

# Indicators by the codes of the ministry's set: name, and how it is counted.
MEASURE: dict[str, tuple[str, str]] = {
    "A8": (
        "Học được từ quyết định",
        "câu đã chuyển đơn vị và có quyết định (trừ câu bị từ chối hoặc hoàn tác), được hỏi lại đúng lời: số câu trợ lý "
        "trả lời ngay ở lần hỏi đầu tiên sau quyết định ÷ số câu được hỏi lại",
    ),
    "B1": (
        "Tự phục vụ",
        "trả lời ngay và không ai đưa đến đơn vị ÷ câu trong phạm vi trợ lý phải trả lời (không tính câu bị chặn, hỏi lại, lỗi)",
    ),
    "D1": ("Người dùng trong tuần", "người của đơn vị có hỏi trong tuần mới nhất ÷ số tài khoản đang dùng của đơn vị"),
    "D1-heads": ("Trưởng đơn vị dùng trong tuần", "trưởng đơn vị có hỏi trong tuần mới nhất ÷ số trưởng đơn vị"),
    "D3": ("Độ tươi", "tài liệu đang dùng được xác nhận trong 6 tháng qua ÷ tài liệu đang dùng"),
    "D4": ("Đúng hạn", "câu chuyển đơn vị trong kỳ đã đóng đúng hạn ÷ câu đã đóng hoặc đã quá hạn"),
    "D4-taught": ("Dạy lại cho trợ lý", "câu chuyển đơn vị đóng trong kỳ bằng cách dạy ÷ câu đóng trong kỳ"),
    "D5": ("Hài lòng", "lượt khen ÷ lượt đánh giá"),
}
NOT_FROM_RECORDS = (
    "Tỷ lệ từ chối đúng (A4) đo trên bộ câu bẫy, không suy từ nhật ký; bảng dưới chỉ đếm câu không trả lời và lý do. "
    "Các chỉ số A1–A3, A5–A7, B2–B5, C cần người chấm, sổ văn bản hoặc bấm giờ nên không có ở trang này."
)

# Numbers of one week, in the order of the table.
LINE: dict[str, str] = {
    "asked": "Câu hỏi",
    "answered": "Trả lời ngay",
    "share": "Tỷ lệ trả lời ngay",
    "not-answered": "Không trả lời ngay",
    "escalated": "Chuyển đơn vị",
    "closed": "Đơn vị đã đóng",
    "on-time": "Đúng hạn",
    "median": "Trung vị ngày",
    "taught": "Dạy, sửa",
    "voted-up": "Khen",
    "voted-down": "Chê",
    "active": "Người dùng",
    "active-heads": "Trưởng đơn vị dùng",
    "minutes": "Phút tiết kiệm, ước tính",
}

# The lists behind the numbers.
LIST: dict[str, str] = {
    "asked": "Câu đã hỏi",
    "answered": "Câu được trả lời ngay",
    "not-answered": "Câu không được trả lời ngay",
    "status": "Câu hỏi kết thúc: {key}",
    "in-remit": "Câu trong phạm vi trợ lý phải trả lời",
    "unaided": "Câu trả lời ngay, không ai đưa đến đơn vị",
    "helpful": "Câu trả lời ngay và không bị chê",
    "again": "Câu có quyết định được hỏi lại (lần đầu sau quyết định)",
    "again-answered": "Câu hỏi lại được trả lời ngay",
    "gap": "Các lần hỏi của một chỗ trống",
    "gap-people": "Những người chịu ảnh hưởng của một chỗ trống",
    "escalated": "Câu chuyển đơn vị",
    "reported": "Báo câu trả lời chưa đúng",
    "report-ended": "Báo sai đã kết thúc: {key}",
    "closed": "Câu đơn vị đã đóng",
    "closed-on-time": "Câu đơn vị đóng đúng hạn",
    "closed-taught": "Câu đóng bằng cách dạy trợ lý",
    "ripe": "Câu chuyển đơn vị đã đóng hoặc đã quá hạn",
    "ripe-on-time": "Câu chuyển đơn vị đã đóng đúng hạn",
    "open": "Việc đang chờ",
    "alert": "Việc đang chờ: {key}",
    "decided": "Quyết định: {key}",
    "decisions": "Quyết định",
    "taught": "Mục dạy mới và sửa",
    "lately": "Quyết định trong bốn tuần qua",
    "person": "Quyết định của một người trong bốn tuần qua",
    "person-late": "Việc một người đóng sau hạn trong bốn tuần qua",
    "voted": "Lượt đánh giá",
    "voted-up": "Lượt khen",
    "voted-down": "Lượt chê",
    "in-use": "Tài liệu đang dùng",
    "verified": "Tài liệu đang dùng, đã xác nhận còn hạn",
    "unverified": "Tài liệu đang dùng, chưa xác nhận",
    "fresh": "Tài liệu đang dùng, xác nhận trong 6 tháng qua",
    "stale": "Tài liệu đã cũ mà vẫn được trích",
    "active": "Người của đơn vị có hỏi",
    "active-heads": "Trưởng đơn vị có hỏi",
    "officials": "Tài khoản đang dùng của đơn vị",
    "heads": "Trưởng đơn vị",
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "answers": ("Hỏi lúc", "Câu hỏi", "Kết thúc", "Đơn vị phụ trách", "Đơn vị người hỏi"),
    "tasks": ("Mở lúc", "Câu hỏi", "Loại việc", "Đơn vị", "Hạn", "Số người", "Đóng lúc", "Kết thúc bằng"),
    "decisions": ("Lúc", "Quyết định", "Câu hỏi", "Đơn vị", "Người quyết định", "Lý do"),
    "votes": ("Lúc", "Điểm", "Lý do", "Ý kiến", "Câu hỏi"),
    "documents": ("Tài liệu", "Đơn vị quản lý", "Số lần trích", "Rà soát tiếp theo", "Vấn đề"),
    "people": ("Họ tên", "Vai trò", "Đơn vị", "Số câu hỏi"),
}
# Which cell of a row leads to more of it.
LINKED = {"answers": 1, "tasks": 1, "decisions": 2, "votes": 4, "documents": 0, "people": 0}
MEASURE_COLUMNS = ("Mã", "Chỉ số", "Tỷ lệ", "Số đạt", "Tổng", "Mục tiêu", "Cách tính")
GAP_COLUMNS = ("Câu hỏi", "Đơn vị", "Số người", "Số lần hỏi", "Lần cuối", "Tình trạng")
USER_COLUMNS = ("Đơn vị", "Tài khoản", "Có hỏi trong tuần", "Trưởng đơn vị", "Trưởng đơn vị có hỏi")
UNIT_COLUMNS = (
    "Đơn vị", "Đang chờ", "Quá hạn", "Số người", "Việc chờ mỗi người", "Quyết định 4 tuần", "Trung vị ngày làm việc", "Ghi chú",
)  # fmt: skip
PERSON_COLUMNS = ("Họ tên", "Đơn vị", "Quyết định 4 tuần", "Trung vị ngày làm việc", "Đóng sau hạn", "Ghi chú")
TOTAL = "Cả kỳ"
CUT = "Chỉ xuất {count} dòng đầu trong {total} dòng."
SHEET_WEEKS = "Theo tuần"
SHEET_ENDED = "Kết thúc câu hỏi"
SHEET_DECISIONS = "Quyết định"
SHEET_MEASURES = "Chỉ số"
SHEET_GAPS = "Chỗ trống"
SHEET_UNITS = "Việc của đơn vị"
SHEET_PEOPLE = "Việc của từng người"
SHEET_USERS = "Người dùng trong tuần"
SHEET_ROWS = "Danh sách"
WEEK = "Tuần {number}"
FLAGS = {"overloaded": "quá tải", "idle": "không xử lý việc nào trong 4 tuần"}

VERIFIED_HOW = (
    "Tài liệu đang dùng (được trích trong 180 ngày qua theo bảng thời hạn, hoặc mục đã dạy đang hiệu lực; không tính tài liệu "
    "đã ngừng dùng) có người của đơn vị xác nhận và chưa đến hạn rà soát ÷ tài liệu đang dùng."
)
OVERLOADED_HOW = (
    "Quá tải: việc chờ mỗi người nhiều hơn 2 lần trung vị của các đơn vị đang có việc ({median}). "
    "Quyết định tính trong 28 ngày gần nhất; thời gian tính từ lúc mở việc đến lúc quyết định."
)
NO_MINUTES = "Bảng phút chưa có dòng cho hôm nay nên không ước tính."

CHART: dict[str, str] = {
    "asked": "Câu hỏi theo tuần: trả lời ngay và không trả lời ngay",
    "share": "Tỷ lệ trả lời ngay theo tuần",
    "work": "Việc của đơn vị theo tuần: chuyển đến và đã đóng",
    "decided": "Quyết định theo tuần",
    "alerts": "Việc đang chờ theo mức hạn",
    "opened": "chuyển đến",
    "closed": "đã đóng",
    "answered": "trả lời ngay",
    "not-answered": "không trả lời ngay",
    "taught": "dạy, sửa",
    "other": "quyết định khác",
    "highest": "cao nhất {value}",
}

CLI: dict[str, str] = {
    "head": "{unit}: {weeks} tuần, từ {first} đến {last}",
    "no_unit": "Không có đơn vị “{unit}” trong bảng đơn vị.",
    "written": "Đã ghi {file}.",
    "exists": "Đã có tệp {file}; không ghi đè. Xin chọn tên khác.",
    "alerts": "Đang chờ: {counts}",
    "verified": "Đã xác nhận còn hạn: {part}/{whole} tài liệu đang dùng",
    "gaps": "Chỗ trống nhiều người hỏi nhất:",
    "gap": "{people} người · {state} · {unit}: {question}",
}


def week_name(week: Week) -> str:
    """`Tuần 47 (16/11–22/11)`."""
    return f"{WEEK.format(number=week.number)} ({week.first:%d/%m}–{week.last:%d/%m})"


def share(part: int, whole: int) -> str:
    """`87,5 %`, or a dash when there is nothing to count."""
    return f"{decimal(100 * part / whole)} %" if whole else NONE


def minutes_range(low: int, high: int) -> str:
    """`50–200`: an estimate is a range, not a point."""
    return f"{decimal(low, 0)}–{decimal(high, 0)}" if high else NONE


def hours(minutes: int) -> str:
    """Minutes as hours, without a false show of exactness."""
    value = minutes / 60
    return decimal(value, 0 if value >= 10 else 1)


def cell(value: str | int | date | datetime | None) -> str:
    """A cell of a list as people read it."""
    if value is None:
        return NONE
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    if isinstance(value, date):
        return day_in_words(value)
    return decimal(value, 0) if isinstance(value, int) else value
