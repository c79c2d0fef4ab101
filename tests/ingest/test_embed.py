"""Texts to vectors: the shipped model, other folders, endpoints."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from ingest.embed import SHIPPED_MODEL, load_embedder
from ingest.embed.endpoint import EndpointEmbedder
from ingest.embed.static import StaticEmbedder
from ingest.errors import EmbedderUnavailable

QUESTIONS = [
    "Thuê bao di động trả trước phải đăng ký thông tin như thế nào?",
    "Bao giờ xóa vùng lõm sóng tại các thôn, bản vùng sâu, vùng xa?",
    "Đề nghị xử lý nghiêm SIM rác, cuộc gọi lừa đảo",
    "Nghị định 163/2024/NĐ-CP quy định chi tiết Luật Viễn thông",
    "Kinh phí hoạt động của điểm bưu điện - văn hóa xã",
]


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder(SHIPPED_MODEL)


def varied_texts() -> list[str]:
    """Over 250 texts: short, long, upper case, no marks, old tone placement, codes, blanks, other scripts."""
    rng = random.Random(3)
    words = " ".join(QUESTIONS).split()
    made = [" ".join(rng.choices(words, k=rng.randint(1, 120))) for _ in range(240)]
    odd = [
        "",
        "   ",
        "…?!",
        "HOÀ GIẢI Ở CƠ SỞ",
        "hoà bình, thuý kiều",
        "thue bao tra truoc",
        "5G 4g 3.000.000 đồng",
        "漢字 🙂",
    ]
    return QUESTIONS + made + odd + ["Điều 1.\n\n2. Mục\t3 – 4/5-6 'abc' _x_", "a" * 5000, "xã " * 3000]


def test_the_shipped_model_is_read_as_sentence_transformers_reads_it(embedder: StaticEmbedder) -> None:
    sentence_transformers = pytest.importorskip(
        "sentence_transformers", reason="sentence-transformers and torch are not installed: nothing to compare with"
    )
    texts = varied_texts()
    model = sentence_transformers.SentenceTransformer(str(SHIPPED_MODEL), device="cpu", local_files_only=True).float()
    theirs = model.encode(texts, show_progress_bar=False)
    assert len(texts) >= 200
    assert np.abs(embedder.encode(texts) - theirs).max() <= 1e-5


def test_an_ordinary_static_folder_is_read_as_sentence_transformers_reads_it(tmp_path: Path) -> None:
    sentence_transformers = pytest.importorskip(
        "sentence_transformers", reason="sentence-transformers and torch are not installed: nothing to compare with"
    )
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    static = StaticEmbedding(word_tokenizer(), embedding_dim=8)
    sentence_transformers.SentenceTransformer(modules=[static], device="cpu").save(str(tmp_path))
    theirs = sentence_transformers.SentenceTransformer(str(tmp_path), device="cpu").encode(
        ["thuê bao", "bao"], normalize_embeddings=True
    )
    assert np.abs(load_embedder(str(tmp_path)).encode(["thuê bao", "bao"]) - theirs).max() <= 1e-5


def test_the_default_path_imports_no_torch() -> None:
    code = (
        "import sys; from ingest.embed import load_embedder; load_embedder().encode(['thuê bao']);"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'httpx') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project())
    assert found.stdout.strip() == "[]"


def test_vectors_have_length_one_and_are_float32(embedder: StaticEmbedder) -> None:
    vectors = embedder.encode(QUESTIONS)
    assert vectors.shape == (len(QUESTIONS), embedder.dim)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "\n", "?!…"])
def test_a_text_without_words_is_a_vector_of_zeros(embedder: StaticEmbedder, text: str) -> None:
    assert not embedder.encode([text]).any()


def test_no_texts_are_no_vectors(embedder: StaticEmbedder) -> None:
    assert embedder.encode([]).shape == (0, embedder.dim)


def test_the_same_text_has_the_same_vector_alone_in_a_batch_and_in_another_process(embedder: StaticEmbedder) -> None:
    alone = embedder.encode([QUESTIONS[0]])[0]
    assert np.array_equal(alone, embedder.encode(varied_texts())[0])
    code = (
        f"from ingest.embed import load_embedder; print(load_embedder().encode([{QUESTIONS[0]!r}])[0].tobytes().hex())"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project())
    assert found.stdout.strip() == alone.tobytes().hex()


def test_many_threads_get_the_same_vectors_as_one(embedder: StaticEmbedder) -> None:
    expected = embedder.encode(QUESTIONS)
    with ThreadPoolExecutor(8) as threads:
        for found in threads.map(lambda _: embedder.encode(QUESTIONS), range(40)):
            assert np.array_equal(found, expected)


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("SIM RÁC", "sim rác"),
        ("hoà giải ở cơ sở", "hòa giải ở cơ sở"),
        ("thuỷ lợi", "thủy lợi"),
        ("Nghị định 163/2024/NĐ-CP", "nghị định 163 2024 nđ cp"),
    ],
)
def test_case_tone_placement_and_separators_do_not_matter(embedder: StaticEmbedder, question: str, same: str) -> None:
    first, second = embedder.encode([question, same])
    assert first @ second == pytest.approx(1, abs=1e-5)


MEANINGS = [
    (
        "thue bao tra truoc phai dang ky thong tin the nao",
        "Chủ thuê bao trả trước có trách nhiệm đăng ký, cập nhật thông tin thuê bao với doanh nghiệp viễn thông.",
        "Cơ quan báo chí phải xin phép khi mở chuyên trang của báo điện tử.",
    ),
    (
        "phu song di dong vung sau vung xa",
        "Doanh nghiệp viễn thông đầu tư trạm phát sóng để phủ sóng thông tin di động tại thôn, bản vùng sâu, vùng xa.",
        "Thời hạn lưu trữ hồ sơ, tài liệu tại lưu trữ cơ quan.",
    ),
    (
        "xu phat tin gia tren mang xa hoi",
        "Phạt tiền đối với hành vi cung cấp, chia sẻ thông tin giả mạo, sai sự thật trên mạng xã hội.",
        "Mức thuế suất thuế nhập khẩu ưu đãi đối với hàng hóa.",
    ),
    (
        "cap the nha bao",
        "Điều kiện, thủ tục cấp, đổi, thu hồi thẻ nhà báo đối với người làm báo.",
        "Điều kiện cấp giấy phép lái xe cho người điều khiển phương tiện.",
    ),
    (
        "buu dien van hoa xa",
        "Điểm bưu điện - văn hóa xã cung cấp dịch vụ bưu chính và sách báo cho người dân nông thôn.",
        "Quy chuẩn kỹ thuật về thiết bị đầu cuối thông tin di động mặt đất.",
    ),
]


@pytest.mark.parametrize(("question", "right", "wrong"), MEANINGS)
def test_a_question_typed_without_marks_is_nearer_to_its_answer(
    embedder: StaticEmbedder, question: str, right: str, wrong: str
) -> None:
    asked, answer, other = embedder.encode([question, right, wrong])
    assert asked @ answer > asked @ other + 0.1


def test_a_short_question_takes_well_under_a_millisecond(embedder: StaticEmbedder) -> None:
    embedder.encode(QUESTIONS)
    taken = []
    for _ in range(200):
        start = time.perf_counter()
        embedder.encode([QUESTIONS[0]])
        taken.append(time.perf_counter() - start)
    assert sorted(taken)[len(taken) // 2] < 0.001  # 0.06 ms on a quiet machine; the limit allows for a busy one


def test_the_shipped_model_stays_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED_MODEL.rglob("*") if path.is_file()) <= 40_000_000


def test_empty_and_default_both_mean_the_shipped_model(embedder: StaticEmbedder) -> None:
    assert load_embedder("").name == load_embedder("default").name == embedder.name


def test_the_name_changes_with_the_weights(tmp_path: Path) -> None:
    first, second = static_folder(tmp_path / "a"), static_folder(tmp_path / "b", scale=3)
    assert load_embedder(str(first)).name != load_embedder(str(second)).name
    assert load_embedder(str(first)).name == load_embedder(str(static_folder(tmp_path / "c"))).name


def test_a_static_folder_is_read_without_torch_and_any_other_by_sentence_transformers(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="sentence-transformers and torch are not installed")
    static = static_folder(tmp_path / "static")
    other = tmp_path / "other"
    shutil.copytree(static, other)
    kinds = json.loads((other / "modules.json").read_text())
    kinds.append({"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"})
    kinds.append({"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"})
    (other / "modules.json").write_text(json.dumps(kinds))
    assert type(load_embedder(str(static))).__name__ == "StaticEmbedder"
    transformer = load_embedder(str(other))
    assert type(transformer).__name__ == "SentenceTransformerEmbedder"
    assert np.allclose(transformer.encode(["thuê", ""]), load_embedder(str(static)).encode(["thuê", ""]), atol=1e-5)


@pytest.mark.parametrize("missing", ["modules.json", "tokenizer.json", "model.safetensors"])
def test_a_folder_without_one_of_its_files_is_refused_by_name(tmp_path: Path, missing: str) -> None:
    folder = static_folder(tmp_path)
    (folder / missing).unlink()
    with pytest.raises(EmbedderUnavailable, match=missing):
        load_embedder(str(folder))


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = static_folder(tmp_path)
    (folder / "model.safetensors").write_bytes(b"\x00" * 64)
    with pytest.raises(EmbedderUnavailable, match=r"model\.safetensors"):
        load_embedder(str(folder))


def test_weights_of_another_tokenizer_are_refused_with_both_numbers(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match=r"3 tokens but vectors for 2"):
        load_embedder(str(static_folder(tmp_path, drop=1)))


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="nowhere"):
        load_embedder(str(tmp_path / "nowhere"))


def test_an_endpoint_is_asked_in_batches_and_its_vectors_made_length_one() -> None:
    with server(answer_with_lengths) as (url, asked):
        embedder = load_embedder(f"{url}#vn-model", api_key="khoa")
        vectors = embedder.encode(["x" * (place + 1) for place in range(150)])
    assert (embedder.dim, vectors.shape) == (3, (150, 3))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert vectors[99, 0] / vectors[99, 1] == pytest.approx(100)
    assert [len(request["input"]) for request in asked] == [1, 64, 64, 22]
    assert {(request["model"], request["key"]) for request in asked} == {("vn-model", "Bearer khoa")}


def test_an_endpoint_is_not_sent_empty_texts() -> None:
    with server(answer_with_lengths) as (url, asked):
        vectors = EndpointEmbedder(url, "m", dim=3).encode(["", "  "])
    assert not vectors.any()
    assert asked == []


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (lambda body: (401, b"{}"), "401"),
        (lambda body: (500, b"loi"), "500"),
        (lambda body: (200, b"<html>"), "embeddings"),
        (lambda body: (200, b'{"data": []}'), "numbers"),
        (lambda body: (200, b'{"data": [{"index": 0, "embedding": [1, 2]}]}'), r"\(1, 2\).*\(1, 3\)"),
        (lambda body: (200, b'{"data": [{"index": 0, "embedding": [NaN, 2, 3]}]}'), "numbers"),
    ],
)
def test_an_endpoint_that_answers_wrongly_is_unavailable(reply: Reply, says: str) -> None:
    with server(reply) as (url, _), pytest.raises(EmbedderUnavailable, match=says) as raised:
        EndpointEmbedder(url, "m", dim=3).encode(["nội dung mật"])
    assert "nội dung mật" not in str(raised.value)


def test_an_endpoint_that_does_not_answer_in_time_is_unavailable() -> None:
    def slow(body: dict[str, object]) -> tuple[int, bytes]:
        time.sleep(0.5)
        return 200, b"{}"

    with server(slow) as (url, _), pytest.raises(EmbedderUnavailable, match="in time"):
        EndpointEmbedder(url, "m", dim=3, seconds=0.1).encode(["thuê bao"])


def test_an_endpoint_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(EmbedderUnavailable, match="cannot be reached"):
        load_embedder("http://127.0.0.1:9/v1#m")


def test_an_endpoint_without_a_model_is_refused() -> None:
    with pytest.raises(EmbedderUnavailable, match="#model-name"):
        load_embedder("http://127.0.0.1:9/v1")


Reply = Callable[[dict[str, object]], tuple[int, bytes]]


def answer_with_lengths(body: dict[str, object]) -> tuple[int, bytes]:
    """Vectors [length, 1, 0], last text first: order must come from `index`."""
    texts = body["input"]
    assert isinstance(texts, list)
    rows = [{"index": place, "embedding": [len(text), 1, 0]} for place, text in enumerate(texts)]
    return 200, json.dumps({"data": rows[::-1]}).encode()


@contextmanager
def server(reply: Reply) -> Iterator[tuple[str, list[dict[str, object]]]]:
    asked: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({**body, "path": self.path, "key": self.headers.get("Authorization")})
            status, content = reply(body)
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except BrokenPipeError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_port}/v1", asked
    finally:
        running.shutdown()
        running.server_close()


def word_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({"<unk>": 0, "thuê": 1, "bao": 2}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


def static_folder(folder: Path, *, scale: float = 1, drop: int = 0) -> Path:
    """A folder as sentence-transformers writes it, written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = "sentence_transformers.models.StaticEmbedding"
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": kind}]))
    word_tokenizer().save(str(folder / "tokenizer.json"))
    weights = np.arange(1, 13, dtype=np.float32).reshape(3, 4)[: 3 - drop] * scale
    save_file({"embedding.weight": weights}, folder / "model.safetensors")
    return folder


def project() -> str:
    return os.fspath(Path(__file__).resolve().parents[2])
