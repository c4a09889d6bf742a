"""A feed fetched from the address a seller gave: only from the open internet, only what is new, never without end."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from core.kernel.errors import InvalidInput, Unavailable

MAX_REDIRECTS = 5
MAX_BYTES = 2 * 1024**3
MAX_SECONDS = 600.0
TIMEOUT = httpx.Timeout(30.0)
PORTS = frozenset({80, 443, 8080, 8443})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]


@dataclass(frozen=True, slots=True)
class Freshness:
    """What the server said of the copy we have."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Downloaded:
    """`path` is None when the feed is the one we have."""

    path: Path | None
    freshness: Freshness


async def resolve(host: str, port: int) -> Sequence[Address]:
    """Raises OSError when the name leads nowhere."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(address[0]) for *_, address in found]


def is_public(address: Address) -> bool:
    """Loopback, private, link-local, carrier-grade and reserved ranges are nobody's shop."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class FeedDownload:
    """`may_reach` is asked for every address, after every redirect; tests let it reach a server of their own."""

    resolve: Resolve = resolve
    may_reach: Callable[[Address], bool] = is_public
    ports: frozenset[int] = PORTS
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS

    async def __call__(self, url: str, have: Freshness, folder: Path) -> Downloaded:
        """Follows redirects itself, so that each one is checked.

        Raises InvalidInput for an address that may not be reached and for a feed that is too large, Unavailable
        for a server that does not give it.
        """
        try:
            async with (
                asyncio.timeout(self.max_seconds),
                httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client,
            ):
                for _ in range(MAX_REDIRECTS + 1):
                    target, host = await self._target(url)
                    request = client.build_request("GET", target, headers=_headers(host, have))
                    request.extensions["sni_hostname"] = host.partition(":")[0]
                    response = await client.send(request, stream=True)
                    try:
                        if response.is_redirect:
                            url = urljoin(url, response.headers.get("location", ""))
                            continue
                        return await self._taken(response, have, folder)
                    finally:
                        await response.aclose()
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise Unavailable(
                f"{url}: {error or type(error).__name__}", key="error-feed-unreachable"
            ) from error
        raise InvalidInput("url", "too many redirects", key="error-feed-unreachable")

    async def _target(self, url: str) -> tuple[httpx.URL, str]:
        """The URL with an address in place of the name, checked: a second look-up could lead elsewhere."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise InvalidInput("url", "an http or https address is needed", key="error-feed-address")
        port = _port(url)
        if port not in self.ports:
            raise InvalidInput("url", f"port {port} is not a web server's", key="error-feed-address")
        addresses = await self.resolve(parts.hostname, port)
        if not addresses or not all(self.may_reach(address) for address in addresses):
            raise InvalidInput(
                "url", f"{parts.hostname} is not on the open internet", key="error-feed-address"
            )
        host = parts.netloc.rpartition("@")[2]
        return httpx.URL(url).copy_with(host=str(addresses[0])), host

    async def _taken(self, response: httpx.Response, have: Freshness, folder: Path) -> Downloaded:
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Downloaded(None, have)
        if response.status_code != httpx.codes.OK:
            raise Unavailable(f"the server answered {response.status_code}", key="error-feed-unreachable")
        received, end = 0, time.monotonic() + self.max_seconds
        with tempfile.NamedTemporaryFile(dir=folder, prefix="feed-", delete=False) as file:
            # Raw: a packed answer is unpacked later, where a bomb is stopped.
            async for chunk in response.aiter_raw():
                received += file.write(chunk)
                if received > self.max_bytes:
                    raise InvalidInput(
                        "file", f"larger than {self.max_bytes} bytes",
                        key="error-feed-too-large", megabytes=self.max_bytes // 2**20,
                    )  # fmt: skip
                if time.monotonic() > end:
                    raise TimeoutError
        fresh = Freshness(response.headers.get("etag"), response.headers.get("last-modified"))
        return Downloaded(Path(file.name), fresh)


def _port(url: str) -> int:
    parts = urlsplit(url)
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise InvalidInput("url", "no such port", key="error-feed-address") from error


def _headers(host: str, have: Freshness) -> dict[str, str]:
    headers = {"host": host, "accept-encoding": "gzip", "user-agent": "duken"}
    if have.etag:
        headers["if-none-match"] = have.etag
    if have.last_modified:
        headers["if-modified-since"] = have.last_modified
    return headers
