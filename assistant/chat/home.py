"""Lays out the folder Chainlit reads: settings, Vietnamese strings, styles and a front end that asks nobody else.

Chainlit looks for everything under CHAINLIT_APP_ROOT and writes there; that folder is `TROLY_HOME/chainlit`,
made anew from the files packaged here whenever the product or Chainlit has changed.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock

from assistant import wording, wording_asker
from ingest.errors import TrolyError

STAMP = "made-of.txt"
# Links of the stock page to fonts.googleapis.com, fonts.gstatic.com and cdn.jsdelivr.net (katex).
FOREIGN_LINK = re.compile(r"\s*<link\b[^>]*https?://[^>]*>", re.DOTALL)


class FrontEndMissing(TrolyError):
    """Chainlit's packaged front end is not where it should be."""


def prepare_home(home: Path) -> Path:
    """Make `home/chainlit` ready and return it; does nothing when it is already made of the same files."""
    root = (home / "chainlit").absolute()
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / "made.lock"), as_file(files("assistant.chat") / "files") as packaged:
        wanted = fingerprint(packaged, front_end())
        if read_or_empty(root / STAMP) != wanted:
            copy_settings(packaged, root)
            copy_front_end(front_end(), root / "build", replacements(packaged))
            (root / STAMP).write_text(wanted, "utf-8")
    return root


def fingerprint(packaged: Path, dist: Path) -> str:
    """Changes when a packaged file, a wording or Chainlit's own page changes."""
    digest = hashlib.sha256((bar() + words()).encode() + (dist / "index.html").read_bytes())
    for path in sorted(path for path in packaged.rglob("*") if path.is_file()):
        digest.update(path.relative_to(packaged).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def front_end() -> Path:
    """Chainlit's built front end, found without importing Chainlit (the import writes files)."""
    spec = find_spec("chainlit")
    dist = Path(spec.origin).parent / "frontend" / "dist" if spec and spec.origin else Path()
    if not (dist / "index.html").is_file():
        raise FrontEndMissing("Chainlit's frontend/dist is missing. Install chainlit again from its wheel.")
    return dist


def replacements(packaged: Path) -> dict[str, str]:
    """English left in Chainlit's script (the translation file does not reach it), and two paths without `/chat`."""
    table: dict[str, str] = json.loads((packaged / "front_end.json").read_text("utf-8"))
    return table


def copy_settings(packaged: Path, root: Path) -> None:
    """Settings and translations go to `.chainlit`, styles and elements to `public`, the guide to the root."""
    (root / ".chainlit").mkdir(exist_ok=True)
    shutil.copy(packaged / "config.toml", root / ".chainlit" / "config.toml")
    shutil.copytree(packaged / "translations", root / ".chainlit" / "translations", dirs_exist_ok=True)
    shutil.rmtree(root / "public", ignore_errors=True)
    shutil.copytree(packaged / "public", root / "public")
    (root / "public" / "words.js").write_text(words(), "utf-8")
    shutil.copy(packaged / "chainlit_vi-VN.md", root / "chainlit_vi-VN.md")


def copy_front_end(dist: Path, build: Path, replaced: dict[str, str]) -> None:
    """The stock front end without source maps, its page without links to other servers and with our bar."""
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(dist, build, ignore=shutil.ignore_patterns("*.map"))
    page = build / "index.html"
    page.write_text(our_page(page.read_text("utf-8")), "utf-8")
    for script in build.glob("assets/index-*.js"):
        text = script.read_text("utf-8")
        for theirs, ours in replaced.items():
            text = text.replace(theirs, ours)
        script.write_text(text, "utf-8")


def our_page(stock: str) -> str:
    """The stock index.html in Vietnamese, offline, with the bar of the other pages on top."""
    offline = FOREIGN_LINK.sub("", stock).replace('<html lang="en">', '<html lang="vi">')
    script = '<script src="/public/words.js"></script>\n    <script>\n      const global'
    return offline.replace("<script>\n      const global", script).replace("<body>", f"<body>\n{bar()}")


def bar() -> str:
    """The bar every page of the product has: brand, places to go, and who decides."""
    brand = wording.PRODUCT.split(" ")
    links = "".join(
        # Single quotes: Chainlit puts `/chat` before every href="/….
        f"<a href='{path}'{' aria-current=page' if path == '/chat' else ''}"
        f"{' class=of-units hidden' if path in wording_asker.PLACES_OF_UNITS else ''}>{html.escape(place)}</a>"
        for path, place in wording_asker.PLACES.items()
    )
    return (
        f'<a class="skip" href="#chat-input">{wording.CHAT["skip"]}</a>'
        f'<header class="bar"><span class="brand">{" ".join(brand[:2])} <b>{" ".join(brand[2:])}</b></span>'
        f'<nav aria-label="{wording.CHAT["places"]}">{links}</nav>'
        f'<span class="who"><span class="long">{html.escape(wording.AI_NOTICE)}</span>'
        f'<span class="short">{html.escape(wording.AI_SHORT)}</span></span></header>'
        # Single quotes again; chat.js fills the line in and shows it.
        f"<p id='news' role='status' hidden><span></span> "
        f"<a href='/viec-toi-hoi'>{wording_asker.ASK['news_open']}</a></p>"
    )


def words() -> str:
    """The sentences of the chat for its scripts; kept out of the stored messages."""
    told = {
        "chat": wording.CHAT,
        "reasons": wording.FEEDBACK_REASONS,
        "sources": wording.SOURCES,
        "ask": wording_asker.ASK,
    }
    return f"window.trolyWords = {json.dumps(told, ensure_ascii=False)};\n"


def read_or_empty(path: Path) -> str:
    """The text of a small file, empty when there is none."""
    return path.read_text("utf-8") if path.is_file() else ""
