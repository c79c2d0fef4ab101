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
