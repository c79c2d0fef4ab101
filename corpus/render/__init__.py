"""One renderer per format: a page in, the bytes of a file out."""

from collections.abc import Callable

from corpus.page import Page
from corpus.render.html import html_file
from corpus.render.pdf import pdf_file
from corpus.render.scan import scan_file
from corpus.render.sheet import sheet_file
from corpus.render.text import text_file
from corpus.render.word import word_file

RENDERERS: dict[str, Callable[[Page], bytes]] = {
    "docx": word_file,
    "pdf": pdf_file,
    "scan": scan_file,
    "html": html_file,
    "txt": text_file,
    "xlsx": sheet_file,
}
SUFFIXES = {"docx": ".docx", "pdf": ".pdf", "scan": ".pdf", "html": ".html", "txt": ".txt", "xlsx": ".xlsx"}
