"""What the product stands on is looked through: a pin, a digest, a licence that is missing is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from scripts import dependencies
from tests.demo import free_port

HASH = "--hash=sha256:" + "a" * 64


def test_what_is_shipped_stands_as_it_should() -> None:
    assert [*dependencies.always()] == []


@pytest.mark.parametrize(
    "line",
    ["urllib3==2.8.0", f"urllib3>=2.8 \\\n    {HASH}", "urllib3 @ https://example.org/urllib3.whl", "-e ."],
)
def test_what_is_not_one_version_with_a_hash_is_told(line: str) -> None:
    whole = f"# made\nrich==15.0.0 \\\n    {HASH}\n    # via typer\n{line}\n"
    assert dependencies.unpinned(whole) == [line.split()[0]]


def test_what_is_shipped_in_a_version_that_is_not_tested_is_told() -> None:
    shipped = dependencies.pins(f"rich==15.0.0 \\\n    {HASH}\nlxml==6.1.0 \\\n    {HASH}\n")
    assert dependencies.apart(shipped, {"rich": "15.0.1"}) == [
        "rich: 15.0.0 shipped, 15.0.1 tested", "lxml: 6.1.0 shipped, nothing tested",
    ]  # fmt: skip


def test_an_npm_package_without_a_digest_or_from_elsewhere_is_told() -> None:
    digest = "sha512-x"
    packages = {
        "": {}, "node_modules/a": {"integrity": digest}, "node_modules/b": {},
        "node_modules/c": {"integrity": "sha1-x"},
        "node_modules/d": {"integrity": digest, "resolved": "https://example.org/d.tgz"},
    }  # fmt: skip
    assert dependencies.loose(packages) == ["node_modules/b", "node_modules/c", "node_modules/d"]


@pytest.mark.parametrize("words", ["", "Proprietary", "AGPL-3.0-only", "LGPL-3.0", "MIT AND GPL-2.0-only"])
def test_a_licence_that_is_not_known_to_go_with_ours_is_told(words: str) -> None:
    assert len(dependencies.unlicensed({"new": words})) == 1
    assert dependencies.unlicensed({"psycopg": words, "fine": "BSD-3-Clause OR Apache-2.0"}) == []


def test_a_licence_is_read_wherever_a_package_says_it() -> None:
    said = Message()
    said["Classifier"] = "License :: OSI Approved :: MIT License"
    said["License"] = "see LICENSE"
    assert dependencies.licence(said) == "MIT License"
    said["License-Expression"] = "ISC"
    assert dependencies.licence(said) == "ISC"


@contextmanager
def service(results: list[dict[str, object]]) -> Iterator[str]:
    """A service that answers as the one of osv.dev is documented to."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            assert len(asked) == len(results)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results}).encode())

        def log_message(self, *words: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_known_holes_are_told_by_name_and_a_service_out_of_reach_is_no_answer() -> None:
    asked = [("PyPI", "django", "5.2.1"), ("npm", "echarts", "6.1.0")]
    with service([{"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]}, {}]) as where:
        assert dependencies.holes(asked, where) == ["django 5.2.1: GHSA-1, PYSEC-2"]
    assert dependencies.holes(asked, f"http://127.0.0.1:{free_port()}") is None
