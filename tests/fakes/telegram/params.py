"""Parameters of a call, however the client wrote them: query, urlencoded, JSON or multipart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, StreamReader
from multidict import CIMultiDictProxy

from tests.fakes.telegram.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'field "{name}" must be of type Number') from None

    def number(self, name: str) -> float:
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            raise bad_request(f"{name} is invalid") from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def data(self, name: str) -> Any:
        """The value of a JSON-serialised parameter; None when it was not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if value == "":
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise bad_request(f"can't parse {name} JSON object") from None


async def parse_params(
    query: Mapping[str, str], content_type: str, headers: CIMultiDictProxy[str], body: StreamReader
) -> Params:
    """What is in the body wins over the query."""
    values: dict[str, Any] = dict(query)
    files: dict[str, Upload] = {}
    if content_type.startswith("multipart/"):
        await _read_multipart(MultipartReader(headers, body), values, files)
    elif content_type == "application/x-www-form-urlencoded":
        values.update(parse_qsl((await body.read()).decode(), keep_blank_values=True))
    elif content_type == "application/json":
        raw = await body.read()
        given = _loads(raw) if raw else {}
        if isinstance(given, dict):
            values.update({key: value for key, value in given.items() if value is not None})
    return Params(values, files)


def _loads(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise bad_request("can't parse JSON object") from None


async def _read_multipart(reader: MultipartReader, values: dict[str, Any], files: dict[str, Upload]) -> None:
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("can't parse multipart body")
        raw = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = raw.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, mime, raw)
