"""A real provider of OpenID Connect, run by node, and somebody who logs in there without a browser."""

from __future__ import annotations

import re
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin

from tests.demo import free_port

HERE = Path(__file__).resolve().parent
MODULES = HERE.parents[1] / "frontend" / "node_modules"
SECRET = "of-tests-alone-which-is-no-secret"


@contextmanager
def running(*sites: str) -> Iterator[dict[str, str]]:
    """What `site.json` says of a provider that knows the sites."""
    port = free_port()
    command = ["node", str(HERE / "provider.mjs"), str(MODULES), str(port), *sites]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n", "run `npm ci` in frontend"
        yield {"issuer": f"http://localhost:{port}", "client_id": "luoshi", "client_secret": SECRET}
    finally:
        process.terminate()
        process.wait(20)


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_said: Any) -> None:
        return None


class Somebody:
    """Whoever goes through the provider's own pages."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar()), _Stays()
        )

    def through(self, where: str, site: str = "http://testserver") -> str:
        """Log in and agree; the address at the site to which that leads."""
        form: dict[str, str] | None = None
        for _step in range(12):
            found, page = self._open(where, form)
            form = None
            if found.startswith(site):
                return found
            if found:
                where = urljoin(where, found)
                continue
            action = re.search(r'<form[^>]*action="([^"]+)"', page)
            assert action, page
            form = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page))
            form |= {"login": self.name, "password": "any"} if 'name="login"' in page else {}
            where = urljoin(where, action[1])
        raise AssertionError("no way back")

    def _open(self, where: str, form: dict[str, str] | None) -> tuple[str, str]:
        """Where an answer leads, or its page."""
        body = urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(urllib.request.Request(where, body)) as answer:
                return "", answer.read().decode()
        except HTTPError as fault:
            if fault.code in (302, 303):
                return str(fault.headers["Location"]), ""
            return "", fault.read().decode()
