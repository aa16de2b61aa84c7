"""Everything that reads units, people and roles."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q
from rapidfuzz import fuzz, process

from luoshi.kernel.actor import Actor, Holding, wall_clock
from luoshi.kernel.errors import Missing
from luoshi.kernel.once import once, settled
from luoshi.units.errors import NoSuchUnit
from luoshi.units.models import Alias, Closure, Outline, Person, RoleHolding, Unit
from luoshi.units.policy import KINDS, ROLES

_NEAR = 88
"""How alike (0–100) a name must be to be proposed for a unit nobody named exactly."""

_EVERY = re.compile(r"^(?:各|每个|所有|全部|全县各|全市各|各个)")


@dataclass(frozen=True)
class Node:
    """A unit in the tree, with how deep it stands."""

    unit: Unit
    depth: int


def actor_for(person: Person, clock: Callable[[], datetime] = wall_clock) -> Actor:
    """The person as an actor, with the roles held today."""
    today = clock().date()
    held = RoleHolding.objects.filter(_current(today), person=person).order_by("unit_id", "role")
    return Actor(person.id, person.name, tuple(Holding(one.role, one.unit_id) for one in held), clock)


@settled
def reach(actor: Actor, *roles: str) -> frozenset[str]:
    """Codes of every unit in the subtrees where one of the roles is held; all for the System."""
    if actor.is_system:
        return frozenset(Unit.objects.values_list("code", flat=True))
    return subtree(actor.units(*roles) if roles else {holding.unit for holding in actor.holdings})


def reach_by(actor: Actor, roles: Collection[str]) -> frozenset[str]:
    """As `reach`, but of no roles: where a pack gives a right to none, nobody has it."""
    return reach(actor, *roles) if roles or actor.is_system else frozenset()


def subtree(codes: Iterable[str]) -> frozenset[str]:
    """The units and all below them."""
    return _subtree(frozenset(codes))


@settled
def _subtree(codes: frozenset[str]) -> frozenset[str]:
    below = Closure.objects.filter(ancestor__in=codes)
    return frozenset(below.values_list("descendant", flat=True))


@settled
def above(code: str) -> list[str]:
    """The codes of a unit and all above it, in no order."""
    return list(Closure.objects.filter(descendant=code).values_list("ancestor", flat=True))


@settled
def above_all(codes: frozenset[str]) -> list[str]:
    """The codes of the units that stand above each of these, the nearest first."""
    over = Closure.objects.filter(descendant__in=codes).exclude(ancestor=F("descendant")).values("ancestor")
    shared = over.annotate(many=Count("descendant")).filter(many=len(codes)).values("ancestor")
    lines = (
        Closure.objects.filter(descendant__in=shared).values("descendant").annotate(many=Count("ancestor"))
    )
    lines = lines.annotate(depth=Count("ancestor")).order_by("-depth")
    return list(lines.values_list("descendant", flat=True))


def unit(code: str) -> Unit:
    """The unit of a code, or `NoSuchUnit`."""
    try:
        return Unit.objects.get(code=code)
    except Unit.DoesNotExist:
        near = process.extractOne(code, Unit.objects.values_list("code", flat=True), score_cutoff=70)
        hint = f"您是不是要写 {near[0]}？" if near else "用 luoshi units 查看单位代码"
        raise NoSuchUnit(f"没有代码为“{code}”的单位", hint=hint) from None


def units(*, kind: str = "", below: str = "", with_firms: bool = True) -> list[Unit]:
    """Units in their order, of a kind and below a unit (itself included) where asked; firms that an office
    looks after owe no targets and are left out where they are not wanted."""
    found = Unit.objects.all() if with_firms else Unit.objects.exclude(code__in=firms())
    if kind:
        found = found.filter(kind=kind)
    if below:
        found = found.filter(code__in=subtree([below]))
    return list(found)


def tree(top: str = "") -> list[Node]:
    """All units in the order a tree is drawn, with their depth."""
    children: dict[str | None, list[Unit]] = {}
    for one in Unit.objects.all():
        children.setdefault(one.parent_id, []).append(one)
    drawn: list[Node] = []

    def draw(one: Unit, depth: int) -> None:
        drawn.append(Node(one, depth))
        for child in children.get(one.code, ()):
            draw(child, depth + 1)

    for first in [unit(top)] if top else children.get(None, []):
        draw(first, 0)
    return drawn


def topmost(actor: Actor) -> str:
    """The code of the first unit of the tree in which, or above which, the actor holds any role: the site's
    own for the System. Empty for whoever holds none."""
    held = {holding.unit for holding in actor.holdings}
    if len(held) == 1:
        return held.pop()
    seen = reach(actor)
    return next((node.unit.code for node in tree() if node.unit.code in seen), "") if seen else ""


@once
def names() -> dict[str, str]:
    """Code → name of every unit."""
    return dict(Unit.objects.values_list("code", "name"))


@once
def firms() -> frozenset[str]:
    """Codes of the firms that an office looks after, and all below them: enterprises under a unit that is
    none. They apply and are counted, and are no offices; the enterprise at the top of its own site is."""
    found = Unit.objects.filter(kind="enterprise", parent__isnull=False).exclude(parent__kind="enterprise")
    return subtree(found.values_list("code", flat=True)) if found.exists() else frozenset()


@once
def offices() -> dict[str, str]:
    """Code → name of every unit but firms: what forms and filters offer."""
    out = firms()
    return {code: name for code, name in names().items() if code not in out}


def outlines(codes: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """Code → GeoJSON geometry of the units that have one; of all units when none are named. One query."""
    found = Outline.objects.all() if codes is None else Outline.objects.filter(unit__in=list(codes))
    return dict(found.values_list("unit_id", "geometry"))


@once
def top() -> str:
    """The code of the topmost unit; empty on a site without units."""
    return next((node.unit.code for node in tree()), "")


def site_name() -> str:
    """The name of the topmost unit; empty on a site without units."""
    return Unit.objects.filter(parent=None).values_list("name", flat=True).first() or ""


def role_label(role: str) -> str:
    """What a built-in role is called; `ledgers.queries.role_label` knows those of packs too."""
    return str(ROLES.get(role, role))


@dataclass(frozen=True)
class Directory:
    """Every unit with all it is called, read once: whom do the words of a text mean?"""

    units: Mapping[str, Unit]
    called: Mapping[str, tuple[str, ...]]
    """Name, short name or alias → codes."""

    def resolve(self, said: str) -> list[Unit]:
        """The units a text means: by name, short name or alias; 各乡镇 means every township;
        failing that the one unit whose name is very much alike. Empty when nobody can tell."""
        named = said.strip()
        every = _every(named)
        if every:
            kinds = {key for key, label in KINDS.items() if label.zh == every}
            return [one for one in self.units.values() if one.kind in kinds or one.rank_class == every]
        exact = self.called.get(named, ())
        return [self.units[code] for code in exact or self._alike(named)]

    def below(self, code: str) -> frozenset[str]:
        """A unit and all below it."""
        found = {code}
        while more := {one.code for one in self.units.values() if one.parent_id in found} - found:
            found |= more
        return frozenset(found)

    def _alike(self, named: str) -> list[str]:
        known = {code: one.name for code, one in self.units.items()}
        near = process.extract(named, known, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)
        return [near[0][2]] if len(near) == 1 else []


def directory(on: date | None = None) -> Directory:
    """All units valid on a day (all there ever were when none is given). Two queries."""
    found = {one.code: one for one in Unit.objects.filter(_valid(on))}
    called: dict[str, list[str]] = {}
    names = [(name, one.code) for one in found.values() for name in (one.name, one.short)]
    for name, code in [*names, *Alias.objects.values_list("name", "unit_id")]:
        if name and code in found and code not in called.setdefault(name, []):
            called[name].append(code)
    return Directory(found, {name: tuple(codes) for name, codes in called.items()})


def resolve(said: str, *, on: date | None = None) -> list[Unit]:
    """As `Directory.resolve`, for whoever asks once."""
    return directory(on).resolve(said)


def _every(named: str) -> str:
    """The kind or class meant by 各乡镇, 每个经济部门; empty when a single unit is named."""
    if not _EVERY.match(named):
        return ""
    rest = _EVERY.sub("", named)
    return rest.removesuffix("街道") if rest != "街道" else rest


def people() -> list[Person]:
    """Everybody, by name of log-in."""
    return list(Person.objects.prefetch_related("holdings__unit").order_by("login"))


def called(
    codes: Collection[str] | None, words: Collection[str], numbers: Collection[int] = ()
) -> list[Person]:
    """Everybody of a name or a log-in name, or of a number, who ever held a role in one of the units; without
    units everybody."""
    found = Person.objects.filter(
        Q(name__in=list(words)) | Q(login__in=list(words)) | Q(id__in=list(numbers))
    )
    if codes is not None:
        found = found.filter(holdings__unit__in=list(codes))
    return list(found.distinct().prefetch_related("holdings").order_by("id"))


def person(login: str) -> Person:
    """The person of a log-in name, or `Missing`."""
    found = Person.objects.filter(login=login).first()
    if found is None:
        raise Missing(f"没有登录名“{login}”", hint="用 luoshi people 查看")
    return found


def person_of(number: int) -> Person:
    """The person of a number, or `Missing`."""
    found = Person.objects.filter(id=number).first()
    if found is None:
        raise Missing("没有这个人")
    return found


def holders(role: str, code: str) -> list[Person]:
    """The people who hold a role in a unit or above it."""
    return list(
        Person.objects.filter(holdings__role=role, holdings__unit__in=above(code), is_active=True).distinct()
    )


def _current(today: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=today)) & (Q(valid_to=None) | Q(valid_to__gt=today))


def _valid(on: date | None) -> Q:
    return _current(on) if on else Q()


def held_by(roles: Iterable[str], codes: Iterable[str]) -> dict[str, list[str]]:
    """Role → names of the people who hold it in one of the units today. One query."""
    held = RoleHolding.objects.filter(
        _current(wall_clock().date()), role__in=list(roles), unit__in=list(codes), person__is_active=True
    )
    found: dict[str, list[str]] = {}
    for role, name in held.order_by("role", "person__name").values_list("role", "person__name").distinct():
        found.setdefault(role, []).append(name)
    return found


def people_with(roles: Iterable[str], codes: Iterable[str]) -> dict[int, str]:
    """The people who hold one of the roles in one of the units today: number → name."""
    held = RoleHolding.objects.filter(
        _current(wall_clock().date()), role__in=list(roles), unit__in=list(codes)
    )
    return dict(held.filter(person__is_active=True).values_list("person_id", "person__name"))


def serves(number: int, code: str, today: date) -> bool:
    """Whether a person holds any role in a unit or below it that day: whoever audits it does not."""
    held = RoleHolding.objects.filter(_current(today), person=number, unit__in=subtree([code]))
    return held.exists()


def held_where(role: str, today: date) -> frozenset[str]:
    """The units in which somebody who may log in holds a role that day. One query."""
    held = RoleHolding.objects.filter(_current(today), role=role, person__is_active=True)
    return frozenset(held.values_list("unit_id", flat=True))


def only_in(codes: Iterable[str], today: date) -> frozenset[int]:
    """The people who hold roles that day, all of them in these units. One query."""
    held = RoleHolding.objects.filter(_current(today))
    elsewhere = held.exclude(unit__in=list(codes)).values("person")
    return frozenset(held.exclude(person__in=elsewhere).values_list("person_id", flat=True))


@once
def person_names() -> dict[int, str]:
    """Person number → name."""
    return dict(Person.objects.values_list("id", "name"))
