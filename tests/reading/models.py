"""A small server that speaks the OpenAI protocol as its test wants: truly, slowly, brokenly, falsely."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from luoshi.reading.second import Endpoint

Answer = Callable[[BaseHTTPRequestHandler, str], None]


@dataclass
class Model:
    """Where it is asked, and what it was asked."""

    endpoint: Endpoint
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def said(content: str) -> Answer:
    """A model that answers with this."""
    return lambda handler, _words: send(
        handler, 200, json.dumps({"choices": [{"message": {"content": content}}]}).encode()
    )


def objects(*several: dict[str, Any]) -> Answer:
    return said(json.dumps({"objects": several}, ensure_ascii=False))


def raw(status: int, body: bytes, **head: str) -> Answer:
    return lambda handler, _words: send(handler, status, body, **head)


def late(seconds: float) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _words: str) -> None:
        time.sleep(seconds)
        send(handler, 200, b"{}")

    return answer


def trickling(handler: BaseHTTPRequestHandler, _words: str) -> None:
    """A byte now and then, without an end: no single wait is too long."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **head: str) -> None:
    handler.send_response(status)
    for name, value in head.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving(answer: Answer, *, seconds: float = 5, key: str = "") -> Iterator[Model]:
    """The server while it answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append({"path": self.path, **body})
            model.keys.append(self.headers.get("Authorization", ""))
            try:
                answer(self, body["messages"][-1]["content"])
            except OSError:
                return  # whoever asked has gone

        def log_message(self, *_said: Any) -> None:
            """Tests print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    model = Model(Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "qwen", key, seconds))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
