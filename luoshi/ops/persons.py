"""All that the site holds of a person: what ledgers say (`ledgers.personal`), and what stands in none:
accounts, requests to be let in, rolls of elections, subscriptions of bulletins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from luoshi.elections import queries as elections
from luoshi.exchange import announcing
from luoshi.exchange import outbox_queries as outbox
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import personal
from luoshi.ledgers.personal import Held
from luoshi.ledgers.records import Ref
from luoshi.packs.spec import Label
from luoshi.reports import subscribers
from luoshi.units import queries as units
from luoshi.units import registering, registrations
from luoshi.units.administering import may_answer

KINDS: Mapping[str, Label] = {
    "account": Label(zh="账号", en="account"),
    "registration": Label(zh="注册申请", en="registration"),
    "voter": Label(zh="选举名册", en="election roll"),
    "subscriber": Label(zh="通报订阅", en="subscription of bulletins"),
}
LABELS: Mapping[str, Label] = {
    "name": Label(zh="姓名", en="name"),
    "login": Label(zh="登录名", en="log-in name"),
    "phone": Label(zh="手机", en="telephone"),
    "email": Label(zh="邮箱", en="mail address"),
    "organization": Label(zh="单位名称", en="organization"),
    "village": Label(zh="村", en="village"),
    "field": Label(zh="专业领域", en="field"),
    "title": Label(zh="职称", en="title"),
    "election": Label(zh="选举", en="election"),
    "branch": Label(zh="所在分会", en="branch"),
    "card": Label(zh="会员证号", en="card number"),
}
KEPT: Mapping[str, Label] = {
    "account": Label(
        zh="办理记录要记到人，账号的姓名不删；离任的停用账号",
        en="what was done stays under who did it; keep out whoever left",
    ),
    "voter": Label(
        zh="名册是选举档案，按档案的保存期限保存", en="a roll is part of an election's file and kept as long"
    ),
}
"""Why some of it is not deleted where somebody asks."""
ERASES: Mapping[str, Callable[..., object]] = {
    "registration": registering.erase,
    "subscriber": announcing.erase,
}


@dataclass(frozen=True)
class Beside:
    """Somebody's data that stands in no ledger, of a unit (none: of the site)."""

    kind: str
    number: int
    unit: str
    values: Mapping[str, str]
    """Label → what it says; empty ones left out."""

    @property
    def ref(self) -> str:
        return f"{self.kind}/{self.number}"

    @property
    def called(self) -> str:
        return f"{KINDS[self.kind]} {self.number}"

    @property
    def kept(self) -> Label | None:
        """Why it is not deleted; none where it can be."""
        return KEPT.get(self.kind)


@dataclass(frozen=True)
class Known:
    """All that was found of a person."""

    records: tuple[Held, ...]
    beside: tuple[Beside, ...]

    def __bool__(self) -> bool:
        return bool(self.records or self.beside)


def about(actor: Actor, words: str) -> Known:
    """Every place that says these words of somebody, in the units for which the actor answers; refused to
    whoever answers for none."""
    records = tuple(personal.about(actor, words))
    wanted, reached = personal.wordings(words), may_answer(actor)
    every = (_accounts, _registrations, _voters, _subscribers)
    return Known(records, tuple(one for kind in every for one in kind(actor, reached, wanted)))


def _accounts(actor: Actor, reached: frozenset[str], wanted: Collection[str]) -> Iterator[Beside]:
    mailed = outbox.reached_by(wanted)
    for one in units.called(None if actor.is_system else reached, wanted, mailed):
        held = next(iter(one.holdings.all()), None)
        said = {"name": one.name, "login": one.login, "email": mailed.get(one.id, "")}
        yield _beside("account", one.id, held.unit_id if held else "", said)


def _registrations(_actor: Actor, reached: frozenset[str], wanted: Collection[str]) -> Iterator[Beside]:
    for one in registrations.saying(reached, wanted):
        said = {key: getattr(one, key) for key in ("name", "phone", "email", "login", "organization")}
        yield _beside("registration", one.id, one.place_id, {**said, **one.details})


def _voters(_actor: Actor, reached: frozenset[str], wanted: Collection[str]) -> Iterator[Beside]:
    for one in elections.on_rolls(reached, wanted):
        said = {"election": one.election.title, "name": one.name, "branch": one.branch, "card": one.card}
        yield _beside("voter", one.id, one.election.unit, said)


def _subscribers(actor: Actor, reached: frozenset[str], wanted: Collection[str]) -> Iterator[Beside]:
    """An outside address is the site's: whoever answers for its topmost unit answers for it."""
    for one in subscribers.of_addresses(wanted) if actor.is_system or units.top() in reached else ():
        yield _beside("subscriber", one.id, "", {"email": str(one.email)})


def _beside(kind: str, number: int, unit: str, said: Mapping[str, object]) -> Beside:
    return Beside(
        kind, number, unit, {str(LABELS.get(key, key)): str(value) for key, value in said.items() if value}
    )


@action
def copied(actor: Actor, words: str) -> Known:
    """As `about`, to hand a copy over: without what stands under somebody's records, which may be others'.
    The journal is told that it was, not of whom."""
    found = about(actor, words)
    mine = Known(tuple(one for one in found.records if one.hits), found.beside)
    refs = [*(str(one.record.ref) for one in mine.records), *(one.ref for one in mine.beside)]
    append(actor, "personal", "copy", {"records": refs})
    return mine


def erase(actor: Actor, ref: str, *, why: str) -> str:
    """Delete what is personal in a record (`appeals.appellant/12`) or elsewhere (`registration/3`), with the
    reason; return what it is called."""
    kind, _, number = ref.partition("/")
    if kind not in KINDS:
        made = personal.erase(actor, Ref.parse(ref), why=why)
        return f"{made.spec.label} {made.ref.id}"
    if kind in KEPT or not number.isdecimal():
        raise InputError(f"“{ref}”不能删除", hint=KEPT[kind].zh if kind in KEPT else "写作 registration/3")
    ERASES[kind](actor, int(number), why=why)
    return f"{KINDS[kind]} {number}"
