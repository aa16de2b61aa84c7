"""What stands under deploy/ works as it is: nginx in front of a served site, units that systemd accepts."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.demo import LUOSHI, environment
from tests.ops.backup.conftest import full, own

__all__ = ["full", "own"]
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
HOST, PASSWORD = "luoshi.example.gov.cn", "qingshi-zhen-2026"
UNITS = sorted(one.name for one in DEPLOY.iterdir() if one.suffix != ".conf")


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until_open(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"nobody listens at {port}")


@contextmanager
def running(words: list[str], port: int, **more: str) -> Iterator[None]:
    one = subprocess.Popen(words, env={**environment(), **more})
    try:
        until_open(port)
        yield
    finally:
        one.terminate()
        one.wait(20)


def configured(folder: Path, ports: tuple[int, int, int]) -> Path:
    """The configuration that ships, with ports and files of the test in place of an office's."""
    app, plain, tls = ports
    said = (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{app}"), ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"), ("/etc/luoshi/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
    ):  # fmt: skip
        assert old in said
        said = said.replace(old, new)
    key = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}")
    subprocess.run(
        [*key, "-keyout", folder / "luoshi.key", "-out", folder / "luoshi.crt"],
        check=True,
        capture_output=True,
    )
    whole = folder / "whole.conf"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} "
        f"http {{ {temporary} types {{}} {said} }}",
        "utf-8",
    )
    return whole


@pytest.fixture
def front(own: Path, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The small site served, nginx before it: its plain port and its TLS port."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    settings = own / "site.json"
    settings.write_text(settings.read_text("utf-8").replace("{", f'{{"hosts": ["{HOST}"],', 1), "utf-8")
    program = (
        "import django; django.setup(); from django.contrib.auth import get_user_model as m; "
        f"p = m().objects.get(login='wangli'); p.set_password('{PASSWORD}'); p.save()"
    )
    given = {"LUOSHI_SITE": str(own), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    subprocess.run([LUOSHI[0], "-c", program], check=True, env={**environment(), **given})
    ports = (free(), free(), free())
    serve = [*LUOSHI, "--site", str(own), "serve", "--port", str(ports[0]), "--workers", "1"]
    origin = {"LUOSHI_HTTPS": "1", "LUOSHI_ORIGINS": f"https://{HOST}", "LUOSHI_LOG": "json"}
    with (
        running(serve, ports[0], **origin),
        running([nginx, "-e", f"{tmp_path}/first.log", "-c", str(configured(tmp_path, ports))], ports[2]),
    ):
        yield ports[1], ports[2]


class Browser:
    """Asks through nginx, and keeps cookies as a browser does."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, dict[str, str]()

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        context = ssl._create_unverified_context()
        sent = {
            "Host": HOST, "Referer": f"https://{HOST}/", "Origin": f"https://{HOST}",
            "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()), **headers,
        }  # fmt: skip
        with closing(http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=60)) as one:
            one.request(method, path, body, sent)
            answer = one.getresponse()
            content = answer.read()
        for said in answer.headers.get_all("Set-Cookie") or []:
            key, _, value = said.partition(";")[0].partition("=")
            self.cookies[key] = value
        return answer.status, answer.headers, content


def test_a_site_behind_nginx_serves_logs_in_and_refuses_what_is_too_long(front: tuple[int, int]) -> None:
    plain, tls = front
    with closing(http.client.HTTPConnection("127.0.0.1", plain, timeout=30)) as one:
        one.request("GET", "/account/login/", headers={"Host": HOST})
        answer = one.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/account/login/")
    her = Browser(tls)
    status, headers, page = her.ask("GET", "/account/login/")
    assert status == 200
    assert headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"]
    assert headers["Server"] == "nginx"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.decode())
    assert token
    form = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": token[1], "username": "wangli", "password": PASSWORD}
    ).encode()
    kind = "application/x-www-form-urlencoded"
    status, headers, _ = her.ask("POST", "/account/login/", form, **{"Content-Type": kind})
    assert status == 302
    assert all("Secure" in one for one in headers.get_all("Set-Cookie") or [])
    assert her.ask("GET", "/ledgers/")[0] == 200
    style = re.search(r'href="(/static/[^"]+\.css)"', page.decode())
    assert style
    status, headers, content = her.ask("GET", style[1])
    assert (status, headers["Content-Type"].partition(";")[0], headers["Cache-Control"]) == (
        200, "text/css", "max-age=86400",
    )  # fmt: skip
    assert len(content) > 100
    assert her.ask("POST", "/account/login/", bytes(61 * 1024**2), **{"Content-Type": kind})[0] == 413
    assert [her.ask("GET", path)[0] for path in ("/healthz", "/readyz", "/metrics")] == [200, 404, 404]
    assert Browser(tls).ask("GET", "/account/login/", Host="elsewhere.cn")[0] == 400


def test_every_line_that_server_and_worker_log_is_json_and_none_names_what_was_asked(
    own: Path, tmp_path: Path
) -> None:
    """From their start to their end, the server's own lines and warnings too."""
    port, said = free(), {"LUOSHI_LOG": "json"}
    words = {"serve": ["serve", "--port", str(port), "--workers", "1"], "work": ["work"]}
    lines: dict[str, list[str]] = {}
    for name, more in words.items():
        log = tmp_path / f"{name}.log"
        with log.open("w") as stream:
            command = [*LUOSHI, "--site", str(own), *more]
            process = subprocess.Popen(command, env={**environment(), **said}, stdout=stream, stderr=stream)
            try:
                if name == "serve":
                    until_open(port)
                    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as one:
                        one.request("GET", "/public/?q=13800138000")
                        assert one.getresponse().status == 200
                else:
                    until_beats(own)
            finally:
                process.terminate()
                process.wait(60)
        lines[name] = log.read_text("utf-8").splitlines()
        assert "13800138000" not in log.read_text("utf-8")
    events = {name: [json.loads(line)["event"] for line in told] for name, told in lines.items()}
    assert "request" in events["serve"]
    assert len(events["serve"]) > 3, "the server's own lines"


def until_beats(site: Path) -> None:
    for _ in range(300):
        if (site / "worker.beat").exists():
            return
        time.sleep(0.2)
    raise AssertionError("the worker does not begin")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_accepts_every_unit(tmp_path: Path) -> None:
    """With commands that are there in place of /opt/luoshi."""
    for name in UNITS:
        said = (DEPLOY / name).read_text("utf-8").replace("/opt/luoshi/.venv/bin/luoshi", "/bin/true")
        (tmp_path / name).write_text(said, "utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in told.stderr.splitlines() if any(name in line for name in UNITS)]
    assert (told.returncode, ours) == (0, []), told.stderr


def test_a_site_of_the_units_is_the_one_the_manual_names() -> None:
    manual = (DEPLOY.parent / "docs" / "how-to" / "operate.md").read_text("utf-8")
    assert [name for name in (*UNITS, "nginx.conf") if f"deploy/{name}" not in manual] == []
