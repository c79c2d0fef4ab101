"""Pictures of pages with the quotation marked."""

from assistant.pages.image import PageNotFound, page_image, quote_on_page

__all__ = ["PageNotFound", "page_image", "quote_on_page"]
