"""Where the parts of the picture stand: regions one under the other, stages side by side.

The picture is drawn in templates/innovations/adopting/_picture.html. A stage is told by its
place, so no colour has to be known apart.
"""

from math import sqrt
from typing import NamedTuple

from portal.innovations.adopting.figures import Figures

# In units of the picture, which is as wide as a small telephone.
WIDTH, HEAD, ROW = 320, 74, 70
# The words over the last column lean out of it.
_LEANING = 38
_SMALLEST, _LARGEST = 9.0, 20.0
SHORT_STAGES = {
    "interested": "Interested",
    "exploring": "Exploring",
    "piloting": "Piloting",
    "in_use": "In use",
    "adapted": "Adapted",
    "stopped": "Stopped",
}


class Dot(NamedTuple):
    """So many organisations at one stage in one region; their number is its area."""

    x: float
    y: float
    radius: float
    number: int


class Line(NamedTuple):
    """A region, the height of its name, and its dots."""

    region: str
    y: float
    dots: list[Dot]


class Picture(NamedTuple):
    width: int
    height: int
    # The words over each column and where it stands.
    columns: list[tuple[str, float]]
    lines: list[Line]


def picture_of(figures: Figures) -> Picture:
    """The picture of adopters by region and stage."""
    most = max((n for stages in figures.regions.values() for n in stages.values()), default=0)
    step = (WIDTH - _LEANING) / len(SHORT_STAGES)
    places = {stage: step * (index + 0.5) for index, stage in enumerate(SHORT_STAGES)}
    lines = []
    for index, (region, stages) in enumerate(figures.regions.items()):
        top = HEAD + index * ROW
        dots = [
            Dot(x, top + 42, _radius(stages[stage], most), stages[stage])
            for stage, x in places.items()
            if stages[stage]
        ]
        lines.append(Line(region, top + 14, dots))
    columns = [(SHORT_STAGES[stage], x) for stage, x in places.items()]
    return Picture(WIDTH, HEAD + len(lines) * ROW, columns, lines)


def _radius(number: int, most: int) -> float:
    """The area grows with the number; the smallest still has room for its figure."""
    return round(max(_SMALLEST, _LARGEST * sqrt(number / most)), 1)
