"""Prompts are files: front matter (version, inputs) and Vietnamese text, the user's part after `<!-- user -->`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingest.errors import TrolyError

FRONT_MATTER = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
INPUT = re.compile(r"\{\{(\w+)\}\}")
USER = "<!-- user -->"


class PromptInvalid(TrolyError):
    """A prompt file is missing, malformed, or was filled with other inputs than it declares."""


@dataclass(frozen=True)
class Prompt:
    """A prompt with its inputs declared; `id` is recorded with every answer, e.g. `answer-3`."""

    name: str
    version: int
    inputs: frozenset[str]
    system: str
    user: str

    @property
    def id(self) -> str:
        return f"{self.name}-{self.version}"

    def messages(self, **values: str) -> list[tuple[str, str]]:
        """("system", text), ("user", text) with every input in place. Raises PromptInvalid on other inputs."""
        if values.keys() != self.inputs:
            raise PromptInvalid(f"Prompt {self.id} wants {sorted(self.inputs)} but was given {sorted(values)}.")
        # One pass: an input whose text looks like an input is not filled again.
        return [
            (role, INPUT.sub(lambda match: values[match[1]], text))
            for role, text in (("system", self.system), ("user", self.user))
        ]


def load_prompt(folder: Path, name: str) -> Prompt:
    """The prompt `name`.md of the folder. Raises PromptInvalid saying what to mend."""
    path = folder / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise PromptInvalid(f"No prompt file {path}. Restore it or set TROLY_PROMPTS_DIR.") from problem
    parts = FRONT_MATTER.match(text)
    head = _head(parts["head"], path) if parts else {}
    version, inputs = head.get("version"), head.get("inputs")
    if parts is None or not isinstance(version, int) or not isinstance(inputs, list):
        raise PromptInvalid(f"{path} must begin with front matter: `version` (a number) and `inputs` (a list).")
    used = set(INPUT.findall(parts["body"]))
    if used != set(inputs):
        raise PromptInvalid(f"{path} declares inputs {sorted(inputs)} but its text uses {sorted(used)}.")
    system, _, user = parts["body"].partition(USER)
    return Prompt(name, version, frozenset(inputs), system.strip(), user.strip())


def _head(text: str, path: Path) -> dict[str, object]:
    try:
        head = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise PromptInvalid(f"The front matter of {path} is not YAML.") from problem
    return head if isinstance(head, dict) else {}
