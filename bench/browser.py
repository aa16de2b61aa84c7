"""A person at a browser, as plain as benchmarks need one."""

from __future__ import annotations

import re

from bench.asking import Asking


class Browser:
    """A person at a browser: cookies, forms, one connection kept open."""

    def __init__(self, port: int, login: str, password: str) -> None:
        self._asking = Asking(port, {"Referer": f"http://127.0.0.1:{port}/"}, patience=120)
        token = self._token(self.get("/account/login/"))
        self._send("/account/login/", {"username": login, "password": password, "csrfmiddlewaretoken": token})

    @property
    def where(self) -> str:
        """Where the last answer sends to; empty when it is a page: of a form, that something is wrong."""
        return self._asking.where

    def get(self, address: str) -> str:
        return self._asking.get(address).decode()

    def post(self, address: str, said: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        """Send a form, with a file (its name, its bytes) as the field `file`."""
        said = {"csrfmiddlewaretoken": self._asking.cookies["csrftoken"], **said}
        return self._send(address, said, **({"file": file} if file else {}))

    def _send(self, address: str, said: dict[str, str], **files: tuple[str, bytes]) -> str:
        return self._asking.form(address, said, **files).decode()

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
