"""What is said of answers that units taught: whose they are, and what stands beside them."""

from __future__ import annotations

from datetime import date

from assistant.domain import TaughtBy
from assistant.wording import day

ANSWERED_BY = "{unit} trả lời"
BASIS = "căn cứ {basis}"
UNTIL = "áp dụng đến trước {day}"
OVERDUE = "quá hạn rà soát từ {day}"
SIDE_BY_SIDE = "Các nguồn trả lời khác nhau; câu trả lời của {unit} được nêu trước."
ANOTHER_UNIT = "Đơn vị khác trả lời"
ANOTHER_SOURCE = "Nguồn khác nêu"
RETIRED = "Văn bản này không còn được dùng để trả lời từ {day}."
REPLACED_BY = "Văn bản thay thế:"


def source(taught: TaughtBy) -> str:
    """Cục Viễn thông trả lời · Nguyễn Văn A, 22/11/2026 · căn cứ 295/2025/NĐ-CP."""
    parts = [ANSWERED_BY.format(unit=taught.unit), ", ".join(filter(None, (taught.by, day(taught.on))))]
    if taught.basis:
        parts.append(BASIS.format(basis="; ".join(taught.basis)))
    if taught.until:
        parts.append(UNTIL.format(day=day(taught.until)))
    return " · ".join(parts)


def overdue(since: date) -> str:
    """A warning on a citation whose review is past due."""
    return OVERDUE.format(day=day(since))


def retired(since: date) -> str:
    """Above a document that a unit took out of use."""
    return RETIRED.format(day=day(since))
