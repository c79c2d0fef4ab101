"""Hostile files, each read as any file is: how it ended, how long it took, how much memory, and what it got done.

    python -m evals.hostile [--only WORD] [--quick] [--all]

No trap may make its reader take more than 20 s or 512 MiB, call an address, touch a file outside its folder, end with
anything but a text or a plain refusal, or have a sentence read that no person sees.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.wording import READ_FAILURES
from evals.listener import Listener
from evals.traps.catalogue import quick_traps, traps
from evals.traps.trap import HIDDEN, SECRET_WORD, VISIBLE, Trap, docx_body, paragraph
from ingest.documents import Member, Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.isolate import isolate, isolate_measured
from ingest.settings import IngestSettings
from ingest.vietnamese import fold, strip_tones

MOST_SECONDS = 20.0
MOST_MEGABYTES = 512.0
# As deep and as many as the pipeline goes is measured by its own tests; here a sample of each layer will do.
DEPTH = 3
MEMBERS_TRIED = 8
_READ = "read"
# What a reader that was stopped from outside leaves behind; the next honest file shows that nothing else suffered.
_STOPPED = {FailureReason.TIMEOUT, FailureReason.MEMORY, FailureReason.DAMAGED}
# What is known to get through, with the reason; everything else is a breach.
GAPS = {
    "pdf text: hidden behind a clipping path of nothing": "Word clips every honest line too: telling them apart needs "
    "the page drawn, which would slow every page of every PDF",
}
Catalogue = Callable[[str], Iterable[Trap]]
_NEVER = (Path("/tmp/troly-hostile.txt"), Path("/windows/troly-hostile.txt"))


@dataclass(frozen=True)
class Ending:
    """How one trap ended; `seconds` and `megabytes` are the worst of it and of the files found inside it."""

    name: str
    outcome: str
    seconds: float
    megabytes: float
    flagged: bool = False
    breaches: tuple[str, ...] = ()


@dataclass
class Endings:
    """All traps of a run, and whether anybody was called."""

    endings: list[Ending] = field(default_factory=list)
    calls: int = 0
    honest_read: int = 0
    honest_tried: int = 0

    @property
    def breaches(self) -> list[Ending]:
        return [ending for ending in self.endings if ending.breaches and ending.name not in GAPS]

    @property
    def gaps(self) -> list[Ending]:
        return [ending for ending in self.endings if ending.breaches and ending.name in GAPS]


def run(folder: Path, catalogue: Catalogue = traps, done: Callable[[Ending], None] = lambda ending: None) -> Endings:
    """Writes and reads every trap of the catalogue, one after another, in `folder`."""
    result = Endings()
    settings = IngestSettings()
    honest = folder / "honest.docx"
    honest.write_bytes(docx_body(paragraph(VISIBLE)))
    with Listener() as listener:
        for number, trap in enumerate(catalogue(listener.address)):
            ending = _sprung(trap, folder / f"{number:03d}", settings)
            result.endings.append(ending)
            done(ending)
            if ending.outcome in _STOPPED:
                result.honest_tried += 1
                result.honest_read += VISIBLE in isolate(honest, settings).text
        result.calls = listener.calls
    return result


def _sprung(trap: Trap, folder: Path, settings: IngestSettings) -> Ending:
    """The trap written into a folder of its own, and read."""
    folder.mkdir()
    path = folder / trap.file
    trap.write(path)
    try:
        return _judged(trap, path, settings)
    finally:
        if path.is_file() and not path.is_symlink():
            path.chmod(0o600)
        shutil.rmtree(folder, ignore_errors=True)


def _judged(trap: Trap, path: Path, settings: IngestSettings) -> Ending:
    breaches: list[str] = []
    outcome, seconds, megabytes, flagged = _READ, 0.0, 0.0, False
    waiting = [(path, 0)]
    while waiting:
        file, depth = waiting.pop()
        scratch = path.parent / f"inside-{len(list(path.parent.iterdir()))}"
        scratch.mkdir()
        found, cost = isolate_measured(file, settings, scratch)
        seconds, megabytes = max(seconds, cost.seconds), max(megabytes, cost.megabytes)
        if isinstance(found, ReadFailure):
            outcome = found.reason.value if file == path else outcome
            breaches += _told(found)
            continue
        flagged = flagged or any(warning.startswith("hidden_text") for warning in found.warnings)
        breaches += [*_said(found), *_put(found.members, scratch)]
        if depth < DEPTH:
            waiting += [(Path(member.path), depth + 1) for member in found.members[:MEMBERS_TRIED]]
    if seconds > MOST_SECONDS:
        breaches.append(f"{seconds} s")
    if megabytes > MOST_MEGABYTES:
        breaches.append(f"{megabytes} MiB")
    breaches += [f"wrote {each}" for each in _NEVER if each.exists()]
    if trap.honest and outcome != _READ:
        breaches.append("an honest letter was refused")
    return Ending(trap.name, outcome, seconds, megabytes, flagged, tuple(dict.fromkeys(breaches)))


def _told(failure: ReadFailure) -> list[str]:
    """A refusal has its wording, and its detail for the log holds nothing of the text."""
    known = failure.reason in READ_FAILURES and failure.reason is not FailureReason.UNEXPECTED
    leaked = _holds_secret(failure.detail) or VISIBLE[:20] in failure.detail
    return [] if known and not leaked else [f"refused with {failure.reason}"]


def _said(parsed: Parsed) -> list[str]:
    said = f"{parsed.title}\n{parsed.text}\n" + "\n".join(member.name for member in parsed.members)
    breaches = ["hidden text read"] if _holds_secret(said) else []
    if any(0xE0000 <= ord(letter) <= 0xE01FF for letter in said):
        breaches.append("invisible letters kept")
    if "root:x:0" in said or "root:*:" in said:
        breaches.append("a file of the system read")
    return breaches


def _holds_secret(said: str) -> bool:
    return strip_tones(fold(SECRET_WORD)) in strip_tones(fold(said)) or HIDDEN in said


def _put(members: Iterable[Member], scratch: Path) -> list[str]:
    """Inner files lie in the folder given, are plain files, and have names people may see."""
    breaches = []
    for member in members:
        path = Path(member.path)
        if path.parent != scratch or path.is_symlink() or not path.is_file():
            breaches.append(f"inner file at {path}")
        steps = member.name.split("/")
        if ".." in steps or member.name.startswith("/") or len(member.name) > 255 or not member.name.isprintable():
            breaches.append(f"inner name {member.name!r}")
    return breaches


def summary(result: Endings) -> dict[str, object]:
    """Totals per outcome, breaches, the slowest and the hungriest."""
    endings = result.endings
    hidden = [ending for ending in endings if " hidden" in ending.name or ": text " in ending.name]
    slowest = sorted(endings, key=lambda ending: -ending.seconds)[:8]
    hungriest = sorted(endings, key=lambda ending: -ending.megabytes)[:8]
    return {
        "traps": len(endings),
        "outcomes": dict(Counter(ending.outcome for ending in endings).most_common()),
        "calls to the bait": result.calls,
        "honest files read after a stop": f"{result.honest_read} of {result.honest_tried}",
        "hiding": len(hidden),
        "hiding and flagged": sum(ending.flagged for ending in hidden),
        "seconds in all": round(sum(ending.seconds for ending in endings), 1),
        "slowest": {ending.name: ending.seconds for ending in slowest},
        "hungriest, MiB": {ending.name: ending.megabytes for ending in hungriest},
        "known gaps": {ending.name: list(ending.breaches) for ending in result.gaps},
        "breaches": {ending.name: list(ending.breaches) for ending in result.breaches},
    }


def _print(ending: Ending) -> None:
    print(json.dumps(asdict(ending), ensure_ascii=False), flush=True)


def main() -> None:
    """Runs every trap and prints what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only traps whose name begins with this")
    parser.add_argument("--quick", action="store_true", help="without the slow ones")
    parser.add_argument("--all", action="store_true", help="print every ending, one JSON object a line")
    options = parser.parse_args()
    catalogue = quick_traps if options.quick else traps

    def chosen(bait: str) -> Iterator[Trap]:
        return (trap for trap in catalogue(bait) if trap.name.startswith(options.only))

    with tempfile.TemporaryDirectory(prefix="troly-traps-") as folder:
        result = run(Path(folder), chosen, _print if options.all else lambda ending: None)
    print(json.dumps(summary(result), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
