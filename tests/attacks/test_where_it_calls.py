"""黑管 types addresses that lead inside; 郭外 has a name that answers differently the second time."""

from __future__ import annotations

import socket
import subprocess
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from PIL import Image

from luoshi.exchange.channels import calling
from luoshi.exchange.channels.calling import Address, post
from luoshi.exchange.channels.letter import NotSent
from luoshi.kernel.errors import InputError
from luoshi.reading import documents, second
from tests.exchange.servers import listening
from tests.people import GUO, HEI, QIAN

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


INSIDE = [
    "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1",
    "2002:7f00:1::", "2001:0:7f00:1::", "fec0::1", "fd00::1", "fe80::1%eth0", "ff02::1", "5f00::1",
    "2001:db8::1", "::", "0.0.0.0", "100.64.0.1", "192.0.0.8", "192.88.99.1", "240.0.0.1", "255.255.255.255",
    "224.0.0.1", "169.254.169.254",
]  # fmt: skip


@pytest.mark.parametrize("place", INSIDE)
def test_no_name_of_his_leads_to_an_address_that_is_not_public(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """However the name server answers: 黑管 writes its answers himself."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 443))]
    monkeypatch.setattr(calling.socket, "getaddrinfo", lambda *_said, **_more: found)
    monkeypatch.setattr(
        "urllib3.util.connection.create_connection", lambda *_said, **_more: pytest.fail(HEI.name)
    )
    with pytest.raises(NotSent, match="内部地址"):
        post(Address.parse("https://heiguan.example.cn/"), b"{}", {})


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


def _linking(to: str, folder: Path) -> bytes:
    """An old Word document that shows a picture from an address, as LibreOffice writes one."""
    made, picture = Document(), BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    picture.seek(0)
    made.add_picture(picture)
    [shown] = made.element.body.xpath(".//a:blip")
    shown.attrib.pop(qn("r:embed"))
    shown.set(qn("r:link"), made.part.relate_to(to, RELATIONSHIP_TYPE.IMAGE, is_external=True))
    made.add_paragraph("今年要完成投资12亿元")
    made.save(str(folder / "讲话.docx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    told = ["--convert-to", "doc", "--outdir", str(folder), str(folder / "讲话.docx")]
    subprocess.run(["soffice", "--headless", profile, *told], check=True, capture_output=True)
    return (folder / "讲话.doc").read_bytes()


def test_a_word_document_that_links_to_a_picture_makes_the_server_call_nobody(tmp_path: Path) -> None:
    """钱企 writes where the picture is: an address that the server alone reaches."""
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inside.settimeout(30)
        answering = Thread(target=_answer, args=(inside, called := list[bytes]()), daemon=True)
        answering.start()
        content = _linking(f"http://127.0.0.1:{inside.getsockname()[1]}/{quote(QIAN)}.png", tmp_path)
        assert called, "the document links to nothing"
        called.clear()
        assert documents.of_content("讲话.doc", content).text.strip() == "今年要完成投资12亿元"
        assert called == []


def _answer(server: socket.socket, called: list[bytes]) -> None:
    """Whoever calls is written down, and told that there is nothing."""
    while True:
        try:
            caller, _at = server.accept()
        except OSError:
            return
        with caller:
            called.append(caller.recv(4096))
            caller.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
