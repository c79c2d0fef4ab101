"""Prompts are files with declared inputs; a wrong one is refused at start with what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.prompts import PromptInvalid, load_prompt
from assistant.settings import Settings

GOOD = "---\nversion: 3\ninputs: [question]\n---\nHệ thống\n<!-- user -->\nHỏi: {{question}}\n"


def test_the_shipped_prompts_can_be_loaded() -> None:
    folder = Settings().prompts_dir
    assert {load_prompt(folder, path.stem).name for path in folder.glob("*.md")} >= {"answer"}


def test_a_prompt_has_a_system_part_a_user_part_and_an_id(tmp_path: Path) -> None:
    (tmp_path / "answer.md").write_text(GOOD, encoding="utf-8")
    prompt = load_prompt(tmp_path, "answer")
    assert prompt.id == "answer-3"
    assert prompt.messages(question="{{question}}?") == [("system", "Hệ thống"), ("user", "Hỏi: {{question}}?")]


@pytest.mark.parametrize("values", [{}, {"question": "a", "passages": "b"}, {"passages": "b"}])
def test_other_inputs_than_declared_are_refused(tmp_path: Path, values: dict[str, str]) -> None:
    (tmp_path / "answer.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(PromptInvalid, match="wants"):
        load_prompt(tmp_path, "answer").messages(**values)


@pytest.mark.parametrize(
    "text",
    [
        "no front matter",
        GOOD.replace("version: 3", "version: three"),
        GOOD.replace("inputs: [question]", "inputs: [question, missing]"),
        GOOD.replace("{{question}}", "{{other}}"),
        GOOD.replace("inputs: [question]", "inputs: [question"),
        "---\n- a list\n---\nx",
    ],
)
def test_a_malformed_prompt_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "answer.md").write_text(text, encoding="utf-8")
    with pytest.raises(PromptInvalid):
        load_prompt(tmp_path, "answer")


def test_a_missing_prompt_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(PromptInvalid, match="TROLY_PROMPTS_DIR"):
        load_prompt(tmp_path, "answer")
