"""What must hold of a site on which an operation was broken, whatever it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tests.faults.looking import Found

if TYPE_CHECKING:
    from tests.faults.nest import Try

KILL = 9
WORDS: Mapping[str, str] = {"full": "磁盘已满", "lost": "数据库连不上"}
"""By what people know the fault."""
SEALS = frozenset({"journal_seal"})
"""Sealing trails writing: it may be anywhere between."""
TOLD = frozenset({"job", "journal_entry", "exchange_notice", "exchange_message", "exchange_told"})
"""A job that is asked for anew leaves more of these than one that went through."""
LOOSE: Mapping[str, frozenset[str]] = {
    "import_job": TOLD, "close_job": TOLD | {"closing"}, "close": frozenset({"journal_entry", "closing"}),
    "backup": frozenset({"journal_entry"}),
}  # fmt: skip
"""Tables that may be otherwise: a close looks for what is suspicious first, which is an action of its own
that a second try does again, and states the length of the journal; a backup is a file before the journal
says so."""
VERBS: Mapping[str, frozenset[str]] = {
    "import_job": frozenset({"start", "say"}), "close_job": frozenset({"start", "check"}),
    "close": frozenset({"check"}), "backup": frozenset({"backup"}),
}  # fmt: skip
"""What may therefore stand in the journal more often, or not yet."""


def judged(operation: str, one: Try, before: Found, after: Found, *, gaps: bool = False) -> Iterator[str]:
    """What is wrong with a try, in sentences; nothing of a sound one. With `gaps` the database gives no
    number twice, also not one of what was undone: done again, rows have others and are counted only."""
    at = f"{operation}, {one.fault} at {one.at} ({one.step})"
    for said in (
        *_ended(operation, one),
        *_site(operation, one.found, before, after),
        *_again(operation, one, after, gaps=gaps),
    ):
        yield f"{at}: {said}"


def _ended(operation: str, one: Try) -> Iterator[str]:
    """How it ended, and what was said. What a worker says goes to a log, people are told by the job; and how
    often it tells how far it is, and so how many steps it has, is as the clock goes."""
    if operation.endswith("_job"):
        return
    if one.fault != "kill":
        yield from _told(one)
    elif one.status != KILL:
        yield f"it ended with {one.status} and not by the signal"


def _told(one: Try) -> Iterator[str]:
    if "Traceback" in one.told:
        yield f"a traceback: {one.told[-600:]}"
    if one.status not in (0, 3):
        yield f"it ended with {one.status}: {one.told[-300:]}"
    if one.status == 3 and WORDS[one.fault] not in one.told:
        yield f"nobody is told what happened: {one.told[-300:]}"
    if one.status == 0 and not one.found.done:
        yield "it said that it was done, and it was not"
    if "没有办成；" in one.told and one.found.done:
        yield "it said that nothing was done, and it was"


def _site(operation: str, found: Found, before: Found, after: Found, *, gaps: bool = False) -> Iterator[str]:
    """As before or as after, nothing between; sound, but for files that the doctor names."""
    yield from found.wrong
    wanted = after if found.done else before
    loose = SEALS | LOOSE.get(operation, frozenset())
    for verb in sorted((found.verbs.keys() | wanted.verbs.keys()) - VERBS.get(operation, frozenset())):
        if found.verbs.get(verb) != wanted.verbs.get(verb):
            yield f"{verb} is in the journal {found.verbs.get(verb)} times, not {wanted.verbs.get(verb)}"
    here: Mapping[str, object] = found.counts if gaps else found.rows
    there: Mapping[str, object] = wanted.counts if gaps else wanted.rows
    for table in sorted(here.keys() | there.keys()):
        if table not in loose and here.get(table) != there.get(table):
            yield f"{table} is neither as before nor as after" if found.done else f"{table} is not as before"
    for name in sorted(found.files.keys() ^ wanted.files.keys()):
        if not _known(name, found, wanted):
            yield f"file {name} is {'left over' if name in found.files else 'gone'}"


def _known(name: str, found: Found, wanted: Found) -> bool:
    """Whether a file more is named by the doctor, or kept for who comes next."""
    if name not in found.files:
        return False
    here = name.removeprefix("site/")
    named = any(here == one or here.startswith(f"{one}/") for one in found.left)
    return named or here.startswith(("jobs/", "migrating")) or name.endswith(".part")


def _again(operation: str, one: Try, after: Found, *, gaps: bool) -> Iterator[str]:
    """Done again it is as if nothing had happened."""
    if one.after is None:
        return
    if one.again != 0:
        yield f"it cannot be done again ({one.again}): {one.told[-600:]}"
        return
    if not one.after.done:
        yield f"done again, it is still not done: {one.after.job}"
    if one.found.done and one.after.job.startswith("failed"):
        yield f"the job says what is not so: {one.after.job}"
    yield from _site(operation, one.after, after, after, gaps=gaps)
    for name in sorted(one.after.files.keys() & after.files.keys()):
        stated = operation.startswith("close") and "/manifest." in name
        if one.after.files[name] != after.files[name] and not stated:
            yield f"file {name} is not as it would have been"
