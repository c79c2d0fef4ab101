"""Renders the templates with what every page needs: the reader, the form token, the version of the stylesheet."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant import wording
from assistant.domain import Reader
from assistant.web.who import cookie_of, form_token

HERE = Path(__file__).parent
STATIC = HERE / "static"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# The first mark that occurs decides: every Chrome also says Safari, every Edge also says Chrome.
BROWSERS = (
    ("Edg/", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def page(
    request: Request, template: str, status: int = 200, reader: Reader | None = None, **values: Any
) -> HTMLResponse:
    """One page; `reader` is who is signed in, if anybody."""
    cookie = cookie_of(request)
    shown = environment().get_template(template).render(
        reader=reader,
        path=request.url.path,
        style_version=style_version(),
        form_token=form_token(cookie) if cookie else "",
        **values,
    )  # fmt: skip
    return HTMLResponse(shown, status)


@cache
def environment() -> Environment:
    """Everything is escaped; a name the page was not given is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(wording=wording, version_of=version_of)
    made.filters.update(day=wording.day, moment=moment, browser=browser, number=lambda value: wording.decimal(value, 0))
    return made


def moment(value: datetime) -> str:
    """A moment as people in Vietnam write it: 14:05 ngày 25/03/2026."""
    return value.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y")


def browser(agent: str) -> str:
    """A browser and its system in words people know: "Chrome trên Windows"."""
    program = next((name for mark, name in BROWSERS if mark in agent), wording.UNKNOWN_BROWSER)
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{program} trên {system}" if system else program


def style_version() -> str:
    """Changes with the stylesheet, so that browsers fetch the new one."""
    return version_of("style.css")


@cache
def version_of(name: str) -> str:
    """Changes with a file of ours that browsers keep."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
