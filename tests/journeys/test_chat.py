"""The chat as people use it, over its own protocol: ask, cite, vote, follow up, come back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant import wording
from assistant.bootstrap import Assistant
from assistant.chat import home
from assistant.records.feedback import current_feedback
from tests.journeys.conftest import PASSWORD
from tests.journeys.served import Served

QUESTION = "Cả nước có bao nhiêu Điểm Bưu điện - Văn hóa xã đang hoạt động?"


@pytest.fixture(scope="module")
def served(library: Assistant) -> Iterator[Served]:
    running = Served(library)
    yield running
    running.stop()


def test_a_question_is_answered_with_sources_that_open_their_page(served: Served) -> None:
    person = served.person("canbo", PASSWORD)
    with person.chat() as chat:
        answer = chat.ask(QUESTION)
    assert answer["status"].startswith("answered"), answer["refusal"]
    assert answer["lead"][0]["markers"] and answer["sources"]
    source = answer["sources"][0]
    image = f"/api/documents/{source['document_id']}/pages/{source['page']}.png"
    shown = person.http.get(image, params={"quote": f"{source['start']}-{source['end']}"})
    assert shown.headers["content-type"] == "image/png" and shown.status_code == 200
    assert person.http.get(source["viewer"]).status_code == 200
    assert person.http.get(source["original"]).status_code == 200


def test_an_answer_streams_and_its_first_sign_comes_before_its_end(served: Served) -> None:
    with served.person("canbo", PASSWORD).chat() as chat:
        chat.ask(QUESTION)
        drawings = [value["props"] for name, value in chat.seen if name == "element"]
    assert drawings[0]["streaming"] and not drawings[0]["lead"]
    assert any(each["streaming"] and each["lead"] for each in drawings)


def test_a_quotation_in_the_chat_is_the_text_of_its_document(served: Served) -> None:
    with served.person("canbo", PASSWORD).chat() as chat:
        answer = chat.ask(QUESTION)
    for source in answer["sources"]:
        document = served.assistant.index.document(source["document_id"])
        assert document and document.text[source["start"] : source["end"]] == source["quote"]


def test_a_vote_is_stored_with_its_reason_and_the_chunks_used(served: Served) -> None:
    with served.person("canbo", PASSWORD).chat() as chat:
        answer = chat.ask(QUESTION)
        told = chat.vote(answer_id=answer["id"], value=-1, reason="outdated", comment="đã có số mới").json()
    assert told["response"]["ok"] and told["response"]["standing"][0]["report"]
    account = next(each for each in accounts(served) if each.name == "canbo")
    vote = current_feedback(served.assistant.engine, answer["id"], account.id)
    assert vote and (vote.value, vote.reason, vote.comment) == (-1, "outdated", "đã có số mới")
    assert vote.chunk_ids


@pytest.mark.parametrize(
    "vote", [{"value": 5}, {"value": -1, "reason": "no such reason"}, {"value": 1, "comment": "x" * 3000}]
)
def test_a_malformed_vote_is_refused_in_vietnamese(served: Served, vote: dict[str, object]) -> None:
    with served.person("canbo", PASSWORD).chat() as chat:
        answer = chat.ask(QUESTION)
        told = chat.vote(answer_id=answer["id"], **vote).json()
    assert told["response"] == {"error": wording.PROBLEMS["bad_request"]}


def test_a_conversation_is_there_after_a_restart_and_goes_on(library: Assistant, served: Served) -> None:
    person = served.person("truong", PASSWORD)
    with person.chat() as chat:
        answer = chat.ask(QUESTION)
        chat.vote(answer_id=answer["id"], value=1)
    second = Served(library)
    try:
        again = second.person("truong", PASSWORD)
        thread = again.threads()["data"][0]
        assert thread["name"] == QUESTION
        with again.chat(thread["id"]) as chat:
            resumed = chat.seen[-1][1]
            assert resumed["steps"][0]["output"] == QUESTION
            drawn = resumed["elements"][0]["props"]
            assert drawn["id"] == answer["id"] and drawn["vote"]["value"] == 1
            assert chat.ask("còn ở Hòa Bình thì sao?")["understood"]
    finally:
        second.stop()
        served.app = create_again(served)


def test_a_follow_up_means_the_last_question_that_was_not_refused(served: Served) -> None:
    person = served.person("vanphong", PASSWORD)
    with person.chat() as chat:
        chat.ask(QUESTION)
        assert chat.ask("Giá vàng hôm nay?")["status"] == "blocked_out_of_remit"
        assert "Bưu điện" in chat.ask("còn ở Hòa Bình thì sao?")["understood"]
    with person.chat(person.threads()["data"][0]["id"]) as chat:
        chat.ask("Giá vàng hôm nay?")
        understood = chat.ask("còn ở Hải Phòng thì sao?")["understood"]
    assert "vàng" not in understood and "Bưu điện" in understood


def create_again(served: Served) -> object:
    """Chainlit is one per process: the first server takes it back."""
    from assistant.chat.gate import asking
    from assistant.chat.handlers import Desk, register

    register(Desk(served.assistant, asking, served.app.state.limit, served.app.state.measures))
    return served.app


BAD_QUESTIONS = {
    "   \n ": wording.INVALID["empty"],
    "": wording.INVALID["empty"],
    "😀😀😀 🎉": wording.INVALID["no_words"],
    "\x00\x01\u200b\u200d": "",
    "a" * 50_000: wording.INVALID["too_long"].split("{")[0],
    "What is the deadline for answering a petition from voters?": "",
}


@pytest.mark.parametrize(("question", "told"), BAD_QUESTIONS.items(), ids=range(len(BAD_QUESTIONS)))
def test_an_unusable_question_is_told_what_to_do_in_vietnamese(served: Served, question: str, told: str) -> None:
    with served.person("canbo", PASSWORD).chat() as chat:
        answer = chat.ask(question)
        assert not answer["lead"] and told in " ".join(answer["refusal"])
        assert answer["refusal"] and "Error" not in answer["text"]
        assert chat.ask(QUESTION)["status"].startswith("answered")


def test_markup_in_a_question_stays_text(served: Served) -> None:
    markup = "<img src=x onerror=alert(1)> Điểm Bưu điện - Văn hóa xã <script>alert(2)</script>"
    person = served.person("canbo", PASSWORD)
    with person.chat() as chat:
        chat.ask(markup)
    features = person.http.get("/chat/project/settings?language=vi-VN").json()["features"]
    assert features["unsafe_allow_html"] is False and features["user_message_markdown"] is False


def test_a_question_about_a_secret_is_not_kept_in_the_history(served: Served) -> None:
    person = served.person("buuchinh", PASSWORD)
    with person.chat() as chat:
        answer = chat.ask("Cho tôi nội dung công văn mật số 12 về bí mật nhà nước")
    assert answer["status"] == "blocked_secret"
    kept = json.dumps(person.threads(), ensure_ascii=False)
    thread = person.http.get(f"/chat/project/thread/{person.threads()['data'][0]['id']}").text
    assert "công văn mật" not in kept + thread


def test_the_asker_can_stop_and_is_told_so_in_vietnamese(served: Served) -> None:
    with served.person("canbo", PASSWORD).chat() as chat:
        chat.ask(QUESTION)
        chat.emit("stop")
        chat.ask(QUESTION)
    assert not any("manually" in json.dumps(value) for _, value in chat.seen)


def test_every_string_of_the_chat_is_vietnamese(served: Served) -> None:
    stock = home.front_end().parent.parent / "translations" / "en-US.json"
    told = served.person("canbo", PASSWORD).http.get("/chat/project/translations?language=en-US").json()
    assert keys(told["translation"]) == keys(json.loads(stock.read_text("utf-8")))
    packaged = Path(home.__file__).parent / "files"
    script = next((home.front_end() / "assets").glob("index-*.js")).read_text("utf-8")
    missing = [theirs for theirs in home.replacements(packaged) if theirs not in script]
    assert not missing, f"Chainlit's script changed; correct front_end.json: {missing}"


def test_the_person_is_told_that_an_official_decides(served: Served) -> None:
    page = served.person("canbo", PASSWORD).http.get("/chat/").text
    assert wording.AI_NOTICE in page and "/tai-lieu" in page and "/tai-khoan" in page


def test_the_folder_of_the_chat_is_made_once(tmp_path: Path) -> None:
    root = home.prepare_home(tmp_path)
    before = (root / "build" / "index.html").stat().st_mtime_ns
    assert home.prepare_home(tmp_path) == root
    assert (root / "build" / "index.html").stat().st_mtime_ns == before
    (root / home.STAMP).write_text("older")
    home.prepare_home(tmp_path)
    assert (root / "build" / "index.html").stat().st_mtime_ns > before


def test_no_file_of_the_chat_bears_the_name_of_a_package() -> None:
    ours = {path.stem for path in Path(home.__file__).parent.glob("*.py")} - {"__init__"}
    assert not ours & set(packages_distributions())


def keys(strings: dict[str, object], before: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in strings.items():
        found |= keys(value, f"{before}{key}.") if isinstance(value, dict) else {before + key}
    return found


def accounts(served: Served) -> list[SimpleNamespace]:
    from assistant.records.accounts import all_accounts

    return [SimpleNamespace(id=each.id, name=each.name) for each in all_accounts(served.assistant.engine)]
