"""郭外 has an account at the office's provider, or a code that is not his: whom that lets in. The provider
is a real one (tests/attacks/provider.mjs)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from luoshi.exchange import identity
from luoshi.exchange.channels import calling
from luoshi.exchange.channels.calling import Address, Answer
from luoshi.kernel.errors import InputError, Refused, SiteError
from luoshi.units import actions as units
from luoshi.units.models import Person
from tests.attacks import provider as providers
from tests.attacks.conftest import is_in
from tests.attacks.provider import Somebody
from tests.people import ADMIN, GUO

pytestmark = pytest.mark.django_db
BACK = "http://testserver/account/identity/back"


@pytest.fixture(scope="module")
def said() -> Iterator[dict[str, str]]:
    with providers.running("http://testserver") as found:
        yield found


@pytest.fixture
def office(said: dict[str, str], settings: Any) -> identity.Provider:
    """A site that works with the provider."""
    settings.IDENTITY = identity.Provider.configured(said)
    return settings.IDENTITY


def there(client: Client, to: str = "") -> str:
    """To the provider; its address."""
    answer = client.get("/account/identity/", {"next": to} if to else {})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_whoever_has_an_account_here_comes_in_by_the_provider(
    office: identity.Provider, wang: AbstractBaseUser
) -> None:
    client = Client()
    assert "统一身份登录" in client.get("/account/login/").content.decode()
    back = Somebody("wangli").through(there(client, "/account/password/"))
    assert client.get(back).headers["Location"] == "/account/password/"
    assert is_in(client)


def test_whoever_has_none_is_told_so_and_gets_none(office: identity.Provider, wang: AbstractBaseUser) -> None:
    client, before = Client(), Person.objects.count()
    answer = client.get(Somebody("guowai").through(there(client)))
    assert answer.status_code == 403
    assert "您在这里没有账号" in answer.content.decode()
    assert not is_in(client), GUO
    assert Person.objects.count() == before


def test_whoever_is_kept_out_here_is_kept_out(office: identity.Provider, wang: AbstractBaseUser) -> None:
    units.let_in(ADMIN, "wangli", active=False)
    client = Client()
    assert client.get(Somebody("wangli").through(there(client))).status_code == 403
    assert not is_in(client)


def test_a_way_back_is_good_once_and_in_the_browser_that_began(
    office: identity.Provider, wang: AbstractBaseUser
) -> None:
    """Else 郭外 could send somebody a link by which they work in his account, or use theirs again."""
    client, other = Client(), Client()
    back = Somebody("wangli").through(there(client))
    assert other.get(back).status_code == 403
    there(other)
    assert other.get(back).status_code == 403  # its own log-in has another state
    assert not is_in(other)
    assert client.get(back).status_code == 302
    client.post("/account/logout/")
    assert client.get(back).status_code == 403
    assert not is_in(client)


def test_a_code_without_the_verifier_of_its_log_in_is_worth_nothing(
    office: identity.Provider, wang: AbstractBaseUser
) -> None:
    """PKCE: the provider itself refuses it."""
    where, asked = identity.begin(office, BACK)
    _other, hers = identity.begin(office, BACK)
    query = {key: one[0] for key, one in parse_qs(urlsplit(Somebody("wangli").through(where)).query).items()}
    stolen = identity.Asked(asked.state, asked.nonce, hers.verifier)
    with pytest.raises(Refused, match="400"):
        identity.named(office, stolen, query, BACK)


def test_a_proof_made_for_another_log_in_is_refused(
    office: identity.Provider, wang: AbstractBaseUser
) -> None:
    where, asked = identity.begin(office, BACK)
    query = {key: one[0] for key, one in parse_qs(urlsplit(Somebody("wangli").through(where)).query).items()}
    with pytest.raises(Refused, match="签名不对"):
        identity.named(office, identity.Asked(asked.state, "another", asked.verifier), query, BACK)


def test_he_cannot_refuse_and_be_let_in(office: identity.Provider, wang: AbstractBaseUser) -> None:
    client = Client()
    state = parse_qs(urlsplit(there(client)).query)["state"][0]
    answer = client.get("/account/identity/back", {"state": state, "error": "access_denied"})
    assert answer.status_code == 403
    assert not is_in(client)


def test_logging_out_here_leads_to_logging_out_there(
    office: identity.Provider, wang: AbstractBaseUser
) -> None:
    client = Client()
    client.get(Somebody("wangli").through(there(client)))
    left = client.post("/account/logout/").headers["Location"]
    assert left.startswith(f"{office.issuer}/session/end?client_id=luoshi")
    assert not is_in(client)


FORGED = [
    "another's key",
    "a shared secret",
    "none",
    "expired",
    "another client",
    "another issuer",
    "no nonce",
]


@pytest.mark.parametrize("how", FORGED)
def test_a_proof_that_the_provider_did_not_sign_for_this_log_in_is_refused(
    office: identity.Provider, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    asked, now = identity.Asked("s", "n", "v"), int(time.time())
    claims = {
        "iss": office.issuer, "aud": "luoshi", "sub": "1", "iat": now, "exp": now + 60, "nonce": "n",
        "preferred_username": "wangli",
    }  # fmt: skip
    key = RSAKey.generate_key(2048, {"kid": "1"})
    public = {"keys": [key.as_dict(private=False)]}
    change: dict[str, dict[str, Any]] = {
        "expired": {"iat": now - 900, "exp": now - 600}, "another client": {"aud": "other"},
        "another issuer": {"iss": "http://evil.example"}, "no nonce": {"nonce": None},
    }  # fmt: skip
    said = {name: one for name, one in (claims | change.get(how, {})).items() if one is not None}
    if how == "another's key":
        token = jwt.encode({"alg": "RS256", "kid": "1"}, said, RSAKey.generate_key(2048, {"kid": "1"}))
    elif how == "a shared secret":
        token = jwt.encode({"alg": "HS256", "kid": "1"}, said, OctKey.import_key("of-tests-alone" * 4))
    elif how == "none":
        token = "eyJhbGciOiJub25lIn0." + jwt.encode({"alg": "RS256"}, said, key).split(".")[1] + "."
    else:
        token = jwt.encode({"alg": "RS256", "kid": "1"}, said, key)
    monkeypatch.setattr(
        identity, "_got", lambda *_said: public | {"issuer": office.issuer, "jwks_uri": office.issuer}
    )
    with pytest.raises(Refused, match="签名不对"):
        identity._proved(office, asked, token)


@pytest.mark.parametrize("place", ["http://169.254.169.254/latest", "https://10.0.0.1/keys", "http://127.0.0.1/x",
                                   "https://db.internal/", "file:///etc/passwd"])  # fmt: skip
def test_a_provider_leads_the_server_to_no_address_inside(
    office: identity.Provider, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """One that was taken over, or lies, could have the server ask what only it can reach."""
    known = b'{"issuer": "%s", "authorization_endpoint": "%s"}' % (office.issuer.encode(), place.encode())
    monkeypatch.setattr(calling, "get", lambda *_said: Answer(200, known))
    with pytest.raises(Refused, match="地址不能用"):
        identity.begin(office, BACK)
    with pytest.raises(InputError):
        Address.parse(place, {"localhost"})


def test_a_mail_address_counts_when_the_provider_has_looked_at_it(
    said: dict[str, str], settings: Any
) -> None:
    settings.IDENTITY = by_mail = identity.Provider.configured(
        {**said, "claim": "email", "scope": "openid email"}
    )
    assert by_mail is not None
    for name in ("good@example.cn", "bad@example.cn"):
        where, asked = identity.begin(by_mail, BACK)
        query = {key: one[0] for key, one in parse_qs(urlsplit(Somebody(name).through(where)).query).items()}
        if name.startswith("good"):
            assert identity.named(by_mail, asked, query, BACK) == name
        else:
            with pytest.raises(Refused, match="没有经过验证"):
                identity.named(by_mail, asked, query, BACK)


@pytest.mark.parametrize(
    "wrong", [{"issuer": "x", "client_id": "y"}, {"issuer": "https://x"}, {"issue": "https://x"}]
)
def test_a_provider_that_is_written_wrongly_is_told_at_once(wrong: dict[str, str]) -> None:
    with pytest.raises(SiteError, match="identity"):
        identity.Provider.configured(wrong)
