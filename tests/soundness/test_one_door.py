"""One door for writes: whatever changes the site is an action, and no action works without an actor."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import luoshi
from luoshi.journal.actions import REGISTRY
from luoshi.kernel.errors import Refused

ROOT = Path(luoshi.__file__).parent
DOORS = (
    "actions", "adoption", "tokens", "uploads", "notices", "evidence", "comments", "bulk", "saved_views",
    "verifying", "boards", "checking", "outbox", "subscribers", "announcing",
    "deciding", "noticing", "contracting", "paying", "running", "ending", "diligence",
    "judging", "objections", "awards", "extending", "detaching", "applying", "answering",
    "opening", "showing", "registering", "colleagues", "enrolling", "personal", "persons",
    "receiving", "routing", "publishing", "repeating", "escalating",
    "rolls", "polling", "declaring", "proposing", "delegating",
    "opening", "showing", "pausing", "approving", "benefiting", "rating",
    "registering", "colleagues", "enrolling", "correcting", "sessions", "second_factor",
)  # fmt: skip
MADE_OF_ACTIONS = {
    "luoshi.ledgers.personal.told", "luoshi.ops.persons.erase", "luoshi.reviews.showing.original",
    "luoshi.exchange.actions.import_rows", "luoshi.exchange.uploads.carry_out",
    "luoshi.periods.actions.close", "luoshi.exchange.outbox.post",
    "luoshi.calls.applying.save",
    "luoshi.periods.receiving.receive", "luoshi.periods.receiving.offer", "luoshi.periods.correcting.correct",
}  # fmt: skip
"""They change things through actions only, and need more than one transaction or take one back."""
READ_ONLY = {
    "luoshi.periods.actions.refuse_unready", "luoshi.units.tokens.tokens", "luoshi.exchange.uploads.tried",
    "luoshi.exchange.uploads.headed",
    "luoshi.exchange.evidence.pairings", "luoshi.ledgers.saved_views.views", "luoshi.periods.boards.board",
    "luoshi.periods.boards.usual",
    "luoshi.ledgers.comments.comments", "luoshi.ledgers.comments.asked",
    "luoshi.units.sessions.places", "luoshi.units.second_factor.demanded",
    "luoshi.units.second_factor.begun",
    "luoshi.ledgers.extending.extensions", "luoshi.ledgers.extending.undecided",
    "luoshi.appeals.publishing.draft", "luoshi.ledgers.personal.about", "luoshi.ops.persons.about",
    "luoshi.ledgers.personal.looks",
    "luoshi.ledgers.extending.reopenings",
    "luoshi.ledgers.pausing.course", "luoshi.ledgers.pausing.may",
    "luoshi.ledgers.answering.to_pass_on", "luoshi.ledgers.answering.is_own",
    "luoshi.ledgers.answering.refuse_own",
    "luoshi.elections.delegating.open_to", "luoshi.elections.delegating.congress",
    "luoshi.elections.delegating.planned",
    "luoshi.reports.subscribers.mine", "luoshi.reports.subscribers.waiting",
}  # fmt: skip
OF_JOURNAL = {
    "luoshi.journal.actions.append",
    "luoshi.journal.actions.append_many", "luoshi.journal.actions.forget",
}  # fmt: skip
"""What an action calls to tell the journal."""
SECRET = ("luoshi.elections.box", "cast")
"""What nobody does: to put a ballot into the box. An entry of it would say when, and in the order of the
journal who; so it takes no actor, writes no entry and touches no table (docs/decisions/0040)."""
HELPERS = {
    "ledgers/writing.py", "ledgers/reopening.py", "ledgers/numbering.py", "commitments/targets.py",
    "ops/worker.py",
    "units/session_store.py",
    "journal/actions.py", "ledgers/rebuild.py", "reviews/seating.py", "reviews/blinding.py",
}  # fmt: skip
"""What actions are made of; the worker notes how far it is, the rebuild replays the journal;
the store of sessions is Django's own, which keeps what a browser is told."""
WRITES = re.compile(
    r"\.(?:bulk_create|update_or_create|get_or_create|bulk_update)\(|\.objects\.create\(|(?<!book)(?<!image)(?<!applying)(?<!judging)(?<!document)\.save\("
    r"|\.objects\.[\w.()=, ]*\.(?:update|delete)\("
)


def modules() -> list[str]:
    found = [one.name for one in pkgutil.walk_packages(luoshi.__path__, "luoshi.")]
    return [name for name in found if name.rpartition(".")[2] in DOORS and "reading" not in name]


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    for name in modules():
        importlib.import_module(name)


def ours() -> dict[str, Callable[..., Any]]:
    """The product's actions; tests that ran before may have made some of their own."""
    return {name: act for name, act in REGISTRY.items() if name.startswith("luoshi.")}


def test_every_public_function_of_a_door_is_an_action() -> None:
    loose = []
    for name in modules():
        module = importlib.import_module(name)
        for key, one in inspect.getmembers(module, inspect.isfunction):
            full = f"{name}.{key}"
            mine = (
                one.__module__ == name
                and not key.startswith("_")
                and "actor" in inspect.signature(one).parameters
            )
            if mine and full not in REGISTRY and full not in MADE_OF_ACTIONS | READ_ONLY | OF_JOURNAL:
                loose.append(full)
    assert loose == []
    assert len(ours()) > 40


def test_no_action_works_without_somebody_who_acts() -> None:
    for name, act in ours().items():
        with pytest.raises((Refused, TypeError)) as refusal:
            act(None)
        assert refusal.type is Refused, name


def test_a_ballot_is_cast_by_nobody_and_told_to_no_journal() -> None:
    module = importlib.import_module(SECRET[0])
    cast = getattr(module, SECRET[1])
    assert "actor" not in inspect.signature(cast).parameters
    assert not any(name.startswith(f"{SECRET[0]}.") for name in REGISTRY)
    imported = [
        name
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (getattr(node, "module", None) or "", *(one.name for one in node.names))
    ]
    assert "luoshi.elections" in imported
    assert not [one for one in imported if re.search("django|journal|models|actor|datetime|time", one)]


def test_every_action_says_what_it_does() -> None:
    silent = [name for name, act in ours().items() if not (act.__doc__ or "").strip() and "._" not in name]
    assert silent == []


def test_nothing_is_written_to_the_database_but_through_a_door() -> None:
    found = []
    for file in sorted(ROOT.rglob("*.py")):
        where = str(file.relative_to(ROOT))
        if file.stem in DOORS or where in HELPERS or "migrations" in where:
            continue
        found += [
            f"{where}: {line.strip()}" for line in file.read_text("utf-8").splitlines() if _writes(line)
        ]
    assert found == []


def _writes(line: str) -> bool:
    return bool(WRITES.search(line)) and "document.save(" not in line and "segno" not in line


def test_views_and_the_api_know_no_model_by_its_manager() -> None:
    found = []
    for package in ("web", "api", "cli"):
        for file in (ROOT / package).rglob("*.py"):
            tree = ast.parse(file.read_text("utf-8"))
            found += [
                f"{file.relative_to(ROOT)}:{node.lineno}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and node.attr == "objects"
            ]
    assert found == []
