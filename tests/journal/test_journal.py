from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from luoshi.journal import queries
from luoshi.journal.actions import action, append, append_many, seal
from luoshi.journal.chain import merkle_root
from luoshi.journal.errors import BrokenChain, Unjournalled
from luoshi.journal.models import Entry, Seal
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from tests.people import WANG

pytestmark = pytest.mark.django_db


def test_an_entry_tells_who_did_what_when_and_why() -> None:
    append(WANG, "record:x/1", "create", {"amount": [None, 500]}, why="首次填报")
    (entry,) = queries.history("record:x/1")
    assert (entry.name, entry.verb, entry.why, entry.at) == ("王丽", "create", "首次填报", WANG.now())
    assert entry.data == {"amount": [None, 500]}


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET why = 'x'", "DELETE FROM journal_entry"])
def test_no_statement_can_rewrite_the_journal(statement: str) -> None:
    append(WANG, "record:x/1", "create", {})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert len(queries.history("record:x/1")) == 1


def test_sealing_chains_every_entry_once() -> None:
    append_many(WANG, [(f"record:x/{n}", "create", {"n": n}, None) for n in range(5)], 5)
    assert seal()[0] == 5
    append(WANG, "record:x/1", "edit", {"n": [1, 7]})
    size, head = seal()
    assert (size, head) == queries.head() == seal()
    assert queries.check_chain() == 6


def test_an_altered_entry_breaks_the_chain_and_its_place_is_named() -> None:
    append_many(WANG, [(f"record:x/{n}", "create", {"n": n}, None) for n in range(3)], 3)
    seal()
    trigger = "journal_entry_no_update"
    on = " ON journal_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{on}")
    Entry.objects.filter(subject="record:x/1").update(why="改过")
    with pytest.raises(BrokenChain, match="第2条"):
        queries.check_chain()


def test_the_root_is_the_merkle_root_of_the_sealed_hashes() -> None:
    append_many(WANG, [(f"record:x/{n}", "create", {"n": n}, None) for n in range(7)], 7)
    seal()
    tree = InmemoryTree(algorithm="sha256")
    for place in range(1, 6):
        tree.append_entry(bytes.fromhex(Seal.objects.get(place=place).hash))
    assert queries.root(5) == tree.get_root().hex()
    assert queries.root(7) == queries.root() != queries.root(5)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_a_root_taken_as_hashes_come_is_the_root_of_the_whole_tree(leaves: list[bytes]) -> None:
    tree = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    assert merkle_root(leaf.hex() for leaf in leaves) == tree.get_root().hex()


def test_an_action_that_writes_no_entry_is_undone() -> None:
    @action
    def quiet(actor: Actor) -> None:
        Entry.objects.count()

    with pytest.raises(Unjournalled, match="quiet"):
        quiet(WANG)


def test_an_action_that_fails_leaves_no_entry() -> None:
    @action
    def fails(actor: Actor) -> None:
        append(actor, "record:x/1", "create", {})
        raise ValueError

    with pytest.raises(ValueError):
        fails(WANG)
    assert queries.history("record:x/1") == []


def test_without_an_actor_nothing_is_done() -> None:
    @action
    def verb(actor: Actor) -> None:
        append(actor, "record:x/1", "create", {})

    with pytest.raises(Refused, match="未登录"):
        verb(None)  # type: ignore[arg-type]  # what a forgotten log-in check would pass
