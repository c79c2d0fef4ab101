"""The main job on input nobody here wrote: press reports and topics of the codified law, from file to quoted answer."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.bootstrap import Assistant, build
from assistant.domain import Role
from assistant.records.accounts import create_account
from assistant.records.tokens import create_token
from assistant.server import create_app
from ingest.index.base import Filter
from ingest.pipeline import Report, add
from tests.conftest import settings_of
from tests.terminal import Terminal

SHARED = Path(__file__).resolve().parents[3] / "shared"
CODIFIED = SHARED / "data" / "codified-law"
# The edition of 2026 has emptied its topic of telecommunications, so the older one stands in for dead law.
TOPICS = {
    "2026-01": {"Bưu chính", "Công nghệ thông tin", "Báo chí", "Xuất bản"},
    "2023-12": {"Viễn thông"},
}
TITLE = re.compile(r"<h3[^>]*>\s*Đề mục [\d.]+\s*<br />\s*(.*?)\s*</h3>", re.DOTALL)

pytestmark = pytest.mark.skipif(
    not CODIFIED.exists(), reason="no folder ../shared with real documents beside the project"
)

# What an official would ask, and what must stand in one of the quotations.
QUESTIONS = {
    "Bộ trưởng yêu cầu làm trợ lý ảo hỗ trợ trả lời ý kiến cử tri phải hoàn thành khi nào?": "trong tháng 6",
    "tro ly ao tra loi cu tri hoan thanh khi nao": "trong tháng 6",
    "Bộ trưởng giao ai làm trợ lý ảo hỗ trợ trả lời ý kiến cử tri?": "Bùi Hoàng Phương",
    "Dữ liệu đầu vào cho trợ lý ảo trả lời cử tri là gì?": "câu trả lời cử tri của Bộ trong 5-6 năm qua",
    "Bộ trưởng giao đơn vị nào xây dựng tiêu chí đánh giá phần mềm thông minh?": "Cục Chuyển đổi số quốc gia",
    "Lực lượng làm công nghệ số tại nhà xuất bản số phải chiếm bao nhiêu phần trăm?": "30%",
    "Nguyên tắc Pareto 80/20 mà Bộ trưởng nêu là gì?": "Pareto 80/20",
    "Bộ trưởng dặn Sở nên thuê chuyên gia như thế nào?": "trong thời gian ngắn",
    "Hệ thống theo dõi chỉ số ngành có bao nhiêu biểu đồ?": "900 biểu đồ",
    "Có bao nhiêu tổ chức cơ sở đảng được trang cấp hòm thư công vụ?": "177 tổ chức",
    "Thời hạn của giấy phép bưu chính là bao lâu?": "không quá 10 năm",
    "Doanh nghiệp bưu chính quốc tế phải có vốn tối thiểu bao nhiêu?": "05 tỷ đồng",
    "Thời hiệu khiếu nại về dịch vụ bưu chính là bao lâu?": "06 tháng",
    "Điểm Bưu điện - Văn hóa xã là gì?": "điểm phục vụ thuộc mạng bưu chính công cộng",
    "Kỳ hạn cấp thẻ nhà báo là bao nhiêu năm?": "05 năm",
    "Nhà xuất bản phải nộp lưu chiểu xuất bản phẩm chậm nhất bao nhiêu ngày?": "10 ngày trước khi phát hành",
    "Xuất bản phẩm điện tử là gì?": "được định dạng số",
    "Phần mềm nguồn mở là gì?": "mã nguồn kèm theo",
    "Luật Viễn thông 2009 còn hiệu lực không?": "24/2023/QH15",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The topics of our field, found by their titles inside the files."""
    folder = tmp_path_factory.mktemp("law")
    for edition, wanted in TOPICS.items():
        for title, content in topics(CODIFIED / f"{edition}.tar.xz"):
            if title in wanted:
                (folder / f"{title} {edition}.html").write_bytes(content)
    assert {file.stem.rpartition(" ")[0] for file in folder.iterdir()} == set.union(*TOPICS.values())
    return folder


@pytest.fixture(scope="module")
def taken_in(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Assistant, Report]]:
    """Everything ingested by the real pipeline into the real store."""
    assistant = build(settings_of(tmp_path_factory.mktemp("real") / "home"))
    report = add([files, SHARED / "seeds"], assistant.pipeline)
    yield assistant, report
    assistant.close()


@pytest.fixture(scope="module")
def official(taken_in: tuple[Assistant, Report]) -> Iterator[TestClient]:
    """A program of an official with no unit, over HTTP."""
    assistant, _ = taken_in
    account = create_account(assistant.engine, "canbo", "Cán bộ", Role.STAFF, None, "Mot-mat-khau-dai-2026")
    token = create_token(assistant.engine, account.reader, "test", None)
    with TestClient(create_app(assistant, chat=False)) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def test_real_files_are_all_read_and_a_second_run_embeds_nothing(
    taken_in: tuple[Assistant, Report], files: Path
) -> None:
    assistant, report = taken_in
    assert not report.failures and len(report.results) == 10
    assert report.embedded > 3000
    again = add([files, SHARED / "seeds"], assistant.pipeline)
    assert again.embedded == 0


def test_articles_of_a_topic_keep_the_number_and_the_days_of_their_own_law(
    taken_in: tuple[Assistant, Report],
) -> None:
    assistant, _ = taken_in
    telecom = next(each for each in assistant.index.documents() if each.title == "Viễn thông")
    ended = {
        stored.chunk.number: str(stored.chunk.until)
        for code in ("41/2009/QH12", "25/2011/NĐ-CP")
        for stored in assistant.index.find_number(code, Filter())
        if stored.chunk.document_id == telecom.id
    }
    assert ended == {"41/2009/QH12": "2024-07-01", "25/2011/NĐ-CP": "2024-12-24"}


@pytest.mark.parametrize("question, expected", QUESTIONS.items(), ids=list(QUESTIONS))
def test_a_question_about_real_documents_is_answered_with_their_own_words(
    official: TestClient, question: str, expected: str
) -> None:
    answer = official.post("/api/ask", json={"question": question}).json()
    assert answer["status"].startswith("answered"), answer["text"]
    assert any(expected in citation["quote"] for citation in answer["citations"]), answer["text"]
    for citation in answer["citations"]:
        document = official.get(f"/api/documents/{citation['document_id']}").json()
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    "question",
    ["Giá xăng hôm nay bao nhiêu?", "Nghị định 999/2031/NĐ-CP quy định gì?", "Ai thắng trận bóng đá tối qua?"],
)
def test_what_real_documents_do_not_say_is_not_answered(official: TestClient, question: str) -> None:
    answer = official.post("/api/ask", json={"question": question}).json()
    assert not answer["status"].startswith("answered"), answer["text"]
    assert answer["citations"] == []


def test_law_that_no_table_knows_is_never_called_in_force(official: TestClient) -> None:
    question = {"question": "Kỳ hạn cấp thẻ nhà báo là bao nhiêu năm?"}
    citations = official.post("/api/ask", json=question).json()["citations"]
    assert {each["validity"] for each in citations if each["number"] == "49/2016/TT-BTTTT"} == {"check"}


def test_dead_law_is_not_quoted_today_and_is_quoted_for_a_day_when_it_held(official: TestClient) -> None:
    question = {"question": "Thời hạn của giấy phép viễn thông được quy định như thế nào?"}
    dead = {"41/2009/QH12", "25/2011/NĐ-CP"}
    today = official.post("/api/ask", json=question).json()["citations"]
    assert not dead & {each["number"] for each in today if each["kind"] == "law"}
    then = official.get("/api/search", params={"q": question["question"], "as_of": "2020-01-01", "k": 20}).json()
    assert dead & {each["number"] for each in then["hits"]}


def test_the_command_line_answers_the_same_with_quotations_at_their_offsets(
    taken_in: tuple[Assistant, Report], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant, _ = taken_in
    troly = Terminal(assistant.settings.home, monkeypatch, capsys)
    answer = troly("ask", "Bộ trưởng giao ai làm trợ lý ảo hỗ trợ trả lời ý kiến cử tri?", "--json").json
    for citation in answer["citations"]:
        document = assistant.index.document(citation["document_id"])
        assert document and document.text[citation["start"] : citation["end"]] == citation["quote"]
    assert "Bùi Hoàng Phương" in answer["citations"][0]["quote"]


def topics(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Title and content of every topic of an edition, read in one pass without unpacking."""
    with tarfile.open(archive, "r|xz") as edition:
        for member in edition:
            file = edition.extractfile(member) if member.isfile() and "demuc/" in member.name else None
            content = file.read() if file else b""
            title = TITLE.search(content[:3000].decode("utf-8", "replace"))
            if title:
                yield title[1], content
