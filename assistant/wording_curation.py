"""What the product says about decisions, conflicts and lessons that cannot be taken, in Vietnamese."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.curation.nouns import Conflict, CorrectionStatus, DecisionKind

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

DECISION: dict[DecisionKind, str] = {
    DecisionKind.TAUGHT: "Đã trả lời và đưa vào tri thức",
    DecisionKind.EDITED: "Đã sửa câu trả lời",
    DecisionKind.CONFIRMED: "Xác nhận câu trả lời đúng",
    DecisionKind.PASSAGE_BLOCKED: "Không dùng đoạn này cho loại câu hỏi này",
    DecisionKind.DOCUMENT_RETIRED: "Ngừng dùng văn bản",
    DecisionKind.REVIEWED: "Đã rà soát, vẫn đúng",
    DecisionKind.HANDED_OVER: "Chuyển đơn vị khác",
    DecisionKind.REJECTED: "Không nhận, có nêu lý do",
    DecisionKind.PROPOSED: "Đề xuất, chờ duyệt",
    DecisionKind.UNDONE: "Hoàn tác",
    DecisionKind.LEARNING_PROMOTED: "Áp dụng thứ tự học được",
    DecisionKind.LEARNING_REFUSED: "Không áp dụng thứ tự học được",
    DecisionKind.LEARNING_RESET: "Đặt lại phần học được",
}

CORRECTION_STATUS: dict[CorrectionStatus, str] = {
    CorrectionStatus.PROPOSED: "Chờ trưởng đơn vị duyệt",
    CorrectionStatus.WAITING_SECOND: "Chờ người thứ hai duyệt",
    CorrectionStatus.LIVE: "Đang dùng",
    CorrectionStatus.RETIRED: "Ngừng dùng",
    CorrectionStatus.REJECTED: "Không duyệt",
}

# What stands over each side of a conflict (`Conflict.what`).
CONFLICT: dict[str, str] = {
    "knowledge": "Tri thức đã duyệt nói khác",
    "figures": "Tài liệu trong kho nêu số liệu khác",
    "source": "Điều khoản đang có hiệu lực nêu số liệu khác",
    "law_dead": "Văn bản làm căn cứ đã hết hiệu lực",
    "law_unknown": "Văn bản chưa có trong bảng hiệu lực",
}
HIDDEN_CONFLICT = "Một nội dung anh/chị không có quyền xem nói khác. Xin trao đổi với {owner}."
HIDDEN_QUESTION = "Một nội dung chỉ dành cho người có quyền xem"
HIDDEN_GOLDEN = "Một câu chuẩn anh/chị không có quyền xem"
LAW_ENDED = "Hết hiệu lực từ ngày {day}."
LAW_ENDED_AND_REPLACED = "Hết hiệu lực từ ngày {day}, được thay bằng {successors}."
LAW_UNKNOWN = "Chưa rõ còn hiệu lực hay không. Xin kiểm tra số, ký hiệu, hoặc bổ sung vào bảng hiệu lực."
THE_OFFICE = "Văn phòng Bộ"

NOT_TEACHABLE: dict[str, str] = {
    "empty": "Còn thiếu câu hỏi hoặc câu trả lời. Xin điền cả hai.",
    "too_long": "Nội dung quá dài. Câu hỏi và mỗi cách hỏi nhiều nhất 1.000 ký tự, câu trả lời nhiều nhất 20.000 ký tự.",
    "too_many": "Quá nhiều dòng. Xin giữ nhiều nhất 40 cách hỏi, 40 câu không thuộc phạm vi và 20 căn cứ.",
    "secret": "Nội dung có dấu hiệu bí mật nhà nước nên không được lưu. Xin báo bộ phận bảo mật của Văn phòng theo quy chế.",
    "personal": "Nội dung chỉ gồm thông tin cá nhân. Xin viết lại ở mức chung, không nêu họ tên, số điện thoại, số định danh.",
    "dates": "Thời gian hiệu lực chưa đúng: ngày kết thúc phải sau ngày bắt đầu và sau hôm nay.",
    "review_days": "Thời hạn rà soát phải từ 1 đến 1.825 ngày.",
    "unknown_unit": "Không có đơn vị này trong bảng đơn vị. Xin chọn lại.",
    "same_unit": "Việc đang ở chính đơn vị này. Xin chọn đơn vị khác.",
    "stand_in": "Người này không thay được: tài khoản đã khóa, hoặc chính là trưởng đơn vị. Xin chọn người khác.",
    "unknown_field": "Không có lĩnh vực này trong bảng lĩnh vực. Xin chọn lại.",
    "reason": "Xin nêu lý do, để người hỏi và người xem lại sau này hiểu vì sao.",
    "not_found": "Không tìm thấy nội dung này. Có thể nội dung đã bị gỡ; xin tải lại trang.",
    "own_wording": "Một câu vừa là cách hỏi vừa là câu không thuộc phạm vi. Xin bỏ ở một trong hai chỗ.",
    "not_answered": "Câu này chưa được trả lời bằng nguồn nào nên không thể xác nhận là đúng.",
    "not_undoable": "Quyết định này không hoàn tác được.",
    "undone_since": "Sau quyết định này đã có quyết định khác về cùng nội dung. Xin hoàn tác quyết định mới nhất trước.",
    "already_proposed": "Một thay đổi của nội dung này đang chờ duyệt. Xin duyệt hoặc trả lại đề xuất đó trước.",
    "successor": "Văn bản thay thế không đúng: phải là một văn bản khác, còn trong kho.",
    "second": "Người duyệt thứ hai phải khác người đề xuất.",
}

ALREADY_DECIDED = (
    "{by} đã quyết định lúc {at}. Quyết định của anh/chị chưa được áp dụng; nội dung đã nhập vẫn còn trên màn hình."
)
BUSY = "Nhiều người đang cùng cập nhật tri thức nên chưa ghi được. Anh/chị thử lại sau vài giây."
GATE_CHANGED = "Từ lúc anh/chị xem trước, kết quả đã thay đổi. Xin xem lại bản xem trước mới rồi duyệt."

# The text of a correction as a document.
QUESTION = "Câu hỏi"
OTHER_WORDINGS = "Cũng được hỏi là"
ANSWER = "Trả lời"
BASIS = "Căn cứ: {basis}."
VALID_FROM = "Áp dụng từ ngày {first}."
VALID_UNTIL = "Áp dụng đến trước ngày {until}."
VALID_BETWEEN = "Áp dụng từ ngày {first} đến trước ngày {until}."
TAUGHT_BY = "{unit} trả lời; {name} duyệt ngày {day}. Mã tri thức {id}, bản thứ {version}."

# Told to everybody affected when a task closes; the title and what follows.
OUTCOME_TITLE: dict[DecisionKind, str] = {
    DecisionKind.TAUGHT: "{unit} đã trả lời câu hỏi của anh/chị",
    DecisionKind.EDITED: "{unit} đã sửa câu trả lời",
    DecisionKind.CONFIRMED: "{unit} xác nhận câu trả lời là đúng",
    DecisionKind.PASSAGE_BLOCKED: "{unit} đã ghi nhận: đoạn trích không dùng cho câu hỏi này nữa",
    DecisionKind.DOCUMENT_RETIRED: "{unit} đã ngừng dùng văn bản anh/chị báo",
    DecisionKind.REVIEWED: "{unit} đã rà soát: nội dung vẫn đúng",
    DecisionKind.REJECTED: "{unit} chưa nhận câu hỏi của anh/chị",
}
OUTCOME_BODY = "{name} quyết định ngày {day}."
OUTCOME_REASON = " Lý do: {reason}"
OUTCOME_ASK_AGAIN = " Anh/chị hỏi lại để xem câu trả lời kèm nguồn."

AGREED_TITLE = "Người duyệt thứ hai của {unit} đã đồng ý với thay đổi của anh/chị"
SENT_BACK_TITLE = "Người duyệt thứ hai của {unit} đã trả lại thay đổi của anh/chị"

SECOND_NOTE = "Thay đổi làm hỏng {count} câu chuẩn được bảo vệ nên cần người thứ hai duyệt."
OPENED_AGAIN_TITLE = "{unit} xem lại câu hỏi của anh/chị: câu trả lời trước đã được thu hồi"
OPENED_AGAIN = "{name} mở lại vì quyết định trước đã được hoàn tác. Lý do: {reason}"


def decided_first(by: str, at: datetime) -> str:
    """Who was first, and when by the clock of Vietnam."""
    return ALREADY_DECIDED.format(by=by, at=at.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y"))


def not_teachable(reason: str) -> str:
    """What to do about a lesson that cannot be taken."""
    return NOT_TEACHABLE.get(reason, NOT_TEACHABLE["not_found"])


def conflict(found: Conflict) -> str:
    """One conflict in a line: what says otherwise, which, since when, whose."""
    day = found.day.strftime("%d/%m/%Y") if found.day else ""
    return " · ".join(part for part in (f"{CONFLICT[found.what]}: {found.title}", day, found.owner) if part)
