"""Text as it was meant, from old Vietnamese encodings and from damage: the doors every reader uses.

`repaired` for text that a reader has extracted, `decode` for bytes of text files, `lost_letters` for text
layers that must be read again from the picture, `without_look_alikes` and `invisible` for what deceives the eye.
"""

from __future__ import annotations

from ingest.encodings.decode import decode
from ingest.encodings.homoglyphs import invisible, without_look_alikes, without_unseen
from ingest.encodings.lost_letters import LOST_LETTERS_MEAN_REREAD, lost_letters
from ingest.encodings.repair import Repair, repaired

__all__ = [
    "LOST_LETTERS_MEAN_REREAD",
    "Repair",
    "decode",
    "invisible",
    "lost_letters",
    "repaired",
    "without_look_alikes",
    "without_unseen",
]
