"""Text as it was meant, from old Vietnamese encodings and from damage: the doors every reader uses.

`repaired` for text that a reader has extracted, `decode` for bytes of text files, `lost_letters` for text
layers that must be read again from the picture, `without_look_alikes` and `invisible` for what deceives the eye.
"""

from __future__ import annotations

from ingest.encodings.repair import Repair, repaired

__all__ = ["Repair", "repaired"]
