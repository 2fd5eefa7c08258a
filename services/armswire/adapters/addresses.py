"""Where a feed may lead: to public addresses only, judged after resolution and connected to as judged.

A name that answers with a public address when asked and a private one when connected to (DNS rebinding) gains
nothing: the connection is made to the very addresses that were checked.
"""

import os
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


class ForbiddenAddress(OSError):  # noqa: N818 - names what it found
    """An address that feeds must not lead to."""


def is_public(host: str) -> bool:
    """Say whether a literal address is on the public internet. IPv4 inside IPv6 is judged as IPv4."""
    try:
        address: IPv4Address | IPv6Address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    return address.is_global and not address.is_multicast


class _Nat64:
    """64:ff9b::/96, RFC 6052: the last 32 bits are an IPv4 address."""

    def __contains__(self, address: IPv6Address) -> bool:
        return int(address) >> 32 == 0x64FF9B << 64


_NAT64 = _Nat64()


def check_literal(host: str) -> None:
    """Raise ``ForbiddenAddress`` for an address written as such that is not public; names pass."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return
    if not is_public(host):
        raise ForbiddenAddress(f"{host} is a private or local address")


def proxy_hosts() -> frozenset[str]:
    """Hosts of the proxies the environment names: they may well be local."""
    hosts = (urlsplit(url).hostname for name, url in getproxies().items() if name in ("http", "https"))
    return frozenset(host for host in hosts if host)


def environment_speaks() -> bool:
    """Tell whether the environment names a proxy or has a .netrc: aiohttp looks, in threads, at every request."""
    return bool(getproxies()) or Path(os.environ.get("NETRC") or os.path.expanduser("~/.netrc")).is_file()  # noqa: PTH111


class PublicResolver(AbstractResolver):
    """Resolves names and keeps the public addresses; a name with none is refused. ``exempt`` names may be anything."""

    def __init__(self, exempt: Iterable[str] = ()) -> None:
        self._inner = ThreadedResolver()
        self._exempt = frozenset(exempt)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """As ``AbstractResolver``; raises ``ForbiddenAddress``."""
        found = await self._inner.resolve(host, port, family)
        if host in self._exempt:
            return found
        public = [one for one in found if is_public(one["host"])]
        if found and not public:
            raise ForbiddenAddress(f"{host} leads to a private or local address ({found[0]['host']})")
        return public

    async def close(self) -> None:
        """Nothing to release: the resolver works in the loop's threads."""
        await self._inner.close()
