"""黑管 types addresses that lead inside; 郭外 has a name that answers differently the second time."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from luoshi.exchange.channels import calling
from luoshi.exchange.channels.calling import Address, post
from luoshi.exchange.channels.letter import NotSent
from luoshi.kernel.errors import InputError
from luoshi.reading import second
from tests.exchange.servers import listening
from tests.people import GUO, HEI

WRITTEN = [
    "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://[::]/",
    "https://[::ffff:169.254.169.254]/", "https://[fe80::1%25eth0]/", "https://localhost./",
    "https://metadata.google.internal/", "https://127.0.0.1.nip.io@10.0.0.1/", "https://[2002:7f00:1::]/",
    "https://192.168.1.1/", "https://198.18.0.1/", "gopher://127.0.0.1/", "https://①②⑦.⓪.⓪.①/",
]  # fmt: skip


@pytest.mark.parametrize("url", WRITTEN)
def test_no_way_of_writing_an_address_leads_inside(url: str) -> None:
    """What is no number to us is a name, and looked up; none is ever called."""
    with pytest.raises((InputError, NotSent)) as refusal:
        post(Address.parse(url), HEI.name.encode(), {})
    assert "内部" in str(refusal.value) or "网址" in str(refusal.value) or "https" in str(refusal.value) or (
        "找不到" in str(refusal.value)
    )  # fmt: skip


def test_a_name_that_answers_differently_the_second_time_is_called_where_it_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: one look-up, and the connection goes to the very address that was looked at."""
    asked: list[str] = []
    connected: list[Any] = []

    def look_up(host: str, *_said: Any, **_more: Any) -> list[Any]:
        asked.append(host)
        place = "203.119.1.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 443))]

    def connect(address: tuple[str, int], *_said: Any, **_more: Any) -> Any:
        connected.append(address)
        raise OSError(GUO)

    monkeypatch.setattr(calling.socket, "getaddrinfo", look_up)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(NotSent):
        post(Address.parse("https://rebind.example.cn/"), b"{}", {})
    assert asked == ["rebind.example.cn"]
    assert connected == [("203.119.1.1", 443)]


def test_the_second_reader_follows_no_redirect_with_a_speech_in_its_hands() -> None:
    with listening() as reader, listening() as elsewhere:
        reader.status, reader.headers = 307, {"Location": elsewhere.url}
        done = second.read("完成招商到位资金55亿元。", second.Endpoint(reader.url, "model", "key"))
        assert done.failed
        assert elsewhere.heard == []
