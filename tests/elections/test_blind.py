"""Papers signed blindly: the voter's side is the browser's own module, run by Node; the server learns nothing
of the token when it signs, and knows its signature afterwards."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import luoshi
from luoshi.elections import blind, box, polling, queries, tallying
from luoshi.kernel.errors import InputError
from tests.elections.people import declared, opened, who

NODE = shutil.which("node")
MODULE = Path(luoshi.__file__).parent / "web" / "static" / "web" / "blind.js"
SCRIPT = """
import { createInterface } from "node:readline";
const { blinded } = await import(process.argv[1]);
const made = await blinded(process.argv[2]);
console.log(made.request);
for await (const answer of createInterface({ input: process.stdin })) {
  console.log(made.finish(answer.trim()));
  break;
}
"""
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


class Browser:
    """What the page does: blind a paper, take the blinding off what came back."""

    def __init__(self, folder: Path, modulus: str) -> None:
        module = folder / "blind.mjs"
        module.write_bytes(MODULE.read_bytes())
        said = [str(NODE), "--input-type=module", "-e", SCRIPT, str(module), modulus]
        self._process = subprocess.Popen(said, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.request = self._process.stdout.readline().strip()

    def finish(self, signed: str) -> str:
        said, _faults = self._process.communicate(signed + "\n", timeout=60)
        return said.strip()


@needs_node
def test_a_paper_signed_blindly_is_good_and_was_never_seen(hall: Path) -> None:
    poll = opened(blind=True)
    boxes = hall / "ballots"
    key = box.stated(boxes, str(poll.id)).key
    page = Browser(hall, key)
    signed = polling.take_blind(who("xuan1"), poll.id, page.request)
    paper = page.finish(signed)
    token, signature = paper.split(".")
    assert blind.holds(key, bytes.fromhex(token), signature)
    assert not blind.holds(key, bytes.fromhex(token[::-1]), signature)
    assert page.request not in paper
    assert signed not in paper
    kept = (boxes / "open" / f"{poll.id}.json").read_text()
    assert not any(one in kept for one in (token, signature, page.request, signed))
    with pytest.raises(InputError, match="已经领过选票"):
        polling.take_blind(who("xuan1"), poll.id, page.request)
    with pytest.raises(InputError, match="这次选举由浏览器盲签领票"):
        polling.take(who("xuan2"), poll.id)
    forged = f"{token[:-1]}{'0' if token[-1] != '0' else '1'}.{signature}"
    with pytest.raises(InputError, match="这张选票不是本次选举签发的"):
        box.cast(boxes, str(poll.id), forged, {"1": "yes"})
    box.cast(boxes, str(poll.id), paper, {"1": "yes"})
    with pytest.raises(InputError, match="这张选票已经投过"):
        box.cast(boxes, str(poll.id), paper, {"1": "yes"})
    (card,) = polling.print_cards(who("gongzuo"), poll.id, [poll.voters["高山"]])
    box.cast(boxes, str(poll.id), card, {"1": "yes"})
    polling.close_poll(who("gongzuo"), poll.id, 4)
    declared(poll.id)
    made = tallying.tally(queries.published_file(poll.id))
    assert (made.sheet.issued, made.sheet.returned) == (2, 2)
    files = "".join(one.read_text() for one in boxes.rglob("*") if one.is_file())
    assert "PRIVATE KEY" not in files


@needs_node
def test_another_elections_signature_is_no_paper_here(tmp_path: Path) -> None:
    mine, other = blind.new_key(), blind.new_key()
    page = Browser(tmp_path, blind.public(other))
    token, signature = page.finish(blind.sign(other, page.request)).split(".")
    assert blind.holds(blind.public(other), bytes.fromhex(token), signature)
    assert not blind.holds(blind.public(mine), bytes.fromhex(token), signature)


def test_what_is_no_number_in_range_is_not_signed() -> None:
    key = blind.new_key()
    for wrong in ("x", "0", "1", blind.public(key), "-5"):
        with pytest.raises(InputError):
            blind.sign(key, wrong)


def test_the_signature_is_the_plain_rsa_power_of_what_was_asked() -> None:
    key = blind.new_key()
    modulus = int(blind.public(key), 16)
    signed = blind.sign(key, f"{12345:x}")
    assert pow(int(signed, 16), blind.EXPONENT, modulus) == 12345
    assert len(signed) == blind.BITS // 4


def test_the_page_offers_the_browsers_way_only_where_the_election_says_so(hall: Path, settings: Any) -> None:
    from tests.web.elections.test_election_pages import browser

    settings.CLOCK = who("xuan1").clock
    poll = opened(blind=True)
    page = browser("xuan1").get(f"/elections/{poll.id}/paper").content.decode()
    assert re.search(r'data-blind="[0-9a-f]{768}"', page)
    answer = browser("xuan1").post(f"/elections/{poll.id}/signed-paper", {"blinded": "2f"})
    assert set(json.loads(answer.content)) == {"signed"}
    again = browser("xuan1").post(f"/elections/{poll.id}/signed-paper", {"blinded": "2f"})
    assert (again.status_code, "已经领过选票" in json.loads(again.content)["wrong"]) == (400, True)
