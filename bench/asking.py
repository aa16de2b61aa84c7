"""Somebody at a system over HTTP: one connection kept open, cookies, JSON and files."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from urllib3 import encode_multipart_formdata

PATIENCE = 1_800
"""Seconds after which an answer is given up."""


class Asking:
    """`head` goes with every question."""

    def __init__(self, port: int, head: Mapping[str, str] | None = None, *, patience: int = PATIENCE) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        self._head = dict(head or {})
        self.cookies: dict[str, str] = {}
        self.where = ""
        """Where the last answer sends to."""

    def get(self, address: str, **asked: Any) -> bytes:
        """What stands at an address; `asked` becomes its query."""
        return self.ask("GET", f"{address}?{urlencode(asked, doseq=True)}" if asked else address)

    def told(self, address: str, **asked: Any) -> Any:
        """The same as JSON."""
        return json.loads(self.get(address, **asked))

    def send(self, method: str, address: str, said: Any) -> Any:
        """JSON sent, JSON back; None where nothing comes back."""
        body = json.dumps(said, default=str).encode()
        answer = self.ask(method, address, body, "application/json")
        return json.loads(answer) if answer.strip() else None

    def form(
        self, address: str, said: Mapping[str, Any], **files: tuple[str, bytes] | tuple[str, bytes, str]
    ) -> bytes:
        """A form posted; `files` are (name, content) or (name, content, kind)."""
        if not files:
            body = urlencode(said, doseq=True).encode()
            return self.ask("POST", address, body, "application/x-www-form-urlencoded")
        content, kind = encode_multipart_formdata({**said, **files})
        return self.ask("POST", address, content, kind)

    def ask(self, method: str, address: str, body: bytes | None = None, kind: str = "") -> bytes:
        """One question and its answer; `RuntimeError` with what was said when it is none."""
        head = dict(self._head)
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            head["Content-Type"] = kind
        try:
            self._connection.request(method, address, body, head)
            answer = self._connection.getresponse()
        except ConnectionError:  # servers end connections that nobody used for a while
            self._connection.close()
            self._connection.request(method, address, body, head)
            answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        self.where = answer.headers.get("Location", "")
        said = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {address}: {answer.status} {said[:600].decode(errors='replace')}")
        return said
