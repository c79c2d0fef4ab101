"""Web pages and text files: nesting, floods, wrong encodings, calls outwards, and text that no reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from evals.traps.trap import HIDDEN, VISIBLE, Trap, of_bytes, tagged

_LONG = " ".join([VISIBLE] * 3)


def traps(bait: str) -> Iterator[Trap]:
    """Hostile HTML and TXT."""
    for number, (name, body) in enumerate(_floods().items()):
        yield of_bytes(name, f"{number}.html", partial(_encoded, body))
    for number, (name, content) in enumerate(_bytes().items()):
        yield of_bytes(name, f"ma-{number}.html", content)
    for number, (name, inner) in enumerate(_outwards(bait).items()):
        yield of_bytes(f"outwards: {name}", f"ra-{number}.html", partial(_page, inner))
    for number, (name, inner) in enumerate(_hidden().items()):
        yield of_bytes(f"text hidden: {name}", f"an-{number}.html", partial(_page, inner))
    for number, (name, text) in enumerate(_texts().items()):
        yield of_bytes(f"plain text with {name}", f"{number}.txt", partial(_encoded, text))


def _encoded(text: Callable[[], str]) -> bytes:
    return text().encode()


def _page(inner: str) -> bytes:
    head = '<!doctype html><html><head><meta charset="utf-8"><title>Trả lời</title></head>'
    return f"{head}<body><article><p>{_LONG}</p>{inner}<p>{_LONG}</p></article></body></html>".encode()


def _floods() -> dict[str, Callable[[], str]]:
    return {
        "divisions nested a million deep": lambda: "<div>" * 1_000_000 + VISIBLE,
        "tables nested 5,000 deep": lambda: f"<html>{'<table><tr><td>' * 5000}{VISIBLE}",
        "lists nested 20,000 deep": lambda: f"<html>{'<ul><li>' * 20_000}{VISIBLE}",
        "bold nested 50,000 deep": lambda: f"<html><p>{'<b>' * 50_000}{VISIBLE}",
        "badly nested formatting": lambda: "<html>" + "<b><i><u><p>" * 5000 + VISIBLE,
        "an attribute of 20 MB": lambda: f'<html><p title="{"a" * 20_000_000}">{VISIBLE}</p>',
        "40,000 attributes": lambda: f"<html><p {' '.join(f'a{n}=1' for n in range(40_000))}>{VISIBLE}</p>",
        "one line of 10 MB": lambda: f"<html><p>{'kiến nghị ' * 750_000}</p>",
        "300,000 empty elements": lambda: f"<html>{'<span></span>' * 300_000}<p>{VISIBLE}</p>",
        "a comment that never ends": lambda: f"<html><p>{VISIBLE}</p><!--{'-' * 1_000_000}",
        "a script that never ends": lambda: f"<html><p>{VISIBLE}</p><script>{'<' * 1_000_000}",
        "a million entities": lambda: f"<html><p>{VISIBLE}{'&amp;' * 1_000_000}</p>",
        "entities that do not exist": lambda: f"<html><p>{VISIBLE}{'&nope;' * 300_000}</p>",
        "a cell over a billion columns": lambda: (
            f"<table>{f'<tr><td colspan=1000000000>a<td rowspan=1000000000>{VISIBLE}' * 9}</table>"
        ),
        "spans that multiply": lambda: (
            f"<table>{('<tr>' + '<td colspan=100 rowspan=100>a' * 40) * 40}</table><p>{VISIBLE}</p>"
        ),
        "a form inside forms": lambda: f"<html>{'<form>' * 50_000}<p>{VISIBLE}</p>",
        "a million letters without a blank": lambda: f"<html><p>{'a' * 5_000_000}</p>",
        "200,000 links in a list": lambda: f"<html><ul>{'<li><a href=x>Xem</a>' * 200_000}</ul><p>{VISIBLE}</p>",
        "class names of a megabyte": lambda: f'<html><div class="{"menu-" * 200_000}"><p>{VISIBLE}</p></div>',
    }


def _bytes() -> dict[str, Callable[[], bytes]]:
    page = _page("").decode()
    return {
        "zero bytes between letters": lambda: page.replace("Bộ", "B\0ộ").encode(),
        "script in UTF-7": lambda: (
            page.replace("utf-8", "utf-7").replace(_LONG, "+ADw-script+AD4-alert(1)+ADw-/script+AD4-").encode()
        ),
        "a label of UTF-16 on UTF-8": lambda: page.replace("utf-8", "utf-16").encode(),
        "a label that no one knows": lambda: page.replace("utf-8", "klingon").encode(),
        "a label that is a codec of bytes": lambda: page.replace("utf-8", "zlib_codec").encode(),
        "a label of rot13": lambda: page.replace("utf-8", "rot13").encode(),
        "UTF-16 cut in the middle": lambda: page.encode("utf-16")[:-1],
        "UTF-32 under the label of UTF-8": lambda: page.encode("utf-32"),
        "overlong UTF-8": lambda: page.encode().replace(b"<p>", b"\xc0\xbcp\xc0\xbe"),
        "lone surrogates": lambda: page.encode().replace(b"<p>", b"<p>\xed\xa0\x80\xed\xbf\xbf"),
        "a page of Latin-1 noise": lambda: b"<html>" + bytes(range(128, 256)) * 500,
        "a byte order mark in the middle": lambda: page.replace("<p>", "<p>\ufeff").encode(),
    }


def _outwards(bait: str) -> dict[str, str]:
    return {
        "a picture": f'<img src="{bait}/a.png">',
        "a style sheet": f'<link rel="stylesheet" href="{bait}/a.css"><style>@import "{bait}/b.css";</style>',
        "a script": f'<script src="{bait}/a.js"></script>',
        "another page at once": f'<meta http-equiv="refresh" content="0;url={bait}/r">',
        "a frame": f'<iframe src="{bait}/f"></iframe><object data="{bait}/o"></object><embed src="{bait}/e">',
        "a base for all": f'<base href="{bait}/"><img src="x.png">',
        "a form that sends itself": f'<form action="{bait}/s"><input autofocus onfocus="submit()"></form>',
        "a picture in a picture": f'<svg><image href="{bait}/s.png"/><use href="{bait}/u#a"/></svg>',
        "a file of this machine": '<iframe src="file:///etc/passwd"></iframe><img src="file:///etc/passwd">',
        "an address that is a script": f'<a href="javascript:fetch(&quot;{bait}&quot;)">Xem</a>',
        "an address that is a page": f'<a href="data:text/html,<p>{HIDDEN}</p>">Xem</a>',
        "a manifest and prefetching": f'<link rel="prefetch" href="{bait}/p"><link rel="manifest" href="{bait}/m">',
    }


def _hidden() -> dict[str, str]:
    styles = {
        "not displayed": "display:none",
        "not displayed, in capitals and blanks": "DISPLAY :  NONE !important",
        "not visible": "visibility:hidden",
        "without size": "font-size:0",
        "of a tenth of a point": "font-size:0.1pt",
        "white on white": "color:#fff;background:#ffffff",
        "transparent": "opacity:0",
        "off the page": "position:absolute;left:-9999px",
        "above the page": "position:absolute;top:-5000px",
        "indented away": "text-indent:-9999px",
        "cut to nothing": "height:0;overflow:hidden",
        "clipped": "position:absolute;clip:rect(0,0,0,0)",
        "of a transparent colour": "color:transparent",
    }
    shown = {name: f'<p style="{style}">{HIDDEN}</p>' for name, style in styles.items()}
    return shown | {
        "by attribute": f"<p hidden>{HIDDEN}</p>",
        "for readers of screens": f'<p aria-hidden="true" style="display:none">{HIDDEN}</p>',
        "in a template": f"<template><p>{HIDDEN}</p></template>",
        "for browsers without scripts": f"<noscript><p>{HIDDEN}</p></noscript>",
        "in a comment": f"<!-- {HIDDEN} -->",
        "in a comment of Internet Explorer": f"<!--[if IE]><p>{HIDDEN}</p><![endif]-->",
        "in an attribute": f'<p title="{HIDDEN}" data-x="{HIDDEN}">{VISIBLE}</p><img alt="{HIDDEN}">',
        "in a script": f"<script>var a = '{HIDDEN}'</script>",
        "in a style": f"<style>p::after {{content: '{HIDDEN}'}}</style>",
        "in a field": f'<input type="hidden" value="{HIDDEN}"><textarea>{HIDDEN}</textarea>',
        "in tag characters": f"<p>{VISIBLE}{tagged('password ky-lan-tim')}</p>",
        "in white by a font element": f'<font color="#FFFFFF">{HIDDEN}</font>',
    }


def _texts() -> dict[str, Callable[[], str]]:
    return {
        "zero-width letters in words": lambda: "\u200b".join(VISIBLE) * 3,
        "tag characters": lambda: VISIBLE + tagged("password ky-lan-tim") * 50,
        "direction overrides": lambda: f"{VISIBLE} \u202e{VISIBLE[::-1]}\u202c \u2066{VISIBLE}\u2069",
        "letters of other alphabets": lambda: VISIBLE.translate(str.maketrans("aoecp", "аоеср")),
        "a thousand marks on one letter": lambda: VISIBLE + "a" + "\u0301" * 100_000,
        "variation selectors": lambda: "".join(letter + "\ufe0f\U000e0100" for letter in VISIBLE),
        "one line of 10 MB": lambda: "kiến nghị cử tri " * 450_000,
        "a million lines": lambda: VISIBLE + "\n" * 1_000_000 + VISIBLE,
        "form feeds and separators": lambda: "\f\v\x1c\x1d\x1e\x85\u2028\u2029".join([VISIBLE] * 999),
        "terminal commands": lambda: f"{VISIBLE}\x1b]0;rm -rf\x07\x1b[2J{VISIBLE}",
        "formulas for a spreadsheet": lambda: f"=cmd|'/c calc'!A0\n+HYPERLINK()\n{VISIBLE}",
        "150,000 bullets": lambda: "- a\n" * 150_000,
    }
