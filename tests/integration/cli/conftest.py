"""`duken` as a program outside uses it: JSON on stdout, one sentence on stderr, exit codes 0, 1 and 2."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from api.cli.main import main


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON value it printed."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def rows(self) -> list[Any]:
        assert self.code == 0, self.err
        return [json.loads(line) for line in self.out.splitlines()]


Duken = Callable[..., Done]


@pytest.fixture
def duken(shop_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Duken]:
    """Runs the command within this process, which spares loading the libraries every time; `said` is its stdin."""
    monkeypatch.setenv("DUKEN_HOME", str(shop_home))
    handlers = list(logging.root.handlers)

    def run(*arguments: str, said: str | bytes = b"") -> Done:
        given = said.encode() if isinstance(said, str) else said
        streams = [io.TextIOWrapper(io.BytesIO(at), encoding="utf-8") for at in (given, b"", b"")]
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as left:
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            main(list(arguments))
        for stream in streams[1:]:
            stream.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
        code = left.value.code
        assert isinstance(code, int)
        return Done(code, out, err)

    yield run
    structlog.reset_defaults()
    logging.root.handlers = handlers
