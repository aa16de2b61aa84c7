"""Who may do what with a ledger's records: rules without a database."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.packs.spec import Ledger, Verb

DEFAULT: Mapping[str, tuple[Verb, ...]] = {
    "reporter": ("read", "report"),
    "reviewer": ("read", "verify"),
    "supervisor": ("read", "report", "adjust", "share"),
    "leader": ("read",),
    "assessor": ("read",),
}
"""Roles that every ledger knows unless its pack says otherwise."""

_WORKING: tuple[Verb, ...] = ("report", "verify", "adjust")

VERBS: Mapping[Verb, str] = {
    "read": "查看", "report": "填报", "verify": "审核", "adjust": "更正", "share": "划分份额",
}  # fmt: skip


def is_verified(ledger: Ledger) -> bool:
    """Whether anybody verifies a ledger's facts; an office's own papers (meetings, warnings) nobody does."""
    return any("verify" in verbs for verbs in (ledger.roles or DEFAULT).values())


def roles_that_know(ledger: Ledger) -> tuple[str, ...]:
    """The roles that read personal fields as they are: those that work with the records, and those named."""
    working = (role for verb in _WORKING for role in roles_that(verb, ledger))
    return tuple(dict.fromkeys((*working, *ledger.personal_for)))


def roles_that(verb: Verb, ledger: Ledger) -> tuple[str, ...]:
    """The roles that may do something with a ledger; who decides a gate may read."""
    allowed = ledger.roles or DEFAULT
    deciders = [gate.decided_by for gate in ledger.gates.values()] if verb == "read" else []
    return (*(role for role, verbs in allowed.items() if verb in verbs), *deciders)
