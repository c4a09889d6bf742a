"""A table in letters of one breadth."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

TERMINAL = 72
LABELS_BESIDE = 2
"""With more products than this the label of a row stands above it: beside it there is no room on a phone."""
SHARE_OF_LABELS = 0.4

Row = tuple[str, Sequence[str]]


def grid(names: Sequence[str], rows: Sequence[Row], width: int) -> str:
    """The names as a numbered list, then the rows in columns under those numbers.

    No line is longer than `width`. What does not fit into its column is told in a list under its label.
    """
    numbers = [str(n) for n in range(1, len(names) + 1)]
    labels = _labels_width(rows, width) if len(names) <= LABELS_BESIDE else 0
    column = (width - labels) // len(names)
    lines = [
        line for number, name in zip(numbers, names, strict=True) for line in _numbered(number, name, width)
    ]
    lines += ["", _columns("", numbers, labels, column)]
    for label, cells in rows:
        told = [cell or "–" for cell in cells]
        if any(len(cell) >= column for cell in told):
            lines += _cut(label, width)
            lines += [
                line for n, cell in zip(numbers, told, strict=True) for line in _numbered(n, cell, width, ":")
            ]
        elif not labels:
            lines += [*_cut(label, width), _columns("", told, 0, column)]
        else:
            beside, above = (label, []) if len(label) < labels else ("", _cut(label, width))
            lines += [*above, _columns(beside, told, labels, column)]
    return "\n".join(lines)


def _labels_width(rows: Sequence[Row], width: int) -> int:
    most = int(width * SHARE_OF_LABELS)
    return max((len(label) + 1 for label, _ in rows if len(label) < most), default=1)


def _columns(label: str, cells: Sequence[str], labels: int, column: int) -> str:
    return (label.ljust(labels) + "".join(cell.ljust(column) for cell in cells)).rstrip()


def _numbered(number: str, text: str, width: int, mark: str = ".") -> list[str]:
    return wrap(text, width, initial_indent=f"{number}{mark} ", subsequent_indent="   ") or [
        f"{number}{mark}"
    ]


def _cut(text: str, width: int) -> list[str]:
    return wrap(text, width)
