"""PDF of images: the printed page as it comes back from a scanner, tilted, speckled, sealed."""

import io

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.page import Page, chosen
from corpus.render.pdf import pdf_file, set_up_reportlab

DOTS_PER_INCH = 200
LARGEST_FILE = 245_000
QUALITIES = (55, 50, 45, 40, 35, 30, 25, 20)
SEAL_RADIUS = 142  # 36 mm across, the size of a ministry's seal


def scan_file(page: Page) -> bytes:
    """The page as images without text, the best JPEG quality that stays under the size limit."""
    images = [scanned(image, page.stem, number) for number, image in enumerate(printed(pdf_file(page)))]
    for quality in QUALITIES:
        content = pdf_of(images, quality)
        if len(content) <= LARGEST_FILE:
            return content
    return content


def printed(content: bytes) -> list[Image.Image]:
    """The pages of a text PDF as grey images; the seal lies in red over the place of the signature."""
    document = pdfium.PdfDocument(content)
    return [printed_page(document[number]) for number in range(len(document))]


def printed_page(page: pdfium.PdfPage) -> Image.Image:
    image = page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
    box = signature_box(page)
    return with_seal(image.convert("RGB"), box) if box else image


def signature_box(page: pdfium.PdfPage) -> tuple[float, float, float, float] | None:
    """Left, bottom, right, top of `(đã ký)` in points, where this page has it."""
    text = page.get_textpage()
    found = text.search("(đã ký)").get_next()
    if found is None:
        return None
    start, length = found
    boxes = [text.get_charbox(index) for index in range(start, start + length)]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def with_seal(image: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    """Two red rings and a star over the left third of the signature (Decree 30/2020, annex I, box 8)."""
    scale = DOTS_PER_INCH / 72
    x, y = box[0] * scale - 40, image.height - (box[1] + box[3]) / 2 * scale
    draw = ImageDraw.Draw(image)
    for radius, width in ((SEAL_RADIUS, 5), (SEAL_RADIUS - 34, 3)):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(205, 30, 40), width=width)
    draw.line(star(x, y, 46), fill=(205, 30, 40), width=4, joint="curve")
    return image


def star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """The closed line of a five-pointed star, point upwards."""
    angles = [np.pi / 2 + step * 4 * np.pi / 5 for step in range(6)]
    return [(x + radius * float(np.cos(a)), y - radius * float(np.sin(a))) for a in angles]


def scanned(image: Image.Image, stem: str, number: int) -> Image.Image:
    """The image tilted by at most half a degree, softened, with dust; the same for the same name and page."""
    tilt = (chosen(stem, f"tilt {number}", 101) - 50) / 100
    white = 255 if image.mode == "L" else (255, 255, 255)
    tilted = image.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=white)
    soft = tilted.filter(ImageFilter.GaussianBlur(0.6)).filter(ImageFilter.BoxBlur(0.5))
    return with_dust(soft.point(ink), chosen(stem, f"dust {number}", 2**31))


def ink(value: int) -> int:
    """Printed black is dark grey to a scanner and paper is not quite white; less contrast also makes smaller JPEGs."""
    return 50 + value * 200 // 255


def with_dust(image: Image.Image, seed: int) -> Image.Image:
    """Grey specks on the paper: noise that a JPEG can hold in little room."""
    generator = np.random.default_rng(seed)
    draw = ImageDraw.Draw(image)
    for _ in range(160):
        x, y = int(generator.integers(image.width)), int(generator.integers(image.height))
        grey = int(generator.integers(120, 220))
        size = int(generator.integers(1, 3))
        draw.ellipse((x, y, x + size, y + size), fill=grey if image.mode == "L" else (grey, grey, grey))
    return image


def pdf_of(images: list[Image.Image], quality: int) -> bytes:
    """One A4 page per image, the JPEG bytes stored as they are."""
    set_up_reportlab()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for image in images:
        canvas.drawImage(ImageReader(jpeg(image, quality)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def jpeg(image: Image.Image, quality: int) -> io.BytesIO:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True, progressive=True, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    stream.seek(0)
    return stream
