"""Rules that single hostile files hold; the whole collection is read in tests/evals."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest

from evals.listener import Listener
from evals.traps import office, pages, workbooks, xml_parts, zips
from evals.traps.catalogue import traps
from evals.traps.trap import VISIBLE, Trap
from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.size import check_size
from ingest.parse import parse_file
from ingest.parse.archive import safe_entries
from tests.ingest.files import limits

SETTINGS = limits()


def written(trap: Trap, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / trap.file
    trap.write(path)
    return path


def refused(path: Path) -> FailureReason:
    with pytest.raises(ReadFailure) as failure:
        safe_entries(path)
    return failure.value.reason


@pytest.mark.parametrize(
    "name", ["flat bomb", "many bombs side by side", "entries that share all bytes", "entries that quote one another"]
)
def test_a_bomb_is_refused_before_a_byte_is_unpacked(tmp_path: Path, name: str) -> None:
    [trap] = [trap for trap in zips.traps("") if trap.name == name]
    assert refused(written(trap, tmp_path)) is FailureReason.DAMAGED


def test_an_archive_above_the_limit_of_all_its_files_is_too_large(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.bin", os.urandom(3 << 20))
    content = bytearray((tmp_path / "a.zip").read_bytes())
    struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 24, 550 << 20)
    (tmp_path / "a.zip").write_bytes(content)
    assert refused(tmp_path / "a.zip") is FailureReason.TOO_LARGE


def test_parsers_call_nobody_even_where_the_kernel_would_let_them(tmp_path: Path) -> None:
    """Here nothing refuses sockets: the readers themselves must not want any."""
    with Listener() as listener:
        address = listener.address
        outwards = [
            *(trap for trap in office.traps(address) if "address" in trap.name or trap.name.startswith("field")),
            *(trap for trap in workbooks.traps(address) if trap.name.startswith(("formula", "external", "query"))),
            *(trap for trap in pages.traps(address) if trap.name.startswith("outwards")),
            *(trap for trap in xml_parts.traps(address) if trap.name.startswith(("an address", "a DTD"))),
        ]
        assert len(outwards) > 50
        for number, trap in enumerate(outwards):
            said = text_of(written(trap, tmp_path / str(number)))
            assert "root:x:0" not in said, trap.name
    assert listener.calls == 0


def text_of(path: Path) -> str:
    try:
        parsed: Parsed = parse_file(path, SETTINGS)
    except ReadFailure:
        return ""
    return parsed.text


def test_a_link_may_lead_about_its_folder_but_not_out_of_it(tmp_path: Path) -> None:
    share = tmp_path / "share"
    (share / "2024").mkdir(parents=True)
    (share / "2024" / "a.txt").write_text(VISIBLE)
    (tmp_path / "secret.txt").write_text("a")
    (share / "inside.txt").symlink_to("2024/a.txt")
    (share / "outside.txt").symlink_to("../secret.txt")
    check_size(share / "inside.txt", SETTINGS)
    with pytest.raises(ReadFailure) as failure:
        check_size(share / "outside.txt", SETTINGS)
    assert failure.value.reason is FailureReason.UNSUPPORTED


def test_every_trap_has_a_name_of_its_own_and_there_are_hundreds() -> None:
    names = [trap.name for trap in traps("http://127.0.0.1:1")]
    assert len(names) >= 200
    assert len(set(names)) == len(names)
