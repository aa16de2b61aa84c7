"""票箱: a file of its own for each vote, which nothing joins to the roll.

While a box is open it is `open/<name>.json`: what was stated, the digests of papers given out and not yet
used, of those used, and the ballots, each list sorted by what is random in it. It is written anew as a whole,
under a lock, at each paper and each ballot: so its lines stand in no order of time, and the file's own time
is set back. No person, no time, no number of a voter is ever in it. A closed box is the record that is
published, `<name>.jsonl`; papers and keys are gone with the open one.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from luoshi.elections import blind, papers, record
from luoshi.elections.ballots import Ballot, Mark, fault
from luoshi.elections.record import Election
from luoshi.kernel import canonical
from luoshi.kernel.errors import InputError, Missing, Problem

Contents = dict[str, Any]


def _open_file(folder: Path, name: str) -> Path:
    return folder / "open" / f"{name}.json"


def _closed_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl"


@contextmanager
def _locked(folder: Path, name: str) -> Iterator[None]:
    """One at a time has the box; the lock is a file that is never written."""
    place = folder / "open"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(file: Path, content: bytes) -> None:
    """A file anew, whole or not at all; when it was written is not kept."""
    passing = file.with_suffix(".new")
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.utime(passing, (0, 0))
    passing.replace(file)


def _read(folder: Path, name: str) -> Contents:
    try:
        found: Contents = json.loads(_open_file(folder, name).read_bytes())
    except FileNotFoundError:
        raise Missing("这个票箱没有打开", hint="投票还没有开始，或已经结束") from None
    return found


def _keep(folder: Path, name: str, contents: Contents) -> None:
    for one in ("papers", "used"):
        contents[one] = sorted(contents[one])
    contents["ballots"] = sorted(contents["ballots"], key=lambda one: str(one["nonce"]))
    _write(_open_file(folder, name), canonical.dumps(contents))


def open_box(folder: Path, name: str, election: Election, key: str = "") -> None:
    """An empty box. `key`: the private key by which papers are signed blindly, PEM. A box left by an opening
    that did not come to its end is taken again while nothing is in it."""
    with _locked(folder, name):
        if _closed_file(folder, name).exists() or (
            _open_file(folder, name).exists() and _has_something(_read(folder, name))
        ):
            raise InputError("已经有这个票箱", hint="一次投票只开一次票箱")
        stated = election.model_dump(mode="json")
        _keep(
            folder, name, {"election": stated, "key": key, "papers": [], "used": [], "ballots": []}
        )  # fmt: skip


def _has_something(contents: Contents) -> bool:
    return bool(contents["papers"] or contents["used"] or contents["ballots"])


def stated(folder: Path, name: str) -> Election:
    """What an open box says of its election; nothing of what is in it."""
    return Election.model_validate(_read(folder, name)["election"])


def give(folder: Path, name: str, count: int = 1) -> list[str]:
    """So many new papers; the box keeps their digests."""
    made = [papers.new() for _one in range(count)]
    with _locked(folder, name):
        contents = _read(folder, name)
        contents["papers"] += [papers.digest(one)[0] for one in made]
        _keep(folder, name, contents)
    return made


def sign(folder: Path, name: str, blinded: str) -> str:
    """A blinded paper signed; nothing is kept of it."""
    key = str(_read(folder, name)["key"])
    if not key:
        raise InputError("这次选举不用盲签选票", hint="刷新页面再领")
    return blind.sign(key, blinded)


def cast(folder: Path, name: str, paper: str, marks: dict[str, Mark], others: Sequence[str] = ()) -> str:
    """Put a ballot in for a paper that was not used, and return its receipt."""
    _read(folder, name)  # a box that is not there gets no lock either
    with _locked(folder, name):
        contents = _read(folder, name)
        election = Election.model_validate(contents["election"])
        digest, proven = papers.digest(paper, election.key)
        if digest in contents["used"]:
            raise InputError("这张选票已经投过", hint="一张选票只能投一次")
        if not proven and digest not in contents["papers"]:
            raise InputError("没有这张选票", hint="照领票页面或投票卡写，一次选举的选票不能用于另一次")
        written = tuple(filter(None, (" ".join(one.split()) for one in others)))
        ballot = Ballot(nonce=secrets.token_hex(16), marks=marks, others=written)
        if wrong := fault(election.rules, election.candidates, ballot):
            raise InputError(problems=[Problem(wrong, "改正后再投；这张选票还没有用掉")])
        contents["papers"] = [one for one in contents["papers"] if one != digest]
        contents["used"].append(digest)
        contents["ballots"].append(ballot.model_dump(mode="json"))
        _keep(folder, name, contents)
    return record.receipt(ballot)


def close(folder: Path, name: str, finish: Callable[[Election, list[Ballot]], bytes]) -> bytes:
    """Take the ballots out: `finish` makes the record of them, and the open box is gone with its papers and
    its key. A box that was closed already gives the record it gave, so that closing may be tried again."""
    with _locked(folder, name):
        if not _closed_file(folder, name).exists():
            contents = _read(folder, name)
            ballots = [Ballot.model_validate(one) for one in contents["ballots"]]
            made = finish(Election.model_validate(contents["election"]), ballots)
            _write(_closed_file(folder, name), made)
        _open_file(folder, name).unlink(missing_ok=True)
    return published(folder, name)


def add_result(folder: Path, name: str, made: bytes) -> None:
    """The record with its result in place of that of the box alone."""
    with _locked(folder, name):
        if not made.startswith(published(folder, name)):
            raise InputError("选举记录已经有结果", hint="公布过的记录不能改")
        _write(_closed_file(folder, name), made)


def published(folder: Path, name: str) -> bytes:
    """The record of a closed box; of an open one there is nothing to be had."""
    try:
        return _closed_file(folder, name).read_bytes()
    except FileNotFoundError:
        raise Missing("票箱还没有封", hint="投票结束、封箱以后公布选票") from None
