"""The rails of the house: what holds for every file, whoever wrote it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from enum import StrEnum
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from typer.main import get_command

from assistant import wording
from assistant.domain import AnswerStatus, Role, Validity
from assistant.prompts import load_prompt
from assistant.settings import Settings
from ingest.documents import DocumentKind
from ingest.errors import FailureReason

PROJECT = Path(__file__).resolve().parents[1]
LOCKS = sorted((PROJECT / "locks").glob("*.lock"))
DOCS = sorted(PROJECT.glob("*.md"))

# Below these versions lie known holes (remote code execution, request smuggling, parsers that hang).
FLOORS = {
    "chainlit": "2.12.0",
    "langchain-core": "1.4.9",
    "langchain-text-splitters": "1.1.2",
    "langchain-openai": "1.1.14",
    "langsmith": "0.8.0",
    "langgraph": "1.0.10",
    "starlette": "1.3.1",
    "python-multipart": "0.0.27",
    "pypdf": "6.16.1",
    "lxml": "6.1.0",
    "transformers": "5.17",
    "cryptography": "46.0.7",
    "urllib3": "2.7.0",
    "h11": "0.16.0",
}
TABLES = {"paraphrases.py"}  # cases for tests, one line of thought, many lines of text
# Written in pieces, so that this file itself does not name them.
FOREIGN = re.compile(
    "|".join(
        [
            r"py" + r"pi\.org",
            r"python" + r"hosted\.org",
            r"deb\." + r"debian\.org",
            r"npm" + r"js\.(com|org)",
            r"pytorch\.org" + r"/whl",
            r"(?<![\w.<])/(" + "work" + r"|farm|root|opt/py\w*)/",
            r"\bissues " + r"(show|list|close)\b",
        ]
    )
)


def test_the_example_of_settings_lists_every_setting_with_its_default() -> None:
    written = dict(re.findall(r"^# (TROLY_\w+)=(.*)$", (PROJECT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert written == {f"TROLY_{name.upper()}": shown(name) for name in Settings.model_fields}


def test_the_example_of_settings_explains_each_as_the_code_does() -> None:
    example = (PROJECT / ".env.example").read_text("utf-8")
    assert not [name for name, field in Settings.model_fields.items() if f"# {field.description}" not in example]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_security_floors_are_held_by_the_project_and_its_locks(name: str) -> None:
    floor = Version(FLOORS[name])
    allowed = [wanted for wanted in requirements() if wanted.name == name]
    assert allowed, f"pyproject.toml does not mention {name}"
    for wanted in allowed:
        assert any(each.operator == ">=" and Version(each.version) >= floor for each in wanted.specifier), wanted
    for lock in LOCKS:
        assert Version(locked(lock).get(name, FLOORS[name])) >= floor, lock.name


def test_the_locks_hold_what_the_project_asks_for() -> None:
    base = [Requirement(each) for each in project()["dependencies"]]
    for lock in LOCKS:
        versions = locked(lock)
        assert not [str(each) for each in base if versions.get(each.name, "0") not in each.specifier], lock.name


def test_the_server_is_installed_without_torch_or_pandas() -> None:
    assert (
        not {"torch", "pandas", "datasets", "sentence-transformers"} & locked(PROJECT / "locks" / "serve.lock").keys()
    )


def test_no_package_has_a_licence_that_binds_those_who_offer_the_service() -> None:
    names = {name for lock in LOCKS for name in locked(lock)}
    bound = [name for name in sorted(names) if re.search("AGPL|Affero", licence_of(name))]
    assert not bound


def test_no_file_names_a_registry_a_path_of_a_machine_or_a_tool_of_its_makers() -> None:
    found = [
        f"{file.relative_to(PROJECT)}: {hit[0]}"
        for file in tracked()
        if file.suffix in {".py", ".md", ".toml", ".lock", ".csv", ".yaml", ".html", ".css", ".js", ".jsx", ".json", ""}
        and (hit := FOREIGN.search(file.read_text("utf-8", errors="replace")))
    ]
    assert not found


def test_no_file_of_code_is_longer_than_a_reader_can_hold() -> None:
    code = [file for file in tracked() if file.suffix == ".py" and file.name not in TABLES]
    assert not [file.name for file in code if len(file.read_bytes().splitlines()) > 400]


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in tracked() if file.is_relative_to(PROJECT / "tests") and file.suffix == ".py"}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]


@pytest.mark.parametrize("file", sorted((PROJECT / "prompts").glob("*.md")), ids=lambda file: file.stem)
def test_every_prompt_has_front_matter_and_uses_the_inputs_it_declares(file: Path) -> None:
    prompt = load_prompt(file.parent, file.stem)
    assert prompt.version >= 1 and prompt.inputs


@pytest.mark.parametrize(
    "names, wordings",
    [
        (AnswerStatus, wording.STATUS),
        (FailureReason, wording.READ_FAILURES),
        (Validity, wording.VALIDITY),
        (Role, wording.ROLE),
        (DocumentKind, wording.KIND),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_name_of_a_closed_list_has_its_wording(names: type[StrEnum], wordings: dict[StrEnum, str]) -> None:
    assert set(names) == set(wordings)
    assert all(wordings[name].strip() for name in names if name is not Validity.NOT_LAW)


def test_every_problem_raised_anywhere_has_its_wording() -> None:
    raised = re.compile(r'raise BadRequest\("(\w+)"\)')
    keys = {key for file in tracked() if file.suffix == ".py" for key in raised.findall(file.read_text("utf-8"))}
    assert keys and keys <= wording.PROBLEMS.keys()


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_commands_in_the_documents_exist(page: Path) -> None:
    for words in commands_in(page.read_text("utf-8")):
        command = known_command(words)
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word.split("=")[0] for word in words if word.startswith("-")} - {"--home"} <= known, words


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_targets_of_make_in_the_documents_exist(page: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make (\w+)", page.read_text("utf-8"), re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_documents_name_files_that_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    quoted = re.findall(r"`([\w.-]+/[\w./*-]*\.(?:py|md|csv|lock|toml)|[\w-]+(?:/[\w-]+)+/)`", text)
    assert not [name for name in [*linked, *quoted] if not list(PROJECT.glob(name.rstrip("/")))]


def test_importing_the_product_does_no_work(tmp_path: Path) -> None:
    """No file appears, no thread starts, and what only training or the chat needs stays away."""
    code = (
        "import pkgutil, sys, threading, importlib, assistant, ingest\n"
        "skip = ('ingest.embed.train', 'ingest.migrations.env', 'ingest.guard.child', 'assistant.pages.pdf_child',\n"
        "        'assistant.chat.', '__main__')\n"
        "for package in (ingest, assistant):\n"
        "    for each in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        if not any(part in each.name for part in skip): importlib.import_module(each.name)\n"
        "heavy = {'torch', 'pandas', 'datasets', 'transformers', 'chainlit', 'langchain', 'sentence_transformers'}\n"
        "print(sorted(heavy & set(sys.modules)), threading.active_count())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[0] == "[] 1"
    assert not list(tmp_path.iterdir())


def shown(name: str) -> str:
    """A default as `.env.example` shows it: secrets and None empty, folders of the project relative to it."""
    value = Settings.model_fields[name].default
    if value is None or hasattr(value, "get_secret_value"):
        return ""
    return str(value.relative_to(PROJECT) if isinstance(value, Path) and value.is_absolute() else value)


@cache
def project() -> dict[str, list[str]]:
    """The table [project] of pyproject.toml."""
    return dict(tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"])


def requirements() -> list[Requirement]:
    """Everything the project or one of its extras asks for."""
    extras: dict[str, list[str]] = dict(project()["optional-dependencies"])  # type: ignore[arg-type]
    return [
        Requirement(each) for each in [*project()["dependencies"], *(one for some in extras.values() for one in some)]
    ]


@cache
def locked(lock: Path) -> dict[str, str]:
    """Name and version of every package of a lock."""
    lines = (line.partition("#")[0].strip() for line in lock.read_text("utf-8").splitlines())
    return dict(line.split("==", 1) for line in lines if line)


def licence_of(name: str) -> str:
    """What an installed package says of its licence, not the texts of what it bundles; empty when not installed."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    short = (told.get("License") or "").partition("\n")[0]
    return " ".join([short, told.get("License-Expression") or "", *(told.get_all("Classifier") or [])])


@cache
def tracked() -> list[Path]:
    """The files of the project under version control, or all of them where there is none."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False)
    names = [PROJECT / name for name in listed.stdout.split("\0") if name]
    own = [each for root in ("assistant", "ingest", "evals", "tests", "corpus") for each in (PROJECT / root).rglob("*")]
    return [file for file in names or own if file.is_file() and "__pycache__" not in file.parts]


def commands_in(text: str) -> list[list[str]]:
    """The command lines `troly …` of code blocks and of inline code, without what stands in quotation marks."""
    lines = re.findall(r"(?:^|`)troly ([^\n`#]*)", text, re.MULTILINE)
    return [re.sub(r'"[^"]*"', "X", line).split() for line in lines]


def known_command(words: list[str]):
    """The command these words run; fails when there is none."""
    from assistant.cli import app

    found = get_command(app)
    rest = [word for word in words if not word.startswith("-")]
    rest = rest[1:] if "--home" in words else rest
    while hasattr(found, "commands"):
        found = found.get_command(None, rest.pop(0)) if rest else None
        assert found is not None, words
    return found
