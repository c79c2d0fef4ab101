"""Pages of the codification as the Ministry of Justice offers them for download, made up at run time."""

from __future__ import annotations

from pathlib import Path

HEAD = """﻿<link href='../lib/css/style.css' rel='stylesheet' type='text/css' />
<h3 style='text-transform: uppercase; text-align: center; font-weight: bold'>
    Đề mục {number}
    <br />
    {title}
</h3>
<p style='text-align: center; display: none'>(Xem Danh mục: <a class='viewDSVB' href='#'></a>)</p><div class='_content'>"""
INDEX = """﻿<!DOCTYPE html><html><head><meta charset="UTF-8"><title>BỘ PHÁP ĐIỂN ĐIỆN TỬ</title>
<script src="jsonData.js" type="text/javascript"></script></head><body><div id="dvHeader">Chủ đề</div></body></html>"""


def topic(*parts: str, number: str = "3.6", title: str = "Viễn thông") -> str:
    """A topic page; without parts one that is not codified yet."""
    return f"{HEAD.format(number=number, title=title)}{''.join(parts)}</div>"


def chapter(number: str, title: str) -> str:
    return f"<p class='pChuong'><a name='0300200000000000100000'></a>{number}</p><p class='pChuong'>{title}</p>"


def article(label: str, note: str, *paragraphs: str, related: str = "", item: int = 25701) -> str:
    """`label` with its title; `note` without brackets, empty where the page has none."""
    address = f"http://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID={item}#Dieu_1"
    shown = f"<p class='pGhiChu'><a href='{address}' target='_blank'>({note})</a></p>" if note else ""
    body = "\n\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    also = f"<p class='pChiDan'>(Điều này có nội dung liên quan đến {related})</p>" if related else ""
    return (
        f"<p class='pDieu'><a name='03002000000000001000001'></a>{label}</p>{shown}<p class='pNoiDung'>{body}</p>{also}"
    )


def link_to(place: str, name: str) -> str:
    """A related article as the pages link it."""
    return f"<a href='#' onclick=\"ViewNoiDungPhapDien('{place}'); return false;\">{name}</a>"


def written(folder: Path, name: str, page: str) -> Path:
    """The page as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(page, encoding="utf-8")
    return file
