"""How far the right of an administrator, and of who answers for personal data, reaches: the unit in which it
is held and all below it."""

from __future__ import annotations

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.units import queries
from luoshi.units.models import Person
from luoshi.units.policy import OFFICER, may_administer

_ABOVE = "请联系上级单位的系统管理员"


def may_change_unit(actor: Actor, code: str | None) -> None:
    """Change a unit, add one below it or grant roles in it; the top of the tree (none) is the System's and of
    whoever administers the top."""
    may_administer(actor)
    over = code or queries.top()
    if over and over not in queries.reach(actor, "admin"):
        queries.unit(over)  # one that is not there is told as that
        raise Refused("这个单位不归您管理", hint=_ABOVE)


def may_administer_site(actor: Actor) -> None:
    """Set what holds for all units alike (packs, outlines, senders and keys, rules of reminding): only who
    administers the topmost unit, or else who administers a township could give themselves the rights of the
    whole city by a pack."""
    may_administer(actor)
    if not looks_after(actor, None):
        raise Refused("这是全站的设置，不归您管理", hint="请联系最上级单位的系统管理员")


def may_change_person(actor: Actor, person: Person) -> None:
    """Change how somebody logs in: only of those who hold no role outside what the actor administers, or else
    who administers a township could become anybody of the city."""
    may_administer(actor)
    if not looks_after(actor, person):
        raise Refused("这个人还在别的单位任职，不归您管理", hint=_ABOVE)


def may_answer(actor: Actor) -> frozenset[str]:
    """The units for whose personal data the actor answers; refused where there are none."""
    reached = queries.reach(actor) if actor.is_system else queries.reach(actor, OFFICER)
    if not reached:
        raise Refused("只有个人信息保护负责人可以查找和删除个人信息", hint="请联系本单位的个人信息保护负责人")
    return reached


def grounds(why: str) -> str:
    """The reason for which personal values are deleted; refused where there is none."""
    if not why.strip():
        raise InputError("没有写删除的理由", hint="写明依据，如本人申请、保存期限已满")
    return why.strip()


def looks_after(actor: Actor, person: Person | None) -> bool:
    """Whether all roles that somebody holds are in units that the actor administers; of the System (none)
    whether the actor administers the topmost unit."""
    top = filter(None, [queries.top()])
    held = (one.unit for one in queries.actor_for(person, actor.clock).holdings) if person else top
    return frozenset(held) <= queries.reach(actor, "admin")
