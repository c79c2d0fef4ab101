"""Cut the Tinos faces down to Latin, Vietnamese and punctuation: `python corpus/fonts/subset.py`.

Run once, where the Debian package fonts-croscore is installed; the result is committed.
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

INSTALLED = Path("/usr/share/fonts/truetype/croscore")
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
# Latin-1 and extended, ơ ư and their kind, combining tone marks, Vietnamese, dashes and quotes, arrows and comparison.
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x1A0, 0x1B0), (0x300, 0x323), (0x1EA0, 0x1EF9), (0x2010, 0x2044),
          (0x20AB, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2265))  # fmt: skip


def main() -> None:
    """Write the four faces beside this file."""
    for face in FACES:
        target = Path(__file__).parent / f"Tinos-{face}.ttf"
        subset(INSTALLED / target.name, target)


def subset(source: Path, target: Path) -> None:
    """Write the subset of one face; hinting goes, the names that carry the licence stay."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp", "locl"])
    options.name_IDs = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    font.save(target)


if __name__ == "__main__":
    main()
