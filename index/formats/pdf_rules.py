"""The lines that are drawn on a page of a PDF file: borders of tables, among others."""

from collections.abc import Iterator
from ctypes import byref, c_float
from itertools import pairwise
from typing import Any

from index.formats.pdf_tables import Rule

__all__ = ["read_rules"]

_MOST_SEGMENTS = 20_000  # of all paths of a page; what has more is a picture
_STRAIGHT = 1.0  # points that a level line may go up
_SHORTEST = 6.0

_Point = tuple[float, float]


def read_rules(page: Any, raw: Any) -> list[Rule]:
    """The level and the upright lines on a page."""
    rules: list[Rule] = []
    seen = 0
    for path in page.get_objects([raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        seen += max(0, raw.FPDFPath_CountSegments(path))
        if seen > _MOST_SEGMENTS:
            return []
        for points in _strokes(path, raw):
            for (x, y), (to_x, to_y) in pairwise(points):
                if abs(y - to_y) <= _STRAIGHT and abs(x - to_x) >= _SHORTEST:
                    rules.append(Rule(False, (y + to_y) / 2, min(x, to_x), max(x, to_x)))
                elif abs(x - to_x) <= _STRAIGHT and abs(y - to_y) >= _SHORTEST:
                    rules.append(Rule(True, (x + to_x) / 2, min(y, to_y), max(y, to_y)))
    return rules


def _strokes(path: Any, raw: Any) -> Iterator[list[_Point]]:
    """The points of a path, from where to where it goes on straight."""
    matrix = path.get_matrix()
    points: list[_Point] = []
    begun: _Point | None = None
    x, y = c_float(), c_float()
    for i in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO:
            points.append(point)
        else:
            yield points
            points = [point]
            begun = point if kind == raw.FPDF_SEGMENT_MOVETO else begun
        if raw.FPDFPathSegment_GetClose(segment) and begun:
            points.append(begun)
    yield points
