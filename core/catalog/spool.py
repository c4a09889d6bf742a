"""Rows that wait in a file of their own until the whole feed is judged."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

_HELD = 200


class Spool:
    """First in, first out; the file is the process's own and gone when it closes."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._held: list[Any] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, row: Any) -> None:
        self._held.append(row)
        if len(self._held) >= _HELD:
            self._flush()

    def batches(self, size: int) -> Iterator[list[Any]]:
        """All rows, at most `size` together. Nothing may be put any more."""
        self._flush()
        self._file.seek(0)
        batch: list[Any] = []
        while True:
            try:
                batch += pickle.load(self._file)
            except EOFError:
                break
            while len(batch) >= size:
                yield batch[:size]
                batch = batch[size:]
        if batch:
            yield batch

    def _flush(self) -> None:
        if self._held:
            pickle.dump(self._held, self._file, pickle.HIGHEST_PROTOCOL)
            self._held = []
