"""Whose personal fields somebody reads as they are, and that nobody else finds out what they say by asking:
what is covered is not searched, filtered or sorted by either, or else a telephone could be guessed sign by
sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, Q, When

from luoshi.kernel.actor import Actor
from luoshi.ledgers import search as searching
from luoshi.ledgers.policy import roles_that_know
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units


def reached(actor: Actor, spec: Ledger) -> frozenset[str]:
    """The units whose records of a ledger the actor reads as they are."""
    return units.reach_by(actor, roles_that_know(spec))


def known(actor: Actor, spec: Ledger) -> Q:
    """The rows of which the actor reads personal fields as they are: those of such units, and one's own."""
    if not spec.personal or actor.is_system:
        return Q()
    return Q(unit__in=reached(actor, spec)) | Q(reported_by=actor.person, reported_by__isnull=False)


def asked(actor: Actor, spec: Ledger, key: str, condition: Q) -> Q:
    """A filter's condition, of known rows alone where it is over a personal field; whether such a field is
    filled is seen by everybody."""
    name, _, bound = key.partition("__")
    return condition & known(actor, spec) if name in spec.personal and bound != "filled" else condition


def searched(actor: Actor, spec: Ledger, words: str) -> Q:
    """The rows in which the words are found; of those that are covered, in what is not."""
    found, mine = searching.condition(spec, words), known(actor, spec)
    if not mine:
        return found
    return found & (mine | searching.openly(spec, words, spec.personal))


def sorted_by(actor: Actor, spec: Ledger, keys: Sequence[str]) -> list[Any]:
    """Keys (`-key` falls) as the database sorts by them; what is covered comes last."""
    mine = known(actor, spec)

    def one(key: str) -> Any:
        name = key.removeprefix("-")
        if not mine or name not in spec.personal:
            return key
        value = Case(When(mine, then=F(name)))
        return value.desc(nulls_last=True) if key.startswith("-") else value.asc(nulls_last=True)

    return [one(key) for key in keys]
