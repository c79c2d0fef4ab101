"""Pages of the ministry's portal, of law portals, and of newspapers: the letter amid what every page carries."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from evals.archive.page import Columns, Grid, Labelled
from evals.archive.render.text import column_lines, with_hard_spaces

PORTAL_TOP = (
    "Trang chủ",
    "Giới thiệu",
    "Tin tức",
    "Văn bản",
    "Hỏi đáp",
    "Thứ Sáu, 06/10/2023 15:20",
    "Cỡ chữ: A- A A+",
    "Xem với cỡ chữ",
)
PORTAL_END = (
    "Chia sẻ",
    "Facebook",
    "Zalo",
    "In trang",
    "Gửi email",
    "banner icon",
    "Cổng dịch vụ công Quốc gia",
    "Các tin khác",
    "Bộ trưởng tiếp xúc cử tri tại đơn vị bầu cử",
    "Họp báo thường kỳ tháng 9",
    "Bản quyền thuộc Cổng thông tin điện tử. Ghi rõ nguồn khi phát hành lại.",
)
LAW_TOP = (
    "Tìm kiếm văn bản",
    "Đăng nhập",
    "Đăng ký",
    "Tải về",
    "Lược đồ",
    "Nội dung",
    "Tiếng Anh",
    "VB liên quan",
)
LAW_END = (
    "Lưu trữ",
    "Ghi chú",
    "Ý kiến",
    "In ấn",
    "Bài liên quan:",
    "Hỏi đáp pháp luật",
    "Điện thoại hỗ trợ, Zalo",
    "Thông tin về chúng tôi",
)
SHAREPOINT = (
    "Error",
    "An unexpected error has occurred.",
    "Web Parts Maintenance Page: If you have permission, you can use this page to temporarily close Web Parts.",
    "Troubleshoot issues with Microsoft SharePoint Foundation.",
)
CHROMES = {
    "portal": (PORTAL_TOP, PORTAL_END),
    "law-portal": (LAW_TOP, LAW_END),
    "sharepoint": (SHAREPOINT, ("Xem tiếp", "Các bài viết khác", "Ý kiến bạn đọc")),
    "bare": ((), ()),
}


def write_html(document: Labelled, path: Path) -> None:
    """Write the document as a web page in UTF-8."""
    chrome = next((name for name in CHROMES if name in document.variations), "portal")
    top, end = CHROMES[chrome]
    inside = "".join(_blocks(document))
    if "nbsp" in document.variations:
        inside = with_hard_spaces(inside).replace("\u00a0", "&nbsp;")
    heading = f"<h1>{escape(document.title)}</h1>" if document.title and "no-h1" not in document.variations else ""
    path.write_text(
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(document.title)}</title>'
        f"<script>var a = 1;</script><style>p {{}}</style></head><body>{_chrome(top, document)}"
        f'<div class="content">{heading}{inside}</div>{_chrome(end, document)}</body></html>',
        "utf-8",
    )


def _chrome(texts: tuple[str, ...], document: Labelled) -> str:
    """Site furniture: marked up as such on some pages, plain blocks (as print pages have them) on others."""
    if "semantic" in document.variations:
        return "<nav><ul>" + "".join(f'<li><a href="/x">{escape(text)}</a></li>' for text in texts) + "</ul></nav>"
    return "".join(f"<div>{escape(text)}</div>" for text in texts)


def _blocks(document: Labelled) -> Iterator[str]:
    flags = document.variations
    for block in document.blocks:
        if isinstance(block, Grid):
            yield _grid(block)
        elif not isinstance(block, Columns):
            yield "<p>" + escape(block.printed).replace("\n", "<br>") + "</p>"
        elif flags & {"interleaved", "pipe", "side"}:
            yield "".join(f"<p>{escape(text)}</p>" for text in column_lines(block, flags))
        else:
            cells = ("<br>".join(map(_head_text, side)) for side in (block.left, block.right))
            yield "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"


def _head_text(text: str) -> str:
    return '<img src="rule.png" alt="img">' if text == "img" else escape(text)


def _grid(grid: Grid) -> str:
    width = max(len(row) for row in grid.rows)
    rows = []
    for row in grid.rows:
        span = f' colspan="{width}"' if len(row) == 1 else ""
        cells = (escape(cell.printed).replace("\n", "<br>") for cell in row)
        rows.append("<tr>" + "".join(f"<td{span}>{cell}</td>" for cell in cells) + "</tr>")
    return "<table>" + "".join(rows) + "</table>"
