"""Roll and ballots cannot be joined: not by value, by hash, by time or by order, by whoever has everything.

An election is held through the pages. Then whoever holds the database's whole dump, the site's folder and
the log looks for a way from a voter to a ballot, with every means listed here; the same means are tried on a
box that was made badly, and there they must find it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from lxml import html

from luoshi.elections import box, papers, polling
from luoshi.elections.models import Voter
from tests.elections.people import opened, who
from tests.elections.test_record import election
from tests.people import morning


@dataclass(frozen=True)
class Known:
    """What a curious administrator holds: for each voter everything any table says of them; the ballots as
    they lie in their file."""

    voters: Mapping[int, Sequence[str]]
    ballots: Sequence[Mapping[str, Any]]


Found = set[tuple[int, int]]
"""(voter, place of a ballot) that something joins."""


def _words(ballot: Mapping[str, Any]) -> set[str]:
    """Every word of a ballot but its marks, which many share."""
    values = [value for key, value in ballot.items() if key not in ("marks", "kind", "chain")]
    return {str(part) for one in values for part in (one if isinstance(one, list) else [one])}


def _pairs(known: Known) -> Iterator[tuple[int, Sequence[str], int, set[str]]]:
    for at, ballot in enumerate(known.ballots):
        for voter, said in known.voters.items():
            yield voter, said, at, _words(ballot)


def by_value(known: Known) -> Found:
    """A ballot holds what a table says of a voter, or a table what only that ballot holds."""
    return {
        (voter, at)
        for voter, said, at, words in _pairs(known)
        if any(_telling(one) and one in word for one in said for word in words)
        or any(len(word) > 5 and word in one for one in said for word in words)
    }


def _telling(value: str) -> bool:
    """Long enough to be no accident: a name of two characters is."""
    return len(value) > 3 or (len(value) > 1 and not value.isascii())


def _digests(said: Iterable[str]) -> set[str]:
    """Digests of single values and of two put together, in hexadecimal; what the roll says comes first."""
    short = [*dict.fromkeys(one for one in said if len(one) < 40)][:60]
    pairs = itertools.permutations(short, 2)
    two = (f"{one}{gap}{other}" for one, other in pairs for gap in ("", ":", "|"))
    return {
        hashlib.new(name, one.encode()).hexdigest()
        for one in itertools.chain(short, two)
        for name in ("md5", "sha1", "sha256", "sha384")
    }


def by_hash(known: Known) -> Found:
    """A ballot holds the digest of something known of a voter, or its beginning."""
    begun = {voter: {one[:32] for one in _digests(said)} for voter, said in known.voters.items()}
    return {
        (voter, at)
        for voter, _said, at, words in _pairs(known)
        if any(word[:32] in begun[voter] for word in words if len(word) > 15)
    }


def _is_moment(word: str) -> bool:
    with suppress(ValueError):
        datetime.fromisoformat(word)
        return True
    if word.isdecimal() and 9 < len(word) < 20:
        return 2000 < datetime.fromtimestamp(int(word[:10]), UTC).year < 2100
    return False


def by_time(known: Known) -> Found:
    """A ballot holds a moment, which stands beside whoever took a paper about then."""
    return {(voter, at) for voter, _said, at, words in _pairs(known) if any(map(_is_moment, words))}


def in_order(places: Sequence[int]) -> bool:
    """Whether ballots lie as they were cast, or the other way round; `places` in order of casting."""
    return list(places) in (sorted(places), sorted(places, reverse=True))


def joined(known: Known) -> Found:
    return by_value(known) | by_hash(known) | by_time(known)


def _dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, also of those that are not ours."""
    with connection.cursor() as cursor:
        rows: dict[str, list[dict[str, Any]]] = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            heads = [one[0] for one in cursor.description]
            rows[table] = [dict(zip(heads, one, strict=True)) for one in cursor.fetchall()]
    return rows


def of_voter(rows: Mapping[str, list[dict[str, Any]]], voter: Mapping[str, Any]) -> list[str]:
    """Everything any row says that names a voter: roll, person, sessions, journal."""
    person, number = str(voter["person"]), str(voter["id"])
    said = [str(one) for one in voter.values()]
    for table, several in rows.items():
        for row in several:
            mine = (
                str(row.get("person", row.get("person_id", row.get("user_id", "")))) == person
                or (table == "person" and str(row["id"]) == person)
                or (table == "journal_entry" and number in str(row["data"]))
            )
            if mine:
                said += [str(one) for one in row.values()]
    return [one for one in said if one not in ("", "None", "0", "1")]


def phone_of(login: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(login=login)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@dataclass(frozen=True)
class Held:
    """What was really done, which only the test knows: login → paper, login → receipt."""

    number: int
    papers: Mapping[str, str]
    receipts: Mapping[str, str]


def hold(settings: Any) -> Held:
    """Four vote on their phones, logged in there all the while, in an order of their own."""
    settings.CLOCK = morning
    poll = opened(seats=1, extra=0)
    taken, receipts = {}, {}
    for login in ("xuan3", "xuan1", "xuan4", "xuan2"):
        page = phone_of(login).post(f"/elections/{poll.id}/paper").content.decode()
        taken[login] = str(html.fromstring(page).xpath("//*[@id='paper']")[0].text).strip()
    marks = {"xuan1": {"mark_1": "yes"}, "xuan2": {"mark_2": "yes"}, "xuan3": {"mark_3": "yes"}, "xuan4": {}}
    for login in ("xuan2", "xuan3", "xuan1", "xuan4"):
        given = {"paper": taken[login], **marks[login]}
        page = phone_of(login).post(f"/elections/ballots/{poll.id}/", given).content.decode()
        receipts[login] = str(html.fromstring(page).xpath("//*[@id='receipt']")[0].text).strip()
    return Held(poll.id, taken, receipts)


def known_of(ballots: Sequence[Mapping[str, Any]]) -> Known:
    rows = _dump()
    voters = {one["id"]: of_voter(rows, one) for one in rows["election_voter"] if one["person"]}
    return Known(voters, ballots)


def _files(hall: Path) -> str:
    return "\n".join(f"{one.name} {one.read_bytes()!r}" for one in hall.rglob("*") if one.is_file())


def test_nothing_joins_the_roll_and_the_ballots(hall: Path, settings: Any, caplog: Any) -> None:
    caplog.set_level(0)
    held = hold(settings)
    said = json.loads((hall / "ballots" / "open" / f"{held.number}.json").read_bytes())
    while_open = known_of(said["ballots"])
    assert len(while_open.voters) == len(while_open.ballots) == 4
    assert all("甄" in "".join(one) for one in while_open.voters.values())
    assert joined(while_open) == set()
    table = str(_dump())
    for paper in held.papers.values():
        digest = papers.digest(paper)[0]
        for secret in (paper, paper.replace("-", ""), digest):
            assert secret not in table
            assert secret not in caplog.text
    polling.close_poll(who("gongzuo"), held.number, 4)
    lines = [json.loads(one) for one in (hall / "ballots" / f"{held.number}.jsonl").read_bytes().splitlines()]
    assert joined(known_of([one for one in lines if one["kind"] == "ballot"])) == set()
    table, files = str(_dump()), _files(hall / "ballots")
    for login, receipt in held.receipts.items():
        for one in (receipt, *(line["nonce"] for line in lines if line["kind"] == "ballot")):
            assert one not in table
            assert one not in caplog.text
        assert papers.digest(held.papers[login])[0] not in files
        assert login not in files
    assert f"/elections/ballots/{held.number}/" not in caplog.text  # a ballot that was taken leaves no line


def test_the_roll_keeps_the_day_and_the_journal_no_hour(hall: Path, settings: Any) -> None:
    hold(settings)
    rows = _dump()
    took = [one for one in rows["journal_entry"] if one["verb"] == "take"]
    assert len(took) == 4
    midnight = morning().replace(hour=0, minute=0)
    assert {str(one["at"])[:19] for one in took} == {str(midnight.astimezone(UTC))[:19]}
    assert {str(one["taken_on"]) for one in rows["election_voter"] if one["taken"]} == {"2026-03-18"}
    kinds = {field.get_internal_type() for field in Voter._meta.fields}
    assert "DateTimeField" not in kinds


def test_ballots_lie_in_no_order_of_casting_or_of_taking(tmp_path: Path) -> None:
    box.open_box(tmp_path, "1", election(rules={"seats": 1, "base": "due"}))
    given = box.give(tmp_path, "1", 24)
    receipts = [box.cast(tmp_path, "1", one, {}, [f"候选{at}号"]) for at, one in enumerate(given)]
    said = json.loads((tmp_path / "open" / "1.json").read_bytes())
    names = [one["others"][0] for one in said["ballots"]]
    assert len(set(receipts)) == 24
    assert not in_order([names.index(f"候选{at}号") for at in range(24)])
    assert not in_order([said["used"].index(papers.digest(one)[0]) for one in given])
    assert in_order(range(24))


BAD = {
    "the person's number, hashed": lambda voter, said: hashlib.sha256(
        str(said["person"]).encode()
    ).hexdigest()[:32],
    "name and card, hashed": lambda voter, said: hashlib.sha256(
        f"{said['name']}{said['card']}".encode()
    ).hexdigest(),
    "the member card": lambda voter, said: f"card-{said['card']}00-{said['name']}",
    "the moment": lambda voter, said: str(morning()),
    "seconds": lambda voter, said: str(int(morning().timestamp())),
}


@pytest.mark.parametrize("mistake", BAD)
def test_the_same_means_find_the_way_in_a_box_made_badly(hall: Path, settings: Any, mistake: str) -> None:
    hold(settings)
    rows = {one["id"]: one for one in _dump()["election_voter"] if one["person"]}
    ballots = [
        {"nonce": BAD[mistake](voter, said), "marks": {"1": "yes"}, "others": []}
        for voter, said in rows.items()
    ]
    known = known_of(ballots)
    found = joined(known)
    assert {(voter, at) for at, voter in enumerate(rows)} <= found
    harmless = replace(known, ballots=[{**one, "nonce": f"{at:032x}"} for at, one in enumerate(ballots)])
    assert by_hash(harmless) | by_time(harmless) == set()


def test_a_table_that_keeps_a_ballot_beside_its_voter_is_found(hall: Path, settings: Any) -> None:
    held = hold(settings)
    said = json.loads((hall / "ballots" / "open" / f"{held.number}.json").read_bytes())
    mine = Voter.objects.filter(election=held.number, name="甄二")
    mine.update(branch=said["ballots"][0]["nonce"])
    assert joined(known_of(said["ballots"])) == {(mine.get().id, 0)}
