"""Recognises orders to a machine hidden in a source: such a passage is quoted to people, never given to a model."""

from __future__ import annotations

import re

from assistant.answering.screen import INSTRUCTION
from ingest.vietnamese import fold, strip_tones

MACHINE = r"(?:tro ly(?: ao| ai| so)?|mo hinh(?: ngon ngu)?|chatbot|he thong ai|\bai\b|tri tue nhan tao|llm|assistant|may tra loi)"
TELL = r"(?:tra loi|noi|viet|bao|khang dinh|ghi|ket luan|thong bao|xac nhan)"
COMMAND = re.compile(
    rf"\bhay {TELL}\b.{{0,30}}\b(?:rang|la)\b"
    r"|\bbo qua (?:moi|tat ca|cac|toan bo|nhung)? ?(?:huong dan|chi dan|chi thi|quy tac|lenh|rang buoc|yeu cau)"
    rf"|{MACHINE}.{{0,40}}\b(?:hay|phai|can|chi duoc|khong duoc|luon|bat buoc)\b.{{0,30}}\b{TELL}\b"
    rf"|\b(?:khi|neu)\b.{{0,40}}\bhoi\b.{{0,40}}\b(?:hay|thi|luon|phai)\b.{{0,10}}\b{TELL}\b"
    rf"|(?:yeu cau|de nghi|luu y|chi dan|ghi chu)(?: danh)?(?: cho| doi voi)? {MACHINE}"
    r"|\b(?:system|assistant|user|developer)\s*:|<\|?(?:im_start|system|inst)|\[/?inst\]|\bignore\b.{0,30}\binstructions?\b"
)


def commands_a_machine(text: str) -> bool:
    """Whether the text gives orders to whoever writes the answer."""
    plain = " ".join(strip_tones(fold(text)).split())
    return bool(COMMAND.search(plain) or INSTRUCTION.search(plain))
