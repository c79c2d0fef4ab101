"""Every Vietnamese sentence about staying right: why something is looked at again, and what learning did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assistant.curation.nouns import ReviewReason
from assistant.wording import FEEDBACK_REASONS
from ingest.table_rows import LegalBasis

REASON: dict[ReviewReason, str] = {
    ReviewReason.DUE: "đến ngày rà soát",
    ReviewReason.LAW_DIED: "căn cứ đã hết hiệu lực",
    ReviewReason.SOURCE_GONE: "nguồn không còn dùng",
    ReviewReason.LOW_RATED: "nhiều người đánh giá chưa đúng",
    ReviewReason.UNUSED: "lâu không được dùng",
}
GONE = "Mục này không còn dùng để trả lời nữa. Nếu không còn gì phải làm, xin anh/chị đóng việc này và ghi lý do."
DONE = "Đã có người xử lý hết các mục nêu ở đây. Xin anh/chị đóng việc này."


def due(review_on: date, by: str) -> str:
    """Why a verified item is looked at again."""
    return (
        f"Đến ngày rà soát {_day(review_on)} (người xác nhận gần nhất: {by}). "
        "Xin anh/chị xác nhận còn đúng, sửa, hoặc ngừng dùng."
    )


def ending(until: date) -> str:
    """A correction that its own end comes near."""
    return (
        f"Câu trả lời này chỉ áp dụng đến trước ngày {_day(until)}. "
        "Xin anh/chị viết bản mới, hoặc xác nhận để nó hết áp dụng đúng ngày."
    )


def law_died(law: LegalBasis, count: int) -> str:
    """The heading of one task for all answers of a unit that lean on one dead law."""
    return f"{count} trả lời dựa vào {law.type} {law.code} đã hết hiệu lực"


def law_note(law: LegalBasis, titles: Sequence[tuple[str, str]]) -> str:
    """When the law ended, what replaced it, and the items (title, document id), one line each."""
    instead = f" Văn bản thay thế: {', '.join(law.successors)}." if law.successors else ""
    ended = f"{law.type} {law.code} hết hiệu lực từ {_day(law.until)}.{instead}"
    asked = "Xin anh/chị xem từng mục dưới đây: xác nhận còn đúng, sửa, hoặc ngừng dùng."
    return "\n".join([ended, asked, *(f"• {title} ({link(document_id)})" for title, document_id in titles)])


def source_gone(title: str, successor: str | None) -> str:
    """A correction lost what it was made from."""
    instead = f" Thay bằng: {successor}." if successor else ""
    return (
        f"Nguồn của câu trả lời này không còn dùng: {title}.{instead} Xin anh/chị xem câu trả lời còn đúng không, "
        "rồi xác nhận, sửa, hoặc ngừng dùng."
    )


REMOVED_SOURCE = "văn bản đã bị xóa khỏi kho"


def low_rated(down: int, up: int, reasons: Mapping[str, int]) -> str:
    """How many people found the answers from this source wrong or right, and why."""
    named = [f"{FEEDBACK_REASONS.get(reason, reason).lower()}: {count}" for reason, count in reasons.items()]
    why = f" Lý do: {'; '.join(named)}." if named else ""
    return (
        f"Trong 60 ngày, {down} người đánh giá chưa đúng, {up} người đánh giá đúng.{why} "
        "Xin anh/chị xem lại rồi xác nhận còn đúng, sửa, hoặc ngừng dùng."
    )


def unused(days: int) -> str:
    """Nothing was answered from this item for so long."""
    return f"Không câu trả lời nào dùng mục này trong {days} ngày. Xin anh/chị xác nhận còn cần, sửa, hoặc ngừng dùng."


def remarked(remark: str, note: str) -> str:
    """A note with a remark before it."""
    return f"{remark}\n{note}"


def reviewed_meanwhile(day: date, by: str) -> str:
    """Somebody looked at the item while the task was waiting."""
    return f"{by} đã rà soát mục này ngày {_day(day)}. Xin anh/chị đóng việc này."


def link(document_id: str) -> str:
    """Where a document opens."""
    return f"/tai-lieu/{document_id}"


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else "chưa rõ ngày"
