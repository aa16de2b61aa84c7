"""Logging in by a provider of the office's own (OpenID Connect, code flow with PKCE): who one is there.

Whom the provider names is let in only where they have an account here; none is made. The provider is called
as every address is (channels.calling): its own host is trusted as `site.json` names it, each other address
that it names must be a public one by https. joserfc checks what is signed against the provider's keys.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NoReturn, cast
from urllib.parse import quote, urlencode, urlsplit

from django.core.cache import cache
from django.utils.crypto import constant_time_compare
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from luoshi.exchange.channels import calling
from luoshi.exchange.channels.calling import Address
from luoshi.exchange.channels.letter import NotSent
from luoshi.kernel.errors import InputError, Refused, SiteError

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures that are taken: none by a shared secret, and never “none”."""
_HOUR = 3_600
_LEEWAY = 60
"""Seconds by which two clocks may differ."""


@dataclass(frozen=True)
class Provider:
    """What `site.json` says under `identity`."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    claim: str = "preferred_username"
    """What the provider says of a person that is their log-in here."""
    label: str = "统一身份登录"
    scope: str = "openid profile"

    @classmethod
    def configured(cls, said: Mapping[str, str] | None) -> Provider | None:
        """The provider of an installation; None where none is set."""
        if not said:
            return None
        wrong = sorted(set(said) - set(cls.__dataclass_fields__))
        if wrong or not said.get("issuer", "").startswith(("https://", "http://")) or "client_id" not in said:
            raise SiteError(
                "site.json 里的 identity 不对",
                hint="写 issuer（https 网址）、client_id、client_secret，可写 claim、label、scope",
            )
        return cls(**{**said, "issuer": said["issuer"].rstrip("/")})

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Asked:
    """What is remembered in the browser's session while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str


def begin(provider: Provider, back: str) -> tuple[str, Asked]:
    """Where to send somebody, and what to remember until they are `back`."""
    asked = Asked(*(secrets.token_urlsafe(32) for _ in range(3)))
    digest = base64.urlsafe_b64encode(sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": back,
        "scope": provider.scope, "state": asked.state, "nonce": asked.nonce,
        "code_challenge": digest, "code_challenge_method": "S256",
    }  # fmt: skip
    return _with(_endpoint(provider, "authorization_endpoint"), query), asked


def named(provider: Provider, asked: Asked, said: Mapping[str, str], back: str) -> str:
    """The log-in of whoever came back with `said`; `Refused` when anything of it is not as it must be."""
    issuer = said.get("iss", provider.issuer).rstrip("/")
    if not constant_time_compare(said.get("state", ""), asked.state) or issuer != provider.issuer:
        _refuse("不是从这里开始的登录")
    if not said.get("code"):
        _refuse(f"对方没有同意（{said.get('error', '')[:40]}）")
    claims = _claims(provider, asked, said["code"], back)
    if provider.claim == "email" and claims.get("email_verified") is not True:
        _refuse("邮箱没有经过验证")
    login = claims.get(provider.claim)
    if not isinstance(login, str) or not login:
        _refuse(f"对方没有给出 {provider.claim}")
    return login


def ending(provider: Provider, back: str) -> str:
    """Where somebody logs out of the provider too; empty when it has no such page."""
    where = _known(provider).get("end_session_endpoint", "")
    query = {"client_id": provider.client_id, "post_logout_redirect_uri": back}
    return _with(_checked(provider, where), query) if where else ""


def _claims(provider: Provider, asked: Asked, code: str, back: str) -> Mapping[str, Any]:
    """What the provider signs of whoever brought the code."""
    body = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back,
        "code_verifier": asked.verifier, "client_id": provider.client_id,
    }  # fmt: skip
    head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if provider.client_secret:
        pair = f"{quote(provider.client_id, '')}:{quote(provider.client_secret, '')}"
        head["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    where = Address.parse(_endpoint(provider, "token_endpoint"), _trusted(provider))
    given = _json(calling.post(where, urlencode(body).encode(), head))
    claims = _proved(provider, asked, str(given.get("id_token", "")))
    if provider.claim in claims or not _known(provider).get("userinfo_endpoint"):
        return claims
    more = _got(provider, _endpoint(provider, "userinfo_endpoint"), str(given.get("access_token", "")))
    if more.get("sub") != claims["sub"]:
        _refuse("两次说的不是同一个人")
    return {**more, **claims}


def _proved(provider: Provider, asked: Asked, token: str) -> Mapping[str, Any]:
    """The claims of an ID token that the provider signed for us, now, for this very log-in."""
    keys = _got(provider, _endpoint(provider, "jwks_uri"))
    issuer = _known(provider)["issuer"]
    rules = jwt.JWTClaimsRegistry(
        leeway=_LEEWAY, iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": provider.client_id}, exp={"essential": True},
        iat={"essential": True}, sub={"essential": True}, nonce={"essential": True, "value": asked.nonce},
    )  # fmt: skip
    try:
        found = jwt.decode(
            token, KeySet.import_key_set(cast(KeySetSerialization, keys)), algorithms=ALGORITHMS
        )
        rules.validate(found.claims)
    except (JoseError, ValueError, KeyError, TypeError) as fault:
        _refuse(f"对方的签名不对（{type(fault).__name__}）")
    several = isinstance(found.claims["aud"], list) and len(found.claims["aud"]) > 1
    if (several or "azp" in found.claims) and found.claims.get("azp") != provider.client_id:
        _refuse("这份证明是给别的系统的")
    return found.claims


def _known(provider: Provider) -> Mapping[str, Any]:
    """What the provider says of itself, asked once an hour; it must be the one that was named."""
    key = f"identity:{sha256(provider.issuer.encode()).hexdigest()}"
    kept: Mapping[str, Any] | None = cache.get(key)
    if kept is not None:
        return kept
    where = f"{provider.issuer}/.well-known/openid-configuration"
    said = _got(provider, where)
    if str(said.get("issuer", "")).rstrip("/") != provider.issuer:
        _refuse("身份服务自称的 issuer 和 site.json 里的不一样")
    cache.set(key, said, _HOUR)
    return said


def _endpoint(provider: Provider, name: str) -> str:
    where = _known(provider).get(name)
    if not isinstance(where, str):
        _refuse(f"身份服务没有 {name}")
    return _checked(provider, where)


def _checked(provider: Provider, where: str) -> str:
    """An address that the provider names: on its own host, or a public one."""
    try:
        Address.parse(where, _trusted(provider))
    except InputError:
        _refuse("身份服务给出的地址不能用")
    return where


def _got(provider: Provider, where: str, token: str = "") -> dict[str, Any]:
    head = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    return _json(calling.get(Address.parse(where, _trusted(provider)), head))


def _trusted(provider: Provider) -> frozenset[str]:
    return frozenset({(urlsplit(provider.issuer).hostname or "").lower()})


def _json(answer: calling.Answer) -> dict[str, Any]:
    try:
        said = json.loads(answer.body) if answer.status == 200 else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        _refuse(f"身份服务答复 {answer.status}")
    return said


def _with(where: str, query: Mapping[str, str]) -> str:
    return f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"


def _refuse(why: str) -> NoReturn:
    raise Refused(f"统一身份登录没有完成：{why}", hint="重新登录；仍不行的，请系统管理员检查")


def reached(fault: NotSent) -> Refused:
    """A provider that cannot be reached, as people are told."""
    return Refused(f"统一身份登录没有完成：{fault}", hint="用密码登录，或稍后再试")
