"""`troly ask` and `troly search`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from assistant.cli_documents import Json
from assistant.cli_screen import out, print_json
from assistant.cli_settings import settings_of

Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], metavar="NGÀY", help="Theo hiệu lực của văn bản tại ngày này."),
]


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="CÂU-HỎI", help="Câu hỏi, đặt trong ngoặc kép.")],
    as_of: Day = None,
    json: Json = False,
) -> None:
    """Hỏi kho tài liệu; trả lời bằng trích dẫn nguyên văn hoặc nói rõ vì sao không trả lời được."""
    from assistant.api.shapes import answer_object
    from assistant.bootstrap import ask as ask_assistant
    from assistant.bootstrap import build
    from assistant.domain import Answer, Question
    from assistant.records.accounts import operator

    asked = Question(question, as_of=as_of.date() if as_of else None)
    assistant = build(settings_of(context))
    try:
        *_, answer = ask_assistant(asked, operator(), assistant, "cli")
    finally:
        assistant.close()
    assert isinstance(answer, Answer)
    if json:
        print_json(answer_object(answer))
    else:
        out().print(answer.text, markup=False, highlight=False, soft_wrap=True)


def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="NỘI-DUNG", help="Nội dung cần tìm.")],
    k: Annotated[int, typer.Option("-k", metavar="SỐ", help="Số kết quả.", min=1, max=200)] = 10,
    as_of: Day = None,
    json: Json = False,
) -> None:
    """Tìm các đoạn liên quan, kèm điểm."""
    from assistant.answering.search import search as search_index
    from assistant.api.shapes import hit_object
    from assistant.bootstrap import build
    from assistant.records.accounts import operator

    assistant = build(settings_of(context))
    try:
        hits = search_index(text, operator(), assistant.answering, k, as_of.date() if as_of else date.today())
    finally:
        assistant.close()
    if json:
        print_json([hit_object(hit) for hit in hits])
        return
    for rank, hit in enumerate(hits, start=1):
        chunk = hit.stored.chunk
        name = chunk.number or hit.stored.document_title
        line = f"{rank:2d}. {hit.mixed:.3f}  {name}, trang {chunk.page}: {' '.join(chunk.text[:160].split())}…"
        out().print(line, markup=False, highlight=False, soft_wrap=True)
