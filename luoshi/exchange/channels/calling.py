"""Calling an address that somebody typed: only where the site may call, and no further.

The name is looked up once, every address it has is looked at, and the call goes to the one looked at: a
name that answers differently the next moment leads nowhere else. https alone, no private, loopback or
link-local addresses, no redirects, no proxy, few seconds, short answers. What a site trusts inside its own
network it names by host in LUOSHI_WEBHOOK_HOSTS; such hosts may also be called by http.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3

from luoshi.exchange.channels.letter import NotSent
from luoshi.kernel.errors import InputError

SECONDS = 10.0
LONGEST = 64 * 1024
"""Bytes of an answer that are read."""


@dataclass(frozen=True)
class Address:
    """A web address in its parts, as far as it may be called at all."""

    scheme: str
    host: str
    port: int
    target: str
    trusted: bool

    @classmethod
    def parse(cls, url: str, trusted: Collection[str] = ()) -> Address:
        """An address that may be called, by what stands in it; `InputError` tells what would be right."""
        try:
            said = urlsplit(url.strip())
            host, port = (said.hostname or "").lower(), said.port
        except ValueError:
            raise InputError("这不是网址", hint="写完整的地址，如 https://…") from None
        known = host in trusted
        if not host or said.username or said.password or any(ord(one) <= 32 for one in url.strip()):
            raise InputError("这不是网址", hint="写完整的地址，如 https://…，不带用户名和密码")
        if said.scheme != "https" and not (known and said.scheme == "http"):
            raise InputError(
                "只能用 https 地址", hint="单位内网的主机，由系统管理员写进 LUOSHI_WEBHOOK_HOSTS"
            )
        if not known:
            _refuse_inside(host)
        target = (said.path or "/") + (f"?{said.query}" if said.query else "")
        return cls(said.scheme, host, port or (443 if said.scheme == "https" else 80), target, known)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def post(address: Address, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body; what the other side says. `NotSent` when it could not be reached."""
    return _asked("POST", address, body, headers)


def get(address: Address, headers: Mapping[str, str]) -> Answer:
    """What stands at an address. `NotSent` when it could not be reached."""
    return _asked("GET", address, b"", headers)


def _asked(method: str, address: Address, body: bytes, headers: Mapping[str, str]) -> Answer:
    at = _looked_up(address)
    try:
        with _pool(address, at) as pool:
            answer = pool.request(
                method, address.target, body=body or None, headers={"Host": _host(address), **headers},
                redirect=False, retries=False, preload_content=False,
            )  # fmt: skip
            said = _read(answer)
            answer.close()
    except urllib3.exceptions.SSLError as fault:
        raise NotSent("对方的证书不可信") from fault
    except urllib3.exceptions.NewConnectionError as fault:
        raise NotSent("连不上对方") from fault
    except urllib3.exceptions.TimeoutError as fault:
        raise NotSent("对方没有按时答复") from fault
    except (urllib3.exceptions.HTTPError, OSError) as fault:
        raise NotSent("连不上对方") from fault
    return Answer(answer.status, said)


def _read(answer: urllib3.BaseHTTPResponse) -> bytes:
    """The beginning of an answer, in so many seconds altogether, however slowly it drips."""
    said, until = b"", time.monotonic() + SECONDS
    while len(said) < LONGEST and (piece := answer.read1(LONGEST, decode_content=False)):
        said += piece
        if time.monotonic() > until:
            raise NotSent("对方没有按时答复")
    return said


def _pool(address: Address, at: str) -> urllib3.HTTPConnectionPool:
    """A connection to the address that was looked at, which must prove to be the host that was named."""
    timeout = urllib3.Timeout(total=SECONDS)
    if address.scheme == "http":
        return urllib3.HTTPConnectionPool(at, address.port, timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        at, address.port, timeout=timeout, maxsize=1, cert_reqs="CERT_REQUIRED",
        server_hostname=address.host, assert_hostname=address.host,
    )  # fmt: skip


def _host(address: Address) -> str:
    usual = 443 if address.scheme == "https" else 80
    name = f"[{address.host}]" if ":" in address.host else address.host
    return name if address.port == usual else f"{name}:{address.port}"


def _looked_up(address: Address) -> str:
    """An address of the host: the first, when none of them is inside."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise NotSent(f"找不到主机 {address.host}") from fault
    places = [str(one[4][0]) for one in found]
    if not address.trusted and not all(_outside(one) for one in places):
        raise NotSent(f"{address.host} 是内部地址，不能发送", lasting=True)
    return places[0]


def _refuse_inside(host: str) -> None:
    """Refuse an address that is written as a number and lies inside; names are looked up when called."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
            raise InputError("内部地址不能用", hint="由系统管理员写进 LUOSHI_WEBHOOK_HOSTS") from None
        return
    if not _outside(host):
        raise InputError("内部地址不能用", hint="由系统管理员写进 LUOSHI_WEBHOOK_HOSTS")


def _outside(place: str) -> bool:
    """Whether an address is a public one: not private, loopback, link-local, site-local, multicast, reserved,
    set aside for translation, and no such address wrapped in an IPv6 one."""
    at = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(at, ipaddress.IPv6Address):
        inner = at.ipv4_mapped or at.sixtofour or (at.teredo[1] if at.teredo else None)
        if inner is not None:
            return _outside(str(inner))
        if at in _NAT64:
            return _outside(str(ipaddress.IPv4Address(int(at) & 0xFFFFFFFF)))
        if at.is_site_local:
            return False
    aside = at.is_multicast or at.is_reserved or any(at in one for one in _SET_ASIDE)
    return at.is_global and not aside


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SET_ASIDE = tuple(
    ipaddress.ip_network(one)
    for one in ("64:ff9b:1::/48", "5f00::/16", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24")
)
"""Addresses of no public server that this Python takes for public ones: local translation, segment routing,
documents, what protocols need."""
