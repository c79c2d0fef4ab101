"""A page of a ministry's portal: the text between site chrome, as a crawler would store it."""

from collections.abc import Iterator
from html import escape

from corpus.page import COUNTRY, MOTTO, SAMPLE_MARK, Block, Page, WebCopy

MENU = ("Trang chủ", "Giới thiệu", "Tin tức", "Văn bản", "Trả lời kiến nghị cử tri", "Dịch vụ công")
SHARES = ("Chia sẻ Facebook", "Chia sẻ Zalo", "Gửi email", "In trang")


def html_file(page: Page) -> bytes:
    """The page as HTML5; letters lose what the portal drops, guidance keeps everything."""
    site = page.web.site if page.web else "noi-bo.example" if page.header else "tu-van.example"
    parts = [*top(page.title, site), *content(page), *bottom(site)]
    return ("\n".join(parts) + "\n").encode("utf-8")


def top(title: str, site: str) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="vi"><head><meta charset="utf-8">'
    yield f"<title>{escape(title)} - {site}</title></head><body>"
    yield f'<p class="van-ban-mau">{SAMPLE_MARK}</p>'
    yield '<header><img src="/banner.png" alt="banner icon"><nav><ul>'
    yield from (f'<li><a href="#">{escape(name)}</a></li>' for name in MENU)
    yield "</ul></nav></header>"
    yield '<main><div class="duong-dan">Trang chủ &raquo; Trả lời kiến nghị cử tri</div>'
    yield f"<h1>{escape(title)}</h1>"


def content(page: Page) -> Iterator[str]:
    yield '<div class="noi-dung">'
    if page.web:
        yield from letter_head(page, page.web)
    elif page.header:
        yield f"<p>{escape(page.header.issuer)} | {escape(page.header.number)} | {escape(page.header.place_and_date)}</p>"
    yield from blocks(page)
    yield "</div>"


def letter_head(page: Page, web: WebCopy) -> Iterator[str]:
    """Number and date where the portal kept them, blank where it lost them."""
    if web.lead:
        yield f'<p class="sapo">{escape(web.lead)}</p>'
    if page.header:
        left = f"{escape(page.header.issuer)}<br>-------<br>{escape(web.number)}"
        right = f"{COUNTRY}<br>{MOTTO}<br>---------------<br><i>{escape(web.place_and_date)}</i>"
        yield f'<table class="tieu-de"><tr><td>{left}</td><td>{right}</td></tr></table>'
    if web.shows_addressee:
        yield f"<p>{escape(page.addressee)}</p>"


def blocks(page: Page) -> Iterator[str]:
    for block in page.blocks:
        if block.kind == "closing" and page.web and not page.web.shows_closing:
            continue
        yield element(block)


def element(block: Block) -> str:
    if block.kind == "heading":
        return f"<h2>{escape(block.text)}</h2>"
    if block.kind == "table":
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return f"<p>{escape(block.text)}</p>"


def bottom(site: str) -> Iterator[str]:
    yield '<ul class="chia-se">'
    yield from (f'<li><a href="#">{escape(name)}</a></li>' for name in SHARES)
    yield '</ul><div class="lien-quan"><h3>Tin liên quan</h3><a href="#">Xem thêm</a></div></main>'
    yield f'<footer><img src="/banner.png" alt="banner icon"> Cổng dịch vụ công Quốc gia | {site}</footer>'
    yield "</body></html>"
