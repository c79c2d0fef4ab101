"""The parts of a DOCX or XLSX: XML found through relationships; nothing outside the file is ever opened."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lxml import etree

# What a damaged or hostile package makes zipfile, zlib, lxml and our readers raise.
BROKEN = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError,
    AttributeError, LookupError, TypeError, ValueError, ArithmeticError, EOFError, OSError, RuntimeError,
)  # fmt: skip
_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True)
class Relation:
    """What a part points to: another part by its name in the zip, or an address outside (never followed)."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """An open package; close it, or use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self.names = frozenset(self._zip.namelist())
        self._relations: dict[str, tuple[Relation, ...]] = {}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def main(self) -> str:
        """The name of the part that is the document or the workbook itself."""
        return next(self.related("", "officeDocument"))

    @property
    def title(self) -> str:
        """The title in the properties of the file."""
        core = next(self.related("", "core-properties"), "")
        root = self.root(core)
        return (root.findtext(f".//{_CORE_TITLE}") or "").strip() if root is not None else ""

    @property
    def has_macros(self) -> bool:
        return any(name.lower().endswith("vbaproject.bin") for name in self.names)

    def root(self, name: str) -> Any:
        """The root element of a part; None when there is no such part."""
        return etree.fromstring(self._zip.read(name), _parser()) if name in self.names else None

    def root_with(self, name: str, words: tuple[bytes, ...]) -> Any:
        """The root of a part that holds one of the words; None when it does not, or there is no such part."""
        content = self._zip.read(name) if name in self.names else b""
        return etree.fromstring(content, _parser()) if any(word in content for word in words) else None

    def size(self, name: str) -> int:
        """How many bytes the file says a part has; no more are ever unpacked."""
        return self._zip.getinfo(name).file_size if name in self.names else 0

    def content(self, name: str) -> bytes:
        """The bytes of a part; none when there is no such part."""
        return self._zip.read(name) if name in self.names else b""

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(name)

    def related(self, part: str, kind: str) -> Iterator[str]:
        """The names of the parts that `part` points to as `kind` (the last word of a relationship's type)."""
        for relation in self.relations(part):
            if relation.kind == kind and not relation.external and relation.target in self.names:
                yield relation.target

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Everything `part` points to; "" is the package itself."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
            elements = root.iterchildren("{*}Relationship") if root is not None else ()
            self._relations[part] = tuple(_relation(folder, element) for element in elements)
        return self._relations[part]

    def addresses(self, part: str) -> dict[str, str]:
        """The outside addresses of a part by relationship id."""
        return {relation.id: relation.target for relation in self.relations(part) if relation.external}


def _relation(folder: str, element: Any) -> Relation:
    target = element.get("Target", "")
    external = element.get("TargetMode", "") == "External"
    if not external:
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], target, external)


def _parser() -> Any:
    """Entities stay unread (bombs, files of the server), and lxml's own limits of depth and size hold."""
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
