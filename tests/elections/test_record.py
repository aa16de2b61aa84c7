"""The box and what is published of it: closed up, found again by its receipt, and not to be changed."""

from __future__ import annotations

import json
import multiprocessing
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luoshi.elections import box, record
from luoshi.elections.ballots import Ballot, Rules, Turnout
from luoshi.elections.counting import Sheet, Votes, add, count, decide
from luoshi.elections.record import Box, Counted, Election, Roll
from luoshi.elections.tallying import tally
from luoshi.kernel.errors import InputError, Missing
from luoshi.periods.keys import public_hex

KEY = Ed25519PrivateKey.generate()
THREE = {"1": "安平", "2": "白露", "3": "程前"}
RULES = Rules(seats=2, extra=5, base="present")


def sign(content: bytes) -> tuple[str, str]:
    return public_hex(KEY), KEY.sign(content).hex()


def election(**more: Any) -> Election:
    roll = Roll(digest="ab" * 32, size=6)
    said = {"id": "1", "title": "选举工会委员", "unit": "清河县", "rules": RULES, "candidates": THREE}
    return Election.model_validate({**said, "roll": roll, **more})


def finish(stated: Election, ballots: list[Ballot], present: int = 5) -> bytes:
    closing = Box(issued=present, returned=len(ballots), present=present)
    return record.dumps(record.box_part(stated, ballots, closing, sign))


def vote(folder: Path) -> list[str]:
    """Five papers, four ballots."""
    box.open_box(folder, "1", election())
    papers = box.give(folder, "1", 5)
    said: list[dict[str, Any]] = [{"1": "yes", "2": "yes"}, {"1": "yes", "3": "no"}, {}, {"1": "yes"}]
    return [box.cast(folder, "1", paper, marks) for paper, marks in zip(papers, said, strict=False)]


def closed(folder: Path) -> bytes:
    vote(folder)
    return box.close(folder, "1", finish)


def declared(boxed: bytes) -> bytes:
    """The record with one sheet of paper ballots, and its result."""
    lines = record.loads(boxed)
    votes = {"1": Votes(yes=1), "2": Votes(yes=1), "3": Votes(no=1)}
    paper = Sheet(issued=1, returned=1, valid=1, invalid=0, votes=votes)
    cast = [Ballot.model_validate(_plain(one)) for one in lines if one["kind"] == "ballot"]
    total = add(THREE, [count(RULES, THREE, cast, 5), paper])
    turnout = Turnout(due=6, present=5)
    said = record.declare(turnout, total, decide(RULES, THREE, turnout, total), ["监一", "监二"])
    sheets = [Counted(table="1号票箱", tellers=("计一", "计二"), sheet=paper)]
    return record.dumps(record.declared_part(lines, sheets, said, sign))


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key not in ("kind", "chain")}


def test_whoever_voted_finds_the_ballot_by_its_receipt(tmp_path: Path) -> None:
    receipts = vote(tmp_path)
    made = tally(box.close(tmp_path, "1", finish))
    assert sorted(map(record.receipt, made.ballots)) == sorted(receipts)
    assert (made.sheet.issued, made.sheet.returned, made.sheet.blank) == (5, 4, 1)
    assert made.result.elected == ("安平",)
    assert not made.final


def test_a_paper_is_good_once_and_for_its_box_alone(tmp_path: Path) -> None:
    box.open_box(tmp_path, "1", election())
    box.open_box(tmp_path, "2", election(id="2"))
    (paper,), (other,) = box.give(tmp_path, "1"), box.give(tmp_path, "2")
    with pytest.raises(InputError, match="没有这张选票"):
        box.cast(tmp_path, "1", other, {"1": "yes"})
    with pytest.raises(InputError, match="选票号码写得不对"):
        box.cast(tmp_path, "1", "ABC", {"1": "yes"})
    with pytest.raises(InputError, match="赞成 3 人，多于应选 2 人；应为：改正后再投；这张选票还没有用掉"):
        box.cast(tmp_path, "1", paper, dict.fromkeys("123", "yes"))
    box.cast(tmp_path, "1", paper.lower().replace("-", " "), {"1": "yes"})
    with pytest.raises(InputError, match="这张选票已经投过"):
        box.cast(tmp_path, "1", paper, {"2": "yes"})


def test_an_open_box_gives_nothing_away_and_a_closed_one_takes_nothing(tmp_path: Path) -> None:
    box.open_box(tmp_path, "1", election())
    (paper,) = box.give(tmp_path, "1")
    with pytest.raises(Missing):
        box.published(tmp_path, "1")
    box.close(tmp_path, "1", finish)
    with pytest.raises(Missing):
        box.cast(tmp_path, "1", paper, {"1": "yes"})
    with pytest.raises(InputError, match="已经有这个票箱"):
        box.open_box(tmp_path, "1", election())
    left = [one for one in tmp_path.rglob("*") if one.is_file() and one.suffix != ".lock"]
    assert left == [tmp_path / "1.jsonl"]
    assert box.close(tmp_path, "1", finish) == box.published(tmp_path, "1")


def test_an_open_box_has_no_time_no_order_and_no_paper_in_the_clear(tmp_path: Path) -> None:
    box.open_box(tmp_path, "1", election())
    papers = box.give(tmp_path, "1", 20)
    for one in papers[:15]:
        box.cast(tmp_path, "1", one, {"1": "yes"})
    file = tmp_path / "open" / "1.json"
    said = json.loads(file.read_bytes())
    nonces = [one["nonce"] for one in said["ballots"]]
    assert nonces == sorted(nonces)
    assert said["papers"] == sorted(said["papers"])
    assert said["used"] == sorted(said["used"])
    assert (len(said["papers"]), len(said["used"]), len(nonces)) == (5, 15, 15)
    assert set(said["ballots"][0]) == {"nonce", "marks", "others"}
    assert not any(one.encode() in file.read_bytes() for one in papers)
    assert file.stat().st_mtime == 0
    assert file.stat().st_mode & 0o077 == 0


def _casting(folder: Path, paper: str) -> None:
    for _again in range(3):
        with suppress(InputError):
            box.cast(folder, "1", paper, {"1": "yes"})


def test_ballots_cast_at_once_are_all_there_and_none_twice(tmp_path: Path) -> None:
    box.open_box(tmp_path, "1", election())
    papers = box.give(tmp_path, "1", 12)
    context = multiprocessing.get_context("fork")
    several = [context.Process(target=_casting, args=(tmp_path, one)) for one in papers * 2]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert [one.exitcode for one in several] == [0] * 24
    assert len(tally(box.close(tmp_path, "1", finish)).ballots) == 12


def test_the_whole_record_counts_paper_and_box_together(tmp_path: Path) -> None:
    made = tally(declared(closed(tmp_path)))
    assert made.final
    assert (made.sheet.issued, made.sheet.returned) == (6, 5)
    assert {name: made.sheet.votes[key].yes for key, name in THREE.items()} == {
        "安平": 4,
        "白露": 2,
        "程前": 0,
    }
    assert made.result.elected == ("安平",)
    assert made.scrutineers == ("监一", "监二")


def test_no_byte_can_be_changed(tmp_path: Path) -> None:
    whole = declared(closed(tmp_path))
    tally(whole)
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1
        with pytest.raises(InputError):
            tally(bytes(changed))


def test_no_line_can_be_left_out_doubled_or_moved(tmp_path: Path) -> None:
    lines = declared(closed(tmp_path)).splitlines(keepends=True)
    boxed = next(at for at, one in enumerate(lines) if b'"seal"' in one) + 1
    for at in range(len(lines)):
        with pytest.raises(InputError):
            tally(b"".join(lines[:at] + lines[at + 1 :]))
        with pytest.raises(InputError):
            tally(b"".join([*lines[: at + 1], *lines[at:]]))
        if at != boxed:
            with pytest.raises(InputError):
                tally(b"".join(lines[:at]))
    tally(b"".join(lines[:boxed]))


def test_a_forger_with_another_key_is_found_by_the_key(tmp_path: Path) -> None:
    whole, mine = closed(tmp_path), public_hex(KEY)
    assert tally(whole, key=mine).key == mine
    with pytest.raises(InputError, match="0000000000000000… 签名"):
        tally(whole, key="00" * 32)


def test_a_result_that_is_sealed_but_wrong_is_found(tmp_path: Path) -> None:
    lines = record.loads(closed(tmp_path))
    cast = [Ballot.model_validate(_plain(one)) for one in lines if one["kind"] == "ballot"]
    total, turnout = count(RULES, THREE, cast, 5), Turnout(due=6, present=5)
    good = record.declare(turnout, total, decide(RULES, THREE, turnout, total), ["监一", "监二"])
    lie = good.model_copy(update={"elected": ("程前",)})
    tally(record.dumps(record.declared_part(lines, [], good, sign)))
    with pytest.raises(InputError, match="公布的结果和重新计票的结果不同"):
        tally(record.dumps(record.declared_part(lines, [], lie, sign)))
