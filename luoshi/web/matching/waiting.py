"""What waits for a person in matching: questions to answer, to find somebody for, to rate; introductions to
answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor
from luoshi.ledgers import overview
from luoshi.matching import queries, service
from luoshi.matching.policy import QUESTION, SIDE
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """Each kind with how many, and where it is done."""
    if actor.is_system or not overview.used() & {QUESTION, SIDE}:
        return
    there = reverse("matching:questions")
    asked = service.routed_to(actor)
    if asked:
        yield Link(_("待解答：农技提问"), there, "message-question", len(asked))
    unrouted = [one for one in service.in_office(actor) if one.stage == "asked"]
    if unrouted:
        yield Link(_("待分派：农技提问"), there, "arrows-split-2", len(unrouted))
    answered = [one for one in service.my_questions(actor) if one.stage == "answered"]
    if answered:
        yield Link(_("待评价：农技解答"), there, "star", len(answered))
    sides = queries.to_say(actor)
    if sides:
        yield Link(_("待答复：供需对接"), reverse("matching:introductions"), "heart-handshake", len(sides))
