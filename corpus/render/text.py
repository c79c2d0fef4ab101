"""Plain text: the copy that someone pasted out of the document system."""

from collections.abc import Iterator

from corpus.page import COUNTRY, MOTTO, SAMPLE_MARK, Block, Header, Page


def text_file(page: Page) -> bytes:
    """The page as UTF-8 text; the head's two columns stand under each other."""
    return ("\n".join(lines(page)) + "\n").encode("utf-8")


def lines(page: Page) -> Iterator[str]:
    yield SAMPLE_MARK
    yield ""
    if page.header:
        yield from header_lines(page.header)
    if page.addressee:
        yield from (page.addressee, "")
    else:
        yield from (page.title.upper(), "")
    for block in page.blocks:
        yield from block_lines(block)
        yield ""
    yield from page.footer.signature
    if page.footer.recipients:
        yield from ("", "Nơi nhận:", *page.footer.recipients)


def header_lines(header: Header) -> Iterator[str]:
    yield from filter(None, (header.superior, header.issuer))
    yield "-------"
    yield from (COUNTRY, MOTTO, "---------------", header.number)
    if header.subject:
        yield header.subject
    yield from (header.place_and_date, "")


def block_lines(block: Block) -> Iterator[str]:
    if block.kind == "table":
        for row in block.rows:
            yield " | ".join(row)
    else:
        yield block.text
