"""Which Chinese characters sound alike: what typing by sound confuses.

The table is made once, when a store is built, by pypinyin, and read as an array afterwards, since
loading pypinyin takes longer than answering a question.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["Sounds", "alike", "open_sounds", "write_sounds"]

_FIRST, _LAST = 0x4E00, 0x9FFF

Sounds = npt.NDArray[np.int16]


def write_sounds(path: Path) -> None:
    """Write the table to a file: for each character from U+4E00 on the number of its commonest
    reading, without tone; characters of one number sound alike.
    """
    from pypinyin import Style, pinyin

    characters = "".join(map(chr, range(_FIRST, _LAST + 1)))
    readings = [found[0] for found in pinyin(list(characters), style=Style.NORMAL)]
    _, numbers = np.unique(np.array(readings), return_inverse=True)
    np.save(path, numbers.astype(np.int16))


def open_sounds(path: Path) -> Sounds:
    """The table, memory-mapped."""
    return np.asarray(np.load(path, mmap_mode="r"))


def alike(sounds: Sounds, character: str) -> npt.NDArray[np.int64]:
    """The code points of the other characters that sound like this one, in order."""
    place = ord(character) - _FIRST
    if not 0 <= place < len(sounds):
        return np.zeros(0, dtype=np.int64)
    found = np.flatnonzero(sounds == sounds[place])
    return np.asarray(found[found != place] + _FIRST, dtype=np.int64)
