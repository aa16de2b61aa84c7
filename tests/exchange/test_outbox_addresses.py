"""Where a site may call: nowhere inside, nowhere else than was said."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from luoshi.exchange.channels import calling
from luoshi.exchange.channels.calling import Address, post
from luoshi.exchange.channels.letter import NotSent
from luoshi.exchange.channels.mail import Mail
from luoshi.kernel.errors import InputError, SiteError
from tests.exchange.servers import listening


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/x", "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/",
        "https://169.254.169.254/latest/", "https://localhost/", "https://user:pass@example.cn/",
        "ftp://example.cn/", "https://", "x", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::7f00:1]/",
        "https://100.64.0.1/", "https://0.0.0.0/", "https://db.internal/", "https://example.cn:99999/",
        "https://example.cn/\r\nX: y", "https://224.0.0.1/",
    ],
)  # fmt: skip
def test_an_address_inside_or_not_by_https_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        Address.parse(url)


def test_a_public_address_is_taken_apart() -> None:
    said = Address.parse("https://Oapi.DingTalk.com/robot/send?access_token=a%2Bb")
    assert (said.host, said.port, said.target) == (
        "oapi.dingtalk.com", 443, "/robot/send?access_token=a%2Bb",
    )  # fmt: skip


@pytest.mark.parametrize("place", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fe80::1", "fd00::1"])
def test_a_name_that_leads_inside_is_not_called(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a name leads inside is for its look-up to say, which a test must not leave to the world."""
    kind = socket.AF_INET6 if ":" in place else socket.AF_INET

    def look_up(*_said: Any, **_more: Any) -> list[Any]:
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.119.1.1", 443))
        return [public, (kind, socket.SOCK_STREAM, 6, "", (place, 443))]

    monkeypatch.setattr(calling.socket, "getaddrinfo", look_up)
    with pytest.raises(NotSent, match="内部地址") as refusal:
        post(Address.parse("https://hook.example.cn/"), b"{}", {})
    assert refusal.value.lasting


def test_a_redirect_is_not_followed_and_a_long_answer_not_read_whole() -> None:
    with listening() as here, listening() as there:
        here.status, here.headers = 302, {"Location": there.url}
        here.answer = b"x" * 1_000_000
        said = post(Address.parse(f"{here.url}/a", {"127.0.0.1"}), b"{}", {})
        assert (said.status, there.heard) == (302, [])
        assert len(said.body) <= 2 * calling.LONGEST


def test_a_host_that_nobody_listens_at_is_said() -> None:
    with listening() as gone:
        pass
    with pytest.raises(NotSent, match="连不上"):
        post(Address.parse(f"{gone.url}/", {"127.0.0.1"}), b"{}", {})


def test_a_mail_server_is_named_by_one_address() -> None:
    url = "smtp+tls://duban%40gov.cn:p%40ss@mail.example.cn:587"
    said = Mail.configured({"LUOSHI_MAIL_URL": url, "LUOSHI_MAIL_FROM": "duban@example.cn"})
    assert said is not None
    assert said.server == {
        "host": "mail.example.cn", "port": 587, "username": "duban@gov.cn", "password": "p@ss",
        "use_tls": True, "use_ssl": False,
    }  # fmt: skip
    assert "p@ss" not in repr(said)
    ssl = Mail.configured({"LUOSHI_MAIL_URL": "smtp+ssl://a%40b.cn:x@h:465"})
    assert ssl is not None
    assert (ssl.sender, ssl.server["use_ssl"], ssl.server["use_tls"]) == ("a@b.cn", True, False)
    assert Mail.configured({}) is None
    with pytest.raises(SiteError, match="LUOSHI_MAIL_URL"):
        Mail.configured({"LUOSHI_MAIL_URL": "smtps://h"})
    with pytest.raises(SiteError, match="发件地址"):
        Mail.configured({"LUOSHI_MAIL_URL": "smtp://h:25"})
