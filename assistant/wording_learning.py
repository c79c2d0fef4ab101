"""Every Vietnamese sentence about what was learned from decisions, and what a decision does to the order of passages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from assistant.working_days import HERE

REASON: dict[str, str] = {
    "gain": "Thứ tự học từ quyết định được áp dụng",
    "taken_back": "Thứ tự học trước đây làm câu chuẩn kém đi nên trở về thứ tự ban đầu",
    "no_gain": "Không áp dụng: câu chuẩn không tốt hơn",
    "falls": "Không áp dụng: câu chuẩn kém đi",
    "unit_falls": "Không áp dụng: câu chuẩn của một đơn vị kém đi",
    "few_goldens": "Không áp dụng: chưa đủ câu chuẩn để đo",
    "few_units": "Không áp dụng: chưa đủ quyết định của ít nhất ba đơn vị và hai người",
    "reset": "Học lại từ đầu",
}
FEATURE: dict[str, str] = {
    "bm": "điểm từ khóa",
    "any": "tỷ lệ từ của câu hỏi có trong đoạn",
    "pairs_any": "tỷ lệ cặp từ của câu hỏi có trong đoạn",
    "missing": "từ hiếm nhất bị thiếu",
    "missing_share": "tỷ lệ từ bị thiếu",
    "text_length": "độ dài đoạn",
    "label_length": "độ dài tiêu đề",
    "bm_path": "điểm từ khóa ở đường dẫn mục",
    "bm_pairs_path": "điểm cặp từ ở đường dẫn mục",
    "path": "từ của câu hỏi ở đường dẫn mục",
    "pairs_path": "cặp từ của câu hỏi ở đường dẫn mục",
    "bm_label": "điểm từ khóa ở tiêu đề",
    "bm_pairs_label": "điểm cặp từ ở tiêu đề",
    "label": "từ của câu hỏi ở tiêu đề",
    "pairs_label": "cặp từ của câu hỏi ở tiêu đề",
    "bm_text": "điểm từ khóa ở nội dung",
    "bm_pairs_text": "điểm cặp từ ở nội dung",
    "text": "từ của câu hỏi ở nội dung",
    "pairs_text": "cặp từ của câu hỏi ở nội dung",
    "path_asked": "phần đường dẫn mục được hỏi tới",
    "label_asked": "phần tiêu đề được hỏi tới",
    "runs_text": "cụm ba từ liền nhau ở nội dung",
    "runs_heading": "cụm ba từ liền nhau ở tiêu đề",
    "clause": "từ của câu hỏi trong cùng một câu",
    "window": "từ của câu hỏi đứng gần nhau",
    "definitions": "đoạn có định nghĩa",
    "clauses": "số mệnh đề",
    "spans": "đoạn có thời hạn",
    "money": "đoạn có số tiền",
    "fines": "đoạn có mức phạt",
    "cos": "độ gần nghĩa",
    "near": "nghĩa của từng từ có trong đoạn",
    "near_least": "từ xa nghĩa nhất",
    "near_close": "tỷ lệ từ gần nghĩa",
    "near_related": "tỷ lệ từ liên quan",
    "near_beyond": "độ gần nghĩa ngoài từ trùng",
    "near_heaviest": "độ gần nghĩa của từ quan trọng nhất",
    "near_label": "nghĩa của câu hỏi ở tiêu đề",
    "label_near": "nghĩa của tiêu đề ở câu hỏi",
    "label_cos": "độ gần nghĩa với tiêu đề",
    "bm_place": "thứ hạng theo từ khóa",
    "bm_spread": "điểm từ khóa so với các đoạn khác",
    "bm_behind": "khoảng cách từ khóa tới đoạn đứng đầu",
    "cos_place": "thứ hạng theo nghĩa",
    "cos_spread": "độ gần nghĩa so với các đoạn khác",
    "cos_behind": "khoảng cách nghĩa tới đoạn đứng đầu",
    "article_bm": "điểm từ khóa của cả điều",
    "article_cos": "độ gần nghĩa của cả điều",
    "article_found": "số đoạn tìm thấy của cả điều",
    "law_bm": "điểm từ khóa của cả văn bản",
    "law_cos": "độ gần nghĩa của cả văn bản",
    "law_found": "số đoạn tìm thấy của cả văn bản",
    "law_share": "tỷ lệ đoạn tìm thấy thuộc văn bản",
}


def verdict(measured: Mapping[str, Any]) -> str:
    """Why a fitting was promoted or refused, with its numbers."""
    reason = str(measured.get("reason", ""))
    said = REASON.get(reason.split(":")[0], reason)
    parts = [said]
    if "before" in measured:
        parts.append(
            f"MRR@10 trên {measured['goldens']} câu chuẩn không dùng để học: "
            f"{number(measured['before'])} → {number(measured['after'])}"
        )
    if "families" in measured:
        parts.append(f"học từ quyết định về {measured['families']} nhóm câu hỏi")
    return "; ".join(parts) + "."


def weight(name: str, before: float, after: float) -> str:
    """One line of what a fitting changed."""
    does = "nâng" if after > before else "hạ"
    return f"{FEATURE.get(name, name)}: {number(before)} → {number(after)} ({does})"


def leads(question: str, touched: int, live: bool) -> str:
    """What a correction does."""
    return _ending(f"✓ đứng đầu cho câu hỏi như “{question}”; {touched} câu trả lời sau đó đã dẫn", live, False)


def passage(kind: str, question: str, touched: int, live: bool, forgotten: bool) -> str:
    """What a decision does to one passage."""
    does = {
        "prefer": f"✓ ưu tiên một đoạn cho câu hỏi như “{question}”; {touched} câu trả lời sau đó đã dẫn đoạn này",
        "block": f"✕ không dùng một đoạn cho câu hỏi như “{question}”; câu hỏi này được hỏi lại {touched} lần",
    }
    return _ending(does[kind], live, forgotten)


def retired(since: date | None) -> str:
    """What taking a document out of use does."""
    return f"✕ văn bản không được dùng để trả lời từ {since:%d/%m/%Y}" if since else "Văn bản được dùng lại để trả lời"


def forgotten(count: int) -> str:
    """What beginning anew does."""
    return f"✕ {count} tác động của các quyết định trước đây lên thứ tự không còn được tính; lịch sử vẫn giữ"


def _ending(text: str, live: bool, forgotten: bool) -> str:
    if live:
        return text
    return text + (" (không còn tính sau khi học lại từ đầu)" if forgotten else " (không còn tác dụng)")


NO_ORDER = "Không có thứ tự nào để học: mô hình nhúng đang dùng không có bộ sắp thứ tự, hoặc TROLY_RERANK đang tắt."
CONFIRM_RESET = "Thứ tự đã học và tác động của các quyết định trước đây lên thứ tự sẽ không còn được tính. Tiếp tục?"
NEEDS_REASON = "Xin ghi lý do học lại bằng --reason."


def state(epoch: int, fresh: int, learned: bool) -> str:
    """Where learning stands."""
    order = "đang dùng thứ tự học từ quyết định" if learned else "đang dùng thứ tự ban đầu"
    return f"Kỳ học {epoch + 1}: {order}; {fresh} quyết định mới từ lần học trước."


def fitting(made: datetime, decisions: int, current: bool, verdict: str) -> str:
    """One fitting with its numbers."""
    mark = " (đang dùng)" if current else ""
    return f"{made.astimezone(HERE):%d/%m/%Y %H:%M}{mark}: {verdict} Quyết định đã đọc: {decisions}."


def begun_anew(decision: int) -> str:
    """Learning begins anew."""
    return f"Đã học lại từ đầu (quyết định số {decision} trong sổ quyết định)."


def number(value: float) -> str:
    """Three decimals, as Vietnamese writes them."""
    return f"{value:.3f}".replace(".", ",")
