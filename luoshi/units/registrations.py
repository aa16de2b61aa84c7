"""Everything that reads registrations, and the people of a firm as its manager keeps them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from luoshi.kernel import seeing
from luoshi.kernel.actor import Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import Missing, Refused
from luoshi.kernel.seeing import Sight
from luoshi.units import queries
from luoshi.units.models import Person, Registration, RoleHolding, Unit
from luoshi.units.policy import FARMER, MANAGER, OF_FIRMS, SCIENCE, TAKES


def places(kind: str, today: date) -> list[Unit]:
    """The units under which somebody may register: a farmer in any township, others where a science office
    looks at it."""
    offices = queries.offices()
    if kind == FARMER:
        return [one for one in queries.units(kind="township") if one.code in offices]
    covered = queries.subtree(queries.held_where(SCIENCE, today))
    return [one for one in queries.units() if one.code in covered & offices.keys() and one.kind in TAKES]


def managed(actor: Actor) -> frozenset[str]:
    """The firms, and what is below them, that the actor manages; a role in an office manages none."""
    held = actor.units(MANAGER)
    return queries.subtree(held & queries.firms()) if held else frozenset()


def decides(actor: Actor) -> bool:
    """Whether registrations wait for this person at all."""
    return actor.is_system or actor.has(SCIENCE, MANAGER)


def _theirs(actor: Actor) -> QuerySet[Registration]:
    """The registrations that the actor decides: a science office those below it; a firm's managers who joins
    the firm, and the science office while it has none."""
    if actor.is_system:
        return Registration.objects.all()
    below = Q(place__in=queries.reach(actor, SCIENCE))
    kept = queries.held_where(MANAGER, actor.today())
    unkept = below & Q(kind="join") & ~Q(code__in=kept)
    return Registration.objects.filter((below & ~Q(kind="join")) | unkept | _joining(managed(actor)))


def _joining(firms: frozenset[str]) -> Q:
    return Q(kind="join", code__in=firms)


def waiting(actor: Actor) -> list[Registration]:
    """The registrations that wait for the actor's decision, the oldest first."""
    if not decides(actor):
        return []
    return list(_theirs(actor).filter(state="waiting").select_related("place"))


def decided(actor: Actor, limit: int = 50) -> list[Registration]:
    """The last that were decided, by whoever may decide such."""
    if not decides(actor):
        return []
    found = _theirs(actor).exclude(state="waiting").exclude(kind=FARMER).select_related("place")
    return list(found.order_by("-decided_at")[:limit])


def registration(actor: Actor, number: int) -> Registration:
    """One that the actor decides, and the journal is told who read it; not there and not theirs look the
    same."""
    found = _theirs(actor).filter(id=number).select_related("place").first() if decides(actor) else None
    if found is None:
        raise Missing("没有这份注册申请", hint="它可能由其他单位审核，或编号有误")
    seeing.read(Sight(actor, "registration", found.id))
    return found


def saying(reached: Collection[str], wanted: Collection[str]) -> list[Registration]:
    """The requests of some units that say one of the words of whoever asked."""
    said = (Q(**{f"{key}__in": list(wanted)}) for key in ("name", "phone", "email", "login"))
    return list(Registration.objects.filter(reduce(or_, said), place__in=list(reached)))


def alike(found: Registration) -> int:
    """How many other registrations have the same telephone or credit code."""
    same = Q(phone=found.phone) | (Q(code=found.code) if found.code else Q())
    return Registration.objects.filter(same).exclude(id=found.id).count()


def of_secret(secret: str) -> Registration:
    """The registration of an address that only whoever asked knows."""
    digest = sha256(secret.encode("utf-8", "replace"))
    found = Registration.objects.filter(secret=digest).select_related("place").first()
    if found is None:
        raise Missing("没有这份注册申请", hint="请核对注册时给的网址")
    return found


@dataclass(frozen=True)
class Colleague:
    """Somebody of a firm: the roles held there today (none: they had some), and whether they hold a role that
    the firm's manager does not keep."""

    person: Person
    roles: tuple[str, ...]
    elsewhere: bool


def refuse_stranger(actor: Actor, firm: str) -> None:
    """Refuse who does not manage the firm."""
    if firm not in managed(actor):
        raise Refused("只有本企业的管理员可以维护本企业人员", hint="请联系本企业的企业管理员")


def colleagues(actor: Actor, firm: str) -> list[Colleague]:
    """The people who hold or held a role in a firm that the actor manages. Two queries."""
    refuse_stranger(actor, firm)
    found = Person.objects.filter(holdings__unit=firm, holdings__role__in=OF_FIRMS).distinct()
    kept = managed(actor)
    people = found.prefetch_related("holdings").order_by("name", "login")
    return [_colleague(one, firm, kept, actor.today()) for one in people]


def colleague(actor: Actor, firm: str, login: str) -> Colleague:
    """One of them; who is nobody of the firm is not there, whatever else they may be."""
    found = next((one for one in colleagues(actor, firm) if one.person.login == login), None)
    if found is None:
        raise Missing("本企业没有这个人", hint="在“本企业人员”里选择")
    return found


def _colleague(person: Person, firm: str, kept: frozenset[str], today: date) -> Colleague:
    held = [one for one in person.holdings.all() if one.valid_to is None or one.valid_to > today]
    here = tuple(one.role for one in held if one.unit_id == firm and one.role in OF_FIRMS)
    return Colleague(person, here, any(not _kept(one, kept) for one in held))


def _kept(held: RoleHolding, firms: frozenset[str]) -> bool:
    return held.role in OF_FIRMS and held.unit_id in firms
