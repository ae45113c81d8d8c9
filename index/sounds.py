"""Which characters sound alike: a table that `scripts/list_sounds` makes, by pypinyin."""

import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["FIRST", "LAST", "SHIPPED", "Sounds", "alike", "open_sounds", "write_sounds"]

FIRST, LAST = 0x4E00, 0x9FFF  # code points of the characters in the table
SHIPPED = Path(__file__).with_name("sounds.npy")

Sounds = npt.NDArray[np.int16]


def write_sounds(path: Path) -> None:
    """Write the table to a file: for each character from U+4E00 on the number of its commonest
    reading, without tone; characters of one number sound alike.
    """
    # A copy: asking pypinyin takes a tenth of the time in which two documents are indexed.
    shutil.copyfile(SHIPPED, path)


def open_sounds(path: Path) -> Sounds:
    """The table, memory-mapped."""
    return np.asarray(np.load(path, mmap_mode="r"))


def alike(sounds: Sounds, character: str) -> npt.NDArray[np.int64]:
    """The code points of the other characters that sound like this one, in order."""
    place = ord(character) - FIRST
    if not 0 <= place < len(sounds):
        return np.zeros(0, dtype=np.int64)
    found = np.flatnonzero(sounds == sounds[place])
    return np.asarray(found[found != place] + FIRST, dtype=np.int64)
