"""What a firm's manager does about the people of the firm: never beyond it, nor beyond the roles of firms."""

from __future__ import annotations

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.units import actions, logins
from luoshi.units.models import Person
from luoshi.units.policy import APPLICANT, MANAGER, OF_FIRMS
from luoshi.units.registrations import colleague, refuse_stranger


@action
def add_colleague(actor: Actor, firm: str, name: str, password: str, *, login: str = "") -> Person:
    """Let somebody new write for the firm; the login name given is the one wished with figures after it."""
    desk = _desk(actor, firm)
    if not 2 <= len(name.strip()) <= 40:
        raise InputError("没有写真实姓名", hint="2至40个字")
    made = actions.add_person(desk, logins.assigned(login, name), name.strip(), password)
    actions.grant(desk, made.login, APPLICANT, firm, valid_from=actor.today())
    append(actor, f"person:{made.id}", "add_colleague", {"unit": firm})
    return made


@action
def give_role(actor: Actor, firm: str, login: str, role: str) -> None:
    """Give somebody of the firm, or who was of it, one of a firm's roles."""
    desk = _desk(actor, firm)
    found = colleague(actor, firm, login)
    if role not in OF_FIRMS:
        raise InputError(f"企业管理员不能授予角色“{role}”", hint="只有企业管理员和申报人两种")
    if role in found.roles:
        raise InputError(f"{found.person.name}已经有这个角色", hint="不用再授予")
    actions.grant(desk, login, role, firm, valid_from=actor.today())


@action
def end_role(actor: Actor, firm: str, login: str, role: str, *, why: str = "") -> None:
    """End somebody's role in the firm from today; not one's own as manager, so that the firm keeps one."""
    desk = _desk(actor, firm)
    found = colleague(actor, firm, login)
    if role not in found.roles:
        raise InputError(f"{found.person.name}在本企业没有这个角色", hint="刷新页面看现有的角色")
    if role == MANAGER and found.person.id == actor.person:
        raise InputError("不能收回自己的企业管理员角色", hint="请另一位企业管理员收回")
    actions.revoke(desk, login, role, firm, on=actor.today(), why=why)


@action
def reset_password(actor: Actor, firm: str, login: str, password: str) -> None:
    """Set a new password for somebody who holds roles in the manager's own firms only: who is somebody else
    besides would be somebody else's to be taken over."""
    desk = _desk(actor, firm)
    found = colleague(actor, firm, login)
    if found.person.id == actor.person:
        raise InputError("自己的密码不在这里改", hint="在“我的账号”页修改密码")
    if found.elsewhere or not found.roles:
        raise Refused("这个账号不只属于本企业，不能由本企业重设密码", hint="请系统管理员重设")
    actions.change_password(desk, login, password)


def _desk(actor: Actor, firm: str) -> Actor:
    """The manager with what it takes to keep the firm's people, once it is certain that it is theirs."""
    refuse_stranger(actor, firm)
    return actor.lent("admin", firm)
