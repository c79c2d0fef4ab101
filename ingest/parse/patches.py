"""Where ink of one kind lies on a page: patches of a mask, found on a coarse grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

# A page with more of its cells inked than this has a coloured ground, and no patches.
MOST_INKED_CELLS = 0.25


@dataclass(frozen=True)
class Patch:
    """A connected patch of ink; the bounds are pixels, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def patches(mask: Mask, cell: int, least: int = 2) -> list[Patch]:
    """The patches of `mask`, from top to bottom: ink in cells of `cell` pixels that touch, corners included.

    A cell counts with `least` inked pixels. None where a quarter of the page is inked.
    """
    inked = _pooled(mask, cell) >= least
    if inked.mean() > MOST_INKED_CELLS:
        return []
    left = {(int(row), int(column)) for row, column in np.argwhere(inked)}
    found: list[Patch] = []
    while left:
        found.append(_patch(_grown(left), cell, mask.shape))
    return sorted(found, key=lambda patch: (patch.top, patch.left))


def _pooled(mask: Mask, cell: int) -> NDArray[np.int64]:
    height, width = (-(-size // cell) * cell for size in mask.shape)
    whole = np.zeros((height, width), dtype=np.uint8)
    whole[: mask.shape[0], : mask.shape[1]] = mask
    pooled: NDArray[np.int64] = whole.reshape(height // cell, cell, width // cell, cell).sum(
        axis=(1, 3), dtype=np.int64
    )
    return pooled


def _grown(left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Takes one patch of cells out of `left`."""
    waiting = [left.pop()]
    taken = []
    while waiting:
        row, column = waiting.pop()
        taken.append((row, column))
        for beside in ((row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)):
            if beside in left:
                left.remove(beside)
                waiting.append(beside)
    return taken


def _patch(cells: list[tuple[int, int]], cell: int, shape: tuple[int, ...]) -> Patch:
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    right, bottom = min(shape[1], (max(columns) + 1) * cell), min(shape[0], (max(rows) + 1) * cell)
    return Patch(min(columns) * cell, min(rows) * cell, right, bottom)
