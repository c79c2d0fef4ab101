"""What the API accepts and what it answers, as its OpenAPI document describes it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.domain import Reader
from assistant.web.who import signed_in

SignedIn = Annotated[Reader, Depends(signed_in)]
Past = Annotated[str, StringConstraints(max_length=4_000)]


class AskBody(BaseModel):
    """A question with the earlier questions of the same conversation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "Khi nào tắt sóng 2G?"},
                {"question": "Còn ở đảo thì sao?", "history": ["Khi nào tắt sóng 2G?"], "as_of": "2026-03-01"},
            ]
        }
    )
    question: str = Field(description="Câu hỏi bằng tiếng Việt, có dấu hoặc không dấu.", max_length=200_000)
    history: list[Past] = Field(default=[], max_length=20, description="Các câu hỏi trước, cũ nhất trước.")
    as_of: date | None = Field(default=None, description="Trả lời theo hiệu lực tại ngày này (yyyy-mm-dd).")
    stream: bool = Field(default=False, description="Trả về từng câu (text/event-stream).")


class FeedbackBody(BaseModel):
    """A vote on an answer that the sender was given."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"answer_id": "0f3c…", "value": -1, "reason": "outdated", "comment": "Nghị định này đã được thay."}
            ]
        }
    )
    answer_id: str = Field(max_length=64, description="`id` của câu trả lời.")
    value: Literal[1, -1] = Field(description="1: đúng và dùng được; -1: không.")
    reason: Literal["wrong", "outdated", "incomplete", "irrelevant", "bad_citation", "unclear"] | None = Field(
        default=None, description="Lý do, nếu không dùng được."
    )
    comment: str = Field(default="", max_length=2_000, description="Ý kiến thêm.")
    proposed: str = Field(
        default="",
        max_length=8_000,
        description="Câu trả lời đúng theo người gửi. Có lý do thì góp ý được chuyển đơn vị phụ trách xem.",
    )


class ProblemBody(BaseModel):
    """Every refusal: a key for programs, a sentence for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"error": "not_signed_in", "message": "Phiên làm việc đã hết. Xin đăng nhập lại."}]
        }
    )
    error: str = Field(description="Mã lỗi cố định cho phần mềm.")
    message: str = Field(description="Câu giải thích cho người dùng.")
    reference: str | None = Field(default=None, description="Mã tham chiếu khi báo quản trị viên.")


ANSWER_EXAMPLE = {
    "id": "0f3c6f0a5d1e4b7f9a2c3d4e5f607182",
    "status": "answered",
    "text": "“Từ ngày 16/10/2024, không cung cấp dịch vụ cho máy chỉ hỗ trợ 2G.” [1]\nNguồn:\n[1] …",
    "sentences": [
        {
            "text": "Từ ngày 16/10/2024, không cung cấp dịch vụ cho máy chỉ hỗ trợ 2G.",
            "markers": [1],
            "part": "lead",
            "verbatim": True,
        }
    ],
    "citations": [
        {
            "marker": 1,
            "document_id": "8c1f0a9d2b3e4f50",
            "document": "Trả lời kiến nghị cử tri tỉnh Hà Giang",
            "kind": "reply",
            "number": "1075/BTTTT-VP",
            "date": "2024-03-25",
            "province": "Hà Giang",
            "unit": "cuc-vien-thong",
            "page": 1,
            "quote": "Từ ngày 16/10/2024, không cung cấp dịch vụ cho máy chỉ hỗ trợ 2G.",
            "start": 1412,
            "end": 1478,
            "validity": "not_law",
            "law_notes": [],
            "warnings": [],
            "link": "/tai-lieu/8c1f0a9d2b3e4f50?trang=1&trich=1412-1478",
        }
    ],
    "steps": [{"name": "understand", "ms": 0.4}, {"name": "retrieve", "ms": 5.1}],
    "understood": None,
    "nearest": [],
    "choices": [],
    "unit": "Cục Viễn thông",
    "score": 0.91,
}
# The refusals every route may give; FastAPI's own description of 422 is replaced too.
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemBody, "description": description}
    for status, description in {
        400: "Yêu cầu không thực hiện được",
        401: "Chưa đăng nhập hoặc mã truy cập không đúng",
        403: "Không có quyền, hoặc yêu cầu đến từ trang khác",
        404: "Không có, hoặc không được biết là có",
        409: "Người khác đã quyết định trước, hoặc kết quả xem trước đã thay đổi",
        413: "Nội dung quá lớn",
        415: "Không phải JSON",
        422: "Dữ liệu gửi lên chưa đúng",
        429: "Hỏi quá nhanh",
        500: "Lỗi máy chủ",
        503: "Kho dữ liệu tạm thời không truy cập được",
        507: "Máy chủ hết chỗ ghi",
    }.items()
}


# What is put to units, decided and taught.

MOST_NUMBER = 2**62  # what both databases hold as the number of a row
Code = Annotated[str, StringConstraints(max_length=64)]
Line = Annotated[str, StringConstraints(max_length=4_000)]
LESSON_EXAMPLE: dict[str, Any] = {
    "question": "Khi nào tắt sóng 2G?",
    "answer": "Từ ngày 16/10/2024 không cung cấp dịch vụ cho máy chỉ hỗ trợ 2G.",
    "wordings": ["bao giờ tắt 2G", "2G còn dùng đến khi nào"],
    "not_for": ["Khi nào tắt sóng 3G?"],
    "basis": ["10/2024/TT-BTTTT"],
    "visibility": {"scope": "all"},
}


class AskUnitBody(BaseModel):
    """A question of the sender that a unit shall answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"comment": "Cử tri hỏi tại buổi tiếp xúc."}]})
    unit: Code | None = Field(default=None, description="Mã đơn vị; để trống: đơn vị phụ trách lĩnh vực.")
    comment: str = Field(default="", max_length=2_000, description="Nói rõ hơn cho đơn vị.")


class VisibilityBody(BaseModel):
    """Who may read what is taught; never wider than what it corrects."""

    scope: Literal["all", "units", "office"] = Field(default="all", description="all, units hoặc office.")
    units: list[Code] = Field(default=[], max_length=40, description="Mã các đơn vị, khi scope là units.")


class LessonBody(BaseModel):
    """What is taught: the text of one version."""

    question: str = Field(max_length=4_000, description="Câu hỏi mà câu trả lời này dành cho.")
    answer: str = Field(max_length=80_000, description="Câu trả lời, sẽ được trích nguyên văn.")
    wordings: list[Line] = Field(default=[], max_length=200, description="Các cách hỏi khác.")
    not_for: list[Line] = Field(default=[], max_length=200, description="Câu hỏi gần giống nhưng không phải.")
    basis: list[Line] = Field(default=[], max_length=100, description="Căn cứ: số ký hiệu văn bản.")
    in_force: date | None = Field(default=None, description="Áp dụng từ ngày; để trống: từ khi duyệt.")
    until: date | None = Field(default=None, description="Ngày đầu tiên không còn áp dụng.")
    visibility: VisibilityBody = Field(default=VisibilityBody(), description="Ai được xem.")
    review_days: int | None = Field(default=None, ge=1, le=100_000, description="Rà soát lại sau số ngày này.")
    field: Code | None = Field(default=None, description="Lĩnh vực (mã).")


class TeachBody(LessonBody):
    """A lesson to be applied, or only to be looked at."""

    model_config = ConfigDict(json_schema_extra={"examples": [LESSON_EXAMPLE | {"preview": True}]})
    preview: bool = Field(default=False, description="true: chỉ xem trước, không thay đổi gì.")
    seen: str | None = Field(
        default=None, max_length=128, description="`digest` của bản xem trước; kết quả đã khác thì bị từ chối (409)."
    )


class CorrectionBody(TeachBody):
    """A correction without a task, or a new version of one."""

    correction_id: str | None = Field(default=None, max_length=16, description="Mục cần sửa; để trống: mục mới.")


class ReasonBody(BaseModel):
    """Why something is refused or taken back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Đã có trả lời tại văn bản số …"}]})
    reason: str = Field(max_length=4_000, description="Lý do; người hỏi đọc được.")


class HandOverBody(ReasonBody):
    """Which unit carries on, and why."""

    unit: Code = Field(description="Mã đơn vị nhận.")
    version: int = Field(
        ge=1, le=MOST_NUMBER, description="`version` của việc khi anh/chị xem; đã khác thì bị từ chối (409)."
    )
