"""A person at a browser, as plain as benchmarks need one."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode

from urllib3 import encode_multipart_formdata

FORM = "application/x-www-form-urlencoded"


class Browser:
    """A person at a browser: cookies, forms, one connection kept open."""

    def __init__(self, port: int, login: str, password: str) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        self._cookies: dict[str, str] = {}
        self.where = ""
        """Where the last answer sends to; empty when it is a page: of a form, that something is wrong."""
        token = self._token(self.get("/account/login/"))
        said = {"username": login, "password": password, "csrfmiddlewaretoken": token}
        self.post("/account/login/", said)

    def get(self, address: str) -> str:
        return self._ask("GET", address, None)

    def post(self, address: str, said: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        """Send a form, with a file (its name, its bytes) as the field `file`."""
        said = {"csrfmiddlewaretoken": self._cookies["csrftoken"], **said}
        if file is None:
            return self._ask("POST", address, urlencode(said).encode(), FORM)
        body, kind = encode_multipart_formdata({**said, "file": file})
        return self._ask("POST", address, body, kind)

    def form(self, address: str) -> dict[str, str]:
        """What the form of a page would send as it stands."""
        page = self.get(address)
        main = page[page.index("<main") :]
        fields = {}
        for tag in re.findall(r"<input[^>]*>", main):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and 'type="file"' not in tag:
                fields[name[1]] = value[1] if value else ""
        for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', main, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', body)
            fields[name] = chosen[1] if chosen else ""
        for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', main, re.DOTALL):
            fields[name] = body.strip()
        return fields

    def _token(self, page: str) -> str:
        return str(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0])

    def _ask(self, method: str, address: str, body: bytes | None, kind: str = "") -> str:
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body is not None:
            head |= {"Content-Type": kind, "Referer": f"http://127.0.0.1:{self._port}/"}
        try:
            self._connection.request(method, address, body, head)
            answer = self._connection.getresponse()
        except ConnectionError:  # the server ends connections that nobody used for a while
            self._connection.close()
            self._connection.request(method, address, body, head)
            answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self._cookies[name] = value
        self.where = answer.headers.get("Location", "")
        said = answer.read().decode()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {address}: {answer.status} {said[:300]}")
        return said
