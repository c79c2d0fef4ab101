"""Every Vietnamese sentence about tasks: their kinds and states, what happened to them, what is told of them."""

from __future__ import annotations

from assistant.curation.nouns import Alert, Level, TaskKind

MACHINE = "Trợ lý"  # who climbs, reminds and opens reviews

ALERT: dict[Alert, str] = {
    Alert.ROUTINE: "định kỳ",
    Alert.SOON: "sắp đến hạn",
    Alert.TODAY: "đến hạn",
    Alert.OVERDUE: "quá hạn",
}
LEVEL: dict[Level, str] = {
    Level.OFFICER: "chuyên viên",
    Level.UNIT_HEAD: "trưởng đơn vị",
    Level.OFFICE: "Văn phòng Bộ",
}
TASK_KIND: dict[TaskKind, str] = {
    TaskKind.ESCALATION: "câu hỏi gửi đơn vị",
    TaskKind.REPORT: "báo câu trả lời chưa đúng",
    TaskKind.REVIEW: "rà soát",
    TaskKind.SECOND: "chờ người thứ hai",
}
MOVE: dict[str, str] = {
    "opened": "mở việc",
    "joined": "có thêm người cùng hỏi",
    "handed_over": "chuyển đơn vị",
    "climbed": "chuyển lên cấp trên",
    "reminded": "ghi chú",
    "proposed": "có dự thảo trả lời",
    "closed": "đã kết thúc",
}
# Why a task stands a rung higher; written into its history.
CLIMBED: dict[str, str] = {
    "no_head": "Hôm nay đơn vị chưa có trưởng đơn vị hay người thay để quyết định, nên chuyển Văn phòng Bộ.",
    "overdue": "Quá hạn mà chưa có quyết định, nên báo Văn phòng Bộ.",
    "proposed": "Đã có dự thảo trả lời, chờ trưởng đơn vị duyệt.",
    "no_officer": "Đơn vị chưa có chuyên viên dùng trợ lý, nên chuyển thẳng trưởng đơn vị.",
    "untouched": "Chưa ai nhận trả lời, nên chuyển trưởng đơn vị.",
    "due_near": "Sắp đến hạn mà chưa có quyết định, nên chuyển trưởng đơn vị.",
}
FOLLOWED = "Đơn vị cũ đã được tổ chức lại; việc chuyển theo sang {unit}."
PING_PONG = "Đã chuyển đơn vị {times} lần, nên Văn phòng Bộ phân công. Lý do lần này: {reason}"

# What is put on people's screens. `{kind}` begins with a capital; no question stands here, only who may read it opens it.
NEWS: dict[str, str] = {
    "opened": "{kind}: việc mới của {unit}, hạn {due}",
    "handed_over": "{kind}: chuyển đến {unit}, hạn {due}",
    "climbed": "{kind} của {unit} đã chuyển lên {level}, hạn {due}",
    "soon": "{kind} của {unit} sắp đến hạn: {due}",
    "today": "{kind} của {unit} đến hạn hôm nay",
    "overdue": "{kind} của {unit} đã quá hạn từ {due}",
}
NEWS_BODY = "{people} người đang chờ. Xin mở việc để xem và quyết định."
NEWS_BODY_ALONE = "Xin mở việc để xem và quyết định."
MOVED_TITLE = "Câu hỏi của anh/chị đã chuyển sang {unit}"
MOVED_BODY = "{unit} trả lời chậm nhất ngày {due}."

DIGEST_TITLE = "{unit}: {total} việc đang chờ ngày {day}"
DIGEST_BODY = "Theo tình trạng: {counts}."
UNDELIVERED_TITLE: dict[str, str] = {
    "mail": "Có thư báo không gửi được",
    "webhook": "Có thông báo không gửi được tới hệ thống nhận",
}
UNDELIVERED_BODY = "Trợ lý đã thử nhiều lần rồi ngừng. Xin kiểm tra cài đặt, rồi chạy `troly tasks post --retry`."

# What leaves the house: these kinds of notices carry no words of anybody.
OPEN_KINDS = frozenset({*NEWS, "digest", "moved"})
OUTCOME_OUTSIDE = "Câu hỏi anh/chị gửi đơn vị đã có kết quả"
CLOSED = "đã có quyết định"
MAIL_PREFIX = "[Trợ lý Cử tri]"
MAIL_TASK = "Đơn vị: {unit}. Tình trạng: {state}. Hạn: {due}."
MAIL_QUESTION = "Nội dung: {question}"
MAIL_LINK = "Xin mở: {link}"
MAIL_END = "Thư tự động của Trợ lý Cử tri; xin không trả lời thư này."

# The command line `troly tasks …`.
STEP: dict[str, str] = {
    "climb": "Việc chuyển lên cấp trên",
    "review": "Mục cần rà soát",
    "remind": "Việc được nhắc hạn",
    "digest": "Bản tin ngày",
    "post": "Thư và thông báo đã gửi",
    "learn": "Lần học lại thứ tự",
}
CLI: dict[str, str] = {
    "open_tasks": "{count} việc đang chờ",
    "no_task": "Không có việc số {number}. Xin xem: troly tasks list.",
    "kept_elsewhere": "Một tiến trình khác đang chạy lượt này; không cần chạy nữa.",
    "step_failed": "Chưa làm được: {steps}. Xin xem nhật ký máy chủ; lượt sau sẽ thử lại.",
    "tried_again": "Gửi lại {count} thư ở lượt tới.",
    "given_up": "Đã ngừng gửi: {count}",
    "waiting": "Đang chờ gửi: {count}",
    "notice": "- {channel}: {title} (đã thử {attempts} lần; {error})",
    "stands_in": "Số {number}: {name} thay trưởng {unit} từ {first} đến hết {last}.",
    "no_stand_in": "Không có người thay số {number} đang hiệu lực. Xin xem: troly tasks stand-in list.",
    "stand_in_ended": "Đã kết thúc.",
}

# The page /thong-bao.
NOTICES: dict[str, str] = {
    "title": "Thông báo",
    "fresh": "mới",
    "none": "Chưa có thông báo nào về việc của anh/chị hay của đơn vị.",
}
