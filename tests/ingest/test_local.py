"""What holds for one province only is told apart from what is said to all."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

import pytest
import yaml

from corpus import sources
from corpus.build import FILES
from corpus.render import SUFFIXES
from ingest.documents import Document, Span
from ingest.parse import parse_file
from ingest.parse.local import local_spans
from ingest.recognise import Hints, recognise
from ingest.settings import PROJECT, IngestSettings
from ingest.tables import Tables
from ingest.vietnamese import sentences

FLOOR = 0.95
FIGURE = re.compile(r"\d[\d.,]*")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load(PROJECT / "corpus" / "tables")


@pytest.fixture(scope="module")
def samples(tables: Tables) -> list[tuple[sources.Letter, Document]]:
    found = []
    for letter in sources.letters():
        path = FILES / (letter.stem + SUFFIXES[letter.format])
        if letter.format != "scan" and path.exists():
            parsed = parse_file(path, IngestSettings())
            found.append((letter, recognise(parsed, str(path), "0", tables, Hints())))
    if not found:
        pytest.skip("corpus/files is empty: run python -m corpus.build")
    return found


def local(text: str, province: str, tables: Tables, on: date = date(2024, 3, 25)) -> list[str]:
    return [span.of(text) for span in local_spans(text, Span(0, len(text)), province, tables, on)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Tỉnh Hà Giang còn 24 thôn chưa có sóng.",
        "Trên địa bàn tỉnh còn 24 thôn chưa có sóng.",
        "Theo báo cáo của Sở, đã kiểm tra 19 điểm.",
        "Năm 2023 tỉnh đã xử phạt 14 trường hợp.",
        "Sóng còn yếu tại các xã thuộc huyện Mèo Vạc.",
    ],
)
def test_a_sentence_about_the_askers_province_is_local(sentence: str, tables: Tables) -> None:
    assert local("Bộ đã ban hành quy định. " + sentence, "Hà Giang", tables) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Cả nước còn 266 thôn lõm sóng.",
        "Nhiều nơi, như tỉnh Lào Cai, đã hoàn thành.",
        "Ủy ban nhân dân cấp tỉnh chủ trì quy hoạch.",
        "Các tỉnh, thành phố đã rà soát.",
        "Theo Nghị định số 91/2020/NĐ-CP, doanh nghiệp phải chặn.",
    ],
)
def test_what_is_said_to_all_or_of_another_province_is_not_local(sentence: str, tables: Tables) -> None:
    assert local(sentence, "Hà Giang", tables) == []


def test_sentences_that_go_on_about_the_province_are_local_and_joined(tables: Tables) -> None:
    here = "Tỉnh Hà Giang còn 231 thôn. Trong đó 24 thôn chưa có sóng."
    assert local(f"Chung cho mọi nơi. {here} Cả nước có 266 thôn.", "Hà Giang", tables) == [here]


def test_a_part_under_a_heading_of_the_province_is_local(tables: Tables) -> None:
    text = (
        "1. Về cơ chế\nBộ đã ban hành.\n2. Về tình hình tại tỉnh Hà Giang\nCòn 24 thôn.\n3. Về giải pháp\nBộ sẽ làm.\n"
    )
    assert local(text, "Hà Giang", tables) == ["2. Về tình hình tại tỉnh Hà Giang\nCòn 24 thôn."]


def test_old_and_new_names_of_a_merged_province_are_its_own(tables: Tables) -> None:
    old = "Tỉnh Bình Phước trước đây đã xử lý 19 trường hợp."
    assert local(old, "Đồng Nai", tables, on=date(2025, 8, 8)) == [old]
    assert local(old, "Đồng Nai", tables, on=date(2023, 8, 8)) == []


def test_one_reply_to_several_provinces_has_the_parts_of_each(tables: Tables) -> None:
    text = "Nghệ An còn 5 xã. Hà Tĩnh còn 3 xã. Thanh Hóa còn 2 xã."
    assert local(text, "Nghệ An; Hà Tĩnh", tables) == ["Nghệ An còn 5 xã. Hà Tĩnh còn 3 xã."]


def test_without_a_province_nothing_is_local(tables: Tables) -> None:
    text = "Tỉnh Hà Giang còn 24 thôn."
    assert local_spans(text, Span(0, len(text)), None, tables, None) == ()


def test_the_figures_made_for_one_province_are_local_in_the_sample_letters(
    samples: list[tuple[sources.Letter, Document]],
) -> None:
    right = 0
    missed: list[str] = []
    for letter, document in samples:
        told = " ".join(span.of(document.text) for request in document.requests for span in request.local)
        replies = " ".join(request.reply.of(document.text) for request in document.requests)
        for made_up in _made_up(letter):
            figure = FIGURE.match(made_up)
            key = figure[0] if figure else made_up.split(",")[0]
            if key in replies:
                right += key in told
                missed += [] if key in told else [f"{letter.stem}: {made_up}"]
    assert right / (right + len(missed)) >= FLOOR, missed


def _made_up(letter: sources.Letter) -> list[str]:
    """The figures of the province that were invented for the sample."""
    source = PROJECT / "corpus" / "letters" / f"{letter.stem}.yaml"
    return list(yaml.safe_load(source.read_text("utf-8")).get("illustrative") or [])


def test_no_sentence_that_two_provinces_were_sent_is_local(samples: list[tuple[sources.Letter, Document]]) -> None:
    sent: dict[str, set[str]] = defaultdict(set)
    here: set[str] = set()
    for letter, document in samples:
        for request in document.requests:
            reply = request.reply.of(document.text)
            for span in sentences(reply):
                sentence, at = span.of(reply), request.reply.start + span.start
                sent[sentence].add(letter.province)
                if any(part.start <= at < part.end for part in request.local):
                    here.add(sentence)
    shared = {sentence for sentence, provinces in sent.items() if len(provinces) > 1}
    assert len(shared) >= 20 and len(here) >= 100
    assert not shared & here
