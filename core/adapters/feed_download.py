"""A feed fetched from the address a seller gave: only from the open internet, only what is new, never without end."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from core.catalog.incoming import Freshness
from core.catalog.ports import Downloaded
from core.kernel.errors import DukenError, InvalidInput, Unavailable

MAX_REDIRECTS = 5
MAX_BYTES = 2 * 1024**3
MAX_SECONDS = 600.0
TIMEOUT = httpx.Timeout(30.0)
PICTURE_BYTES = 10 * 2**20
PICTURE_SECONDS = 20.0
PORTS = frozenset({80, 443, 8080, 8443})
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]


async def resolve(host: str, port: int) -> Sequence[Address]:
    """Raises OSError when the name leads nowhere."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(address[0]) for *_, address in found))


def is_public(address: Address) -> bool:
    """Loopback, private, link-local, carrier-grade and reserved ranges are nobody's shop, nor is an IPv6 address
    that a gateway turns into one of them."""
    if isinstance(address, ipaddress.IPv6Address) and (inner := _embedded(address)):
        return all(map(is_public, inner))
    return address.is_global and not address.is_multicast


def _embedded(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses inside: mapped (RFC 4291), 6to4 (RFC 3056), Teredo (RFC 4380), NAT64 (RFC 6052)."""
    nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ()), nat64]
    return [found for found in inner if found is not None]


@dataclass(frozen=True, slots=True)
class FeedDownload:
    """`may_reach` is asked for every address, after every redirect; tests let it reach a server of their own."""

    resolve: Resolve = resolve
    may_reach: Callable[[Address], bool] = is_public
    ports: frozenset[int] = PORTS
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS
    packing: str = "gzip"
    """How an answer may be packed; "identity": not at all."""

    async def __call__(self, url: str, have: Freshness, folder: Path) -> Downloaded:
        """Follows redirects itself, so that each one is checked. What `core.catalog.ports.Download` promises."""
        try:
            async with asyncio.timeout(self.max_seconds):
                return await self._followed(httpx.URL(url), have, folder)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise InvalidInput("url", str(error), key="error-feed-address") from error
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            said = f"{url}: {error or type(error).__name__}"
            raise Unavailable(said, key="error-feed-unreachable") from error

    async def _followed(self, url: httpx.URL, have: Freshness, folder: Path) -> Downloaded:
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
            for _ in range(MAX_REDIRECTS + 1):
                async with self._answer(client, url, have) as response:
                    if not response.has_redirect_location:
                        return await self._taken(response, have, folder)
                    url = url.join(response.headers["location"])
        raise Unavailable("too many redirects", key="error-feed-unreachable")

    @asynccontextmanager
    async def _answer(
        self, client: httpx.AsyncClient, url: httpx.URL, have: Freshness
    ) -> AsyncIterator[httpx.Response]:
        """From the first of its addresses that answers."""
        *others, last = await self._checked(url)
        for address in others:
            try:
                response = await client.send(_request(client, url, address, have, self.packing), stream=True)
                break
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        else:
            response = await client.send(_request(client, url, last, have, self.packing), stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    async def _checked(self, url: httpx.URL) -> Sequence[Address]:
        """Where the name leads: all of it must be the open internet, for any may be asked."""
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise InvalidInput("url", "an http or https address is needed", key="error-feed-address")
        port = url.port or (443 if url.scheme == "https" else 80)
        if port not in self.ports:
            raise InvalidInput("url", f"port {port} is not a web server's", key="error-feed-address")
        addresses = await self.resolve(url.raw_host.decode("ascii"), port)
        if not addresses or not all(map(self.may_reach, addresses)):
            raise InvalidInput("url", f"{url.host} is not on the open internet", key="error-feed-address")
        return addresses

    async def _taken(self, response: httpx.Response, have: Freshness, folder: Path) -> Downloaded:
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Downloaded(None, have)
        if response.status_code != httpx.codes.OK:
            raise Unavailable(f"the server answered {response.status_code}", key="error-feed-unreachable")
        received = 0
        with _new_file(folder) as file:
            # Raw: a packed answer is unpacked later, where a bomb is stopped.
            async for chunk in response.aiter_raw():
                received += file.write(chunk)
                if received > self.max_bytes:
                    raise _too_large(self.max_bytes)
        fresh = Freshness(response.headers.get("etag"), response.headers.get("last-modified"))
        return Downloaded(Path(file.name), fresh)


def picture_download() -> FeedDownload:
    """The same care for a product's picture, with less patience."""
    return FeedDownload(max_bytes=PICTURE_BYTES, max_seconds=PICTURE_SECONDS, packing="identity")


@contextmanager
def _new_file(folder: Path) -> Iterator[IO[bytes]]:
    """A file that stays only when it was written to its end."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix="feed-", delete=False) as file:
        try:
            yield file
        except BaseException:
            Path(file.name).unlink()
            raise


def _too_large(max_bytes: int) -> DukenError:
    return InvalidInput(
        "file", f"larger than {max_bytes} bytes", key="error-feed-too-large", megabytes=max_bytes // 2**20
    )


def _request(
    client: httpx.AsyncClient, url: httpx.URL, address: Address, have: Freshness, packing: str
) -> httpx.Request:
    """To the address that was checked, for a second look-up of the name could lead elsewhere."""
    headers = {"host": url.netloc.decode("ascii"), "accept-encoding": packing, "user-agent": "duken"}
    if have.etag:
        headers["if-none-match"] = have.etag
    if have.last_modified:
        headers["if-modified-since"] = have.last_modified
    request = client.build_request("GET", url.copy_with(host=str(address)), headers=headers)
    request.extensions["sni_hostname"] = url.raw_host.decode("ascii")
    return request
