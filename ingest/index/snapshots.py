"""The derived indexes on disk: checked snapshots that processes share, live folders that each has alone.

    index/snapshot-<generation>/   manifest.json (SHA-256 of every file) and the files of both indexes
    index/live-<random>/           a process's own lexical indexes, begun as hard links to a snapshot's files
    index/live-<random>.lock       held while that process lives; a folder whose lock is free is swept

A snapshot is never changed: it is built beside the old ones, verified, renamed into place, and only then are
older ones removed. A live folder is never trusted by anybody else: a killed process leaves nothing to repair,
the next one starts from a snapshot and takes what is missing from the database.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.documents import digest_of
from ingest.index.dense import DenseIndex
from ingest.index.derived import Derived
from ingest.index.forward import ForwardIndex, Tokens
from ingest.index.lexical_parts import FOLDERS
from ingest.index.store import Embedding
from ingest.storage import file_lock, fsync_file, fsync_folder, sha256_of, storage_errors

FORMAT = 4  # 2: the lexical index knows which article a chunk is; 3: the words of each chunk; 4: corrections apart
MANIFEST = "manifest.json"
COPIED = ("meta.json", ".managed.json")  # tantivy replaces these; everything else it only adds and deletes

logger = logging.getLogger(__name__)


class Damaged(Exception):
    """A snapshot does not hold what was written."""


@dataclass(frozen=True)
class LiveFolder:
    """A folder that belongs to one process as long as it holds `lock`."""

    path: Path
    lock: int

    def fresh(self) -> Path:
        """The folder, emptied."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir()
        return self.path

    def release(self) -> None:
        """Give the folder back and delete it."""
        shutil.rmtree(self.path, ignore_errors=True)
        _lock_path(self.path).unlink(missing_ok=True)
        os.close(self.lock)


def save(home: Path, derived: Derived) -> None:
    """Write a snapshot of the indexes as they are; the old ones stay until it is verified."""
    with storage_errors("saving the search indexes"), file_lock(home / "snapshots.lock"):
        building = home / f"building-{secrets.token_hex(4)}"
        try:
            _write(building, derived)
            _publish(home, building)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def load(home: Path, live: LiveFolder, wanted: Embedding, tokens: Tokens | None) -> Derived | None:
    """The newest sound snapshot made with this embedding, opened in a live folder; None when there is none."""
    for folder in _newest_first(home):
        try:
            manifest = _checked_manifest(folder)
            if manifest["embedding"] == asdict(wanted):
                return _open(folder, manifest, live.path, tokens)
        except (Damaged, OSError, RuntimeError, ValueError, KeyError) as error:
            logger.warning("Search index %s is damaged and left aside: %s", folder.name, error)
            live.fresh()
    return None


def newest_generation(home: Path) -> int:
    """The generation of the newest snapshot; 0 when there is none."""
    return max((_generation_of(folder) for folder in _newest_first(home)), default=0)


def claim(home: Path) -> LiveFolder:
    """A new live folder; folders of processes that died are deleted."""
    with storage_errors("opening the search indexes"), file_lock(home / "snapshots.lock"):
        _sweep(home)
        path = home / f"live-{secrets.token_hex(4)}"
        lock = os.open(_lock_path(path), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        path.mkdir()
        return LiveFolder(path, lock)


def _write(building: Path, derived: Derived) -> None:
    for name in FOLDERS:
        (building / name).mkdir(parents=True)
    with derived.changing:
        visibilities = derived.dense.save(building)
        derived.forward.save(building)
        for name in FOLDERS:
            _link_lexical(derived.folder / name, building / name)
        description = {
            "format": FORMAT,
            "generation": derived.generation,
            "embedding": asdict(derived.embedding),
            "visibilities": visibilities,
        }
        derived.unsaved = 0
    files = _files(building)
    description["files"] = {str(path.relative_to(building)): sha256_of(path) for path in files}
    description["digest"] = _digest(description)
    (building / MANIFEST).write_text(json.dumps(description, indent=1))
    for path in [*files, building / MANIFEST]:
        fsync_file(path)


def _publish(home: Path, building: Path) -> None:
    generation = _checked_manifest(building)["generation"]
    place = home / f"snapshot-{generation}"
    older = _newest_first(home)
    if place in older:  # it would not be saved again unless it were damaged
        shutil.rmtree(place)
        older.remove(place)
    building.rename(place)
    fsync_folder(home)
    for folder in older:
        shutil.rmtree(folder, ignore_errors=True)


def _link_lexical(source: Path, target: Path) -> None:
    """Link the files of the committed segments; tantivy may merge and delete meanwhile, then begin again."""
    while True:
        meta = (source / "meta.json").read_bytes()
        segments = tuple(segment["segment_id"].replace("-", "") for segment in json.loads(meta)["segments"])
        names = [path.name for path in source.iterdir() if path.name.startswith(segments)]
        _each(names, lambda name: os.link(source / name, target / name))
        if (source / "meta.json").read_bytes() == meta:
            (target / "meta.json").write_bytes(meta)
            (target / ".managed.json").write_text(json.dumps(names))
            return
        shutil.rmtree(target)
        target.mkdir()


def _each(names: list[str], do: Callable[[str], None]) -> None:
    for name in names:
        try:
            do(name)
        except FileNotFoundError:
            continue  # deleted by a merge: the caller sees another meta.json and begins again


def _checked_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise Damaged(f"its manifest cannot be read ({error})") from error
    if not isinstance(manifest, dict) or manifest.pop("digest", None) != _digest(manifest):
        raise Damaged("its manifest was changed")
    if manifest["format"] != FORMAT:
        raise Damaged(f"it has format {manifest['format']}, this program reads {FORMAT}")
    for name, expected in manifest["files"].items():
        if not (folder / name).is_file() or sha256_of(folder / name) != expected:
            raise Damaged(f"{name} is missing or was changed")
    return manifest


def _open(folder: Path, manifest: dict[str, Any], live: Path, tokens: Tokens | None) -> Derived:
    for name in FOLDERS:
        (live / name).mkdir(parents=True, exist_ok=True)
        for path in (folder / name).iterdir():
            place = shutil.copyfile if path.name in COPIED else os.link
            place(path, live / name / path.name)
    embedding = Embedding(**manifest["embedding"])
    dense = DenseIndex.load(folder, embedding.dim, manifest["visibilities"])
    return Derived(live, embedding, tokens, dense, ForwardIndex.load(folder), manifest["generation"])


def _digest(description: dict[str, Any]) -> str:
    return digest_of(json.dumps(description, sort_keys=True))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _newest_first(home: Path) -> list[Path]:
    return sorted(home.glob("snapshot-*"), key=_generation_of, reverse=True)


def _generation_of(folder: Path) -> int:
    number = folder.name.removeprefix("snapshot-")
    return int(number) if number.isdigit() else -1


def _lock_path(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _sweep(home: Path) -> None:
    for folder in home.glob("building-*"):
        shutil.rmtree(folder, ignore_errors=True)
    for lock_path in home.glob("live-*.lock"):
        lock = os.open(lock_path, os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)  # its process lives
            continue
        LiveFolder(lock_path.with_suffix(""), lock).release()
