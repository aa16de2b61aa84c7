"""Who sits in a panel, who follows whoever leaves, who may not read what: of which actions are made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.journal.actions import append
from luoshi.kernel.actor import Actor
from luoshi.reviews import gathering, queries, sampling, ties
from luoshi.reviews.models import Panel, Reading, Seat
from luoshi.reviews.policy import EXPERT


def sit(found: Panel, seats: Sequence[sampling.Seat]) -> list[Seat]:
    """Write down who sits. Whoever calls has authorised."""
    people = gathering.rows_of(EXPERT, [one.expert for one in seats])
    return Seat.objects.bulk_create(
        Seat(
            panel=found,
            expert=one.expert,
            person=people[one.expert]["person"],
            domain=one.domain,
            key=one.key,
        )
        for one in seats
    )


def give_up(actor: Actor, leaving: Seat, why: str) -> Seat:
    """A seat is given up and the next substitute sits in it; what had to be read passes to them. Whoever
    calls has authorised."""
    found = leaving.panel
    gone = [*found.gone, leaving.expert]
    drawn = sampling.draw(queries.frozen(found), found.root, gone)
    sitting = set(found.seats.exclude(state="gone").values_list("expert", flat=True))
    (new,) = [one for one in drawn.seats if one.expert not in sitting]
    found.gone = gone
    found.save()
    leaving.state, leaving.why = "gone", why
    leaving.save()
    (made,) = sit(found, [new])
    said = {"seat": leaving.id, "expert": leaving.expert, "next": made.expert}
    append(actor, queries.subject_of(found), "replace", said, why=why)
    if found.phase == "scoring":
        _pass_on(actor, found, leaving, made)
    return made


def _pass_on(actor: Actor, found: Panel, leaving: Seat, made: Seat) -> None:
    """What the one who left had not finished is read by the one who came, ties allowing."""
    out = barred(found, actor.today(), [made.expert])
    for one in leaving.readings.filter(state="open").select_related("subject"):
        one.state = "recused"
        one.save()
        if (one.subject.record, made.expert) not in out:
            Reading.objects.create(subject=one.subject, seat=made)


def barred(found: Panel, today: date, among: Sequence[int]) -> set[tuple[int, int]]:
    """(record, expert) that may not be, by what is known today."""
    seen = queries.examine(found, today, among)
    round_ = gathering.applicants(found.ledger, [one.record for one in found.subjects.all()])
    return ties.barred(seen.findings, round_, seen.settled)
