"""Everything that changes units, people and roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import InputError
from luoshi.kernel.once import forget
from luoshi.units import geometry, logins, queries, sessions
from luoshi.units.administering import may_administer_site, may_change_person, may_change_unit
from luoshi.units.models import Alias, Closure, Outline, Person, Registration, RoleHolding, Unit
from luoshi.units.policy import KINDS, may_administer


@action
def add_unit(
    actor: Actor,
    code: str,
    name: str,
    kind: str,
    *,
    parent: str | None = None,
    short: str = "",
    rank_class: str = "",
    gb_code: str = "",
    aliases: Iterable[str] = (),
    valid_from: date | None = None,
    position: int = 0,
) -> Unit:
    """Add a unit below `parent`; its aliases are other names that texts use for it. Whoever waits to register
    it as a firm now waits to join it."""
    may_change_unit(actor, parent)
    if kind not in KINDS:
        raise InputError(f"不认识的单位类别：{kind}", hint="可用：" + "、".join(KINDS))
    if Unit.objects.filter(code=code).exists():
        raise InputError(f"单位代码 {code} 已经有了", hint="请换一个代码，或用“修改单位”")
    above = queries.unit(parent) if parent else None
    made = Unit.objects.create(
        code=code, name=name, kind=kind, parent=above, short=short, rank_class=rank_class,
        gb_code=gb_code, valid_from=valid_from, position=position,
    )  # fmt: skip
    lines = [*(queries.above(parent) if parent else []), code]
    Closure.objects.bulk_create([Closure(ancestor=one, descendant=code) for one in lines])
    forget()
    known = sorted(set(aliases) - {name, short})
    Alias.objects.bulk_create([Alias(name=one, unit=made) for one in known])
    Registration.objects.filter(state="waiting", kind="firm", code=code).update(kind="join", place=above)
    append(
        actor, f"unit:{code}", "add",
        {"name": name, "kind": kind, "parent": parent, "short": short, "rank_class": rank_class,
         "gb_code": gb_code, "aliases": known, "position": position},
        holds_from=valid_from,
    )  # fmt: skip
    return made


@action
def change_unit(
    actor: Actor,
    code: str,
    *,
    name: str | None = None,
    short: str | None = None,
    rank_class: str | None = None,
    position: int | None = None,
    why: str = "",
) -> Unit:
    """Change what a unit is called or how it is classed; its old name stays an alias, so that texts
    of before are understood."""
    may_change_unit(actor, code)
    found = queries.unit(code)
    given = {"name": name, "short": short, "rank_class": rank_class, "position": position}
    said = {key: [getattr(found, key), value] for key, value in given.items() if value is not None}
    changed = {key: pair for key, pair in said.items() if pair[0] != pair[1]}
    if not changed:
        raise InputError("没有改动", hint="修改后再保存")
    if name is not None and not name.strip():
        raise InputError("名称不能为空", hint="写单位全称")
    if "name" in changed:
        Alias.objects.get_or_create(name=found.name, unit=found)
    for key, (_before, after) in changed.items():
        setattr(found, key, after)
    found.save(update_fields=list(changed))
    append(actor, f"unit:{code}", "change", dict(changed), why=why)
    return found


@action
def end_unit(actor: Actor, code: str, *, on: date, why: str) -> Unit:
    """End a unit's validity on a day (exclusive); its history stays."""
    may_change_unit(actor, code)
    found = queries.unit(code)
    found.valid_to = on
    found.save(update_fields=["valid_to"])
    append(actor, f"unit:{code}", "end", {"valid_to": on.isoformat()}, holds_from=on, why=why)
    return found


@action
def add_alias(actor: Actor, code: str, alias: str) -> Unit:
    """Let texts name a unit in one more way."""
    may_change_unit(actor, code)
    found = queries.unit(code)
    Alias.objects.get_or_create(name=alias, unit=found)
    append(actor, f"unit:{code}", "alias", {"alias": alias})
    return found


@action
def keep_outlines(actor: Actor, content: bytes) -> list[str]:
    """Keep the outlines of a GeoJSON file, in place of those that its units had; others stay. Returns the
    codes of its units. Outlines only draw maps: the journal keeps the file's SHA-256 and its units."""
    may_administer_site(actor)
    read = geometry.read(content, queries.names())
    Outline.objects.filter(unit__in=list(read)).delete()
    Outline.objects.bulk_create([Outline(unit_id=code, geometry=one) for code, one in read.items()])
    data = {"sha256": sha256(content), "size": len(content), "units": sorted(read)}
    append(actor, "outlines", "keep_outlines", data)
    return sorted(read)


@action
def forget_outlines(actor: Actor) -> int:
    """Take all outlines away; returns how many there were."""
    may_administer_site(actor)
    codes = sorted(Outline.objects.values_list("unit_id", flat=True))
    if not codes:
        raise InputError("没有边界可删除", hint="先上传 GeoJSON 文件")
    Outline.objects.all().delete()
    append(actor, "outlines", "forget_outlines", {"units": codes})
    return len(codes)


@action
def add_person(actor: Actor, login: str, name: str, password: str | None) -> Person:
    """Add somebody. The password must satisfy the site's rules; without one nobody can log in as them
    until one is set."""
    may_administer(actor)
    if logins.taken(login):
        raise InputError(f"登录名 {login} 已经有人使用", hint="请换一个登录名")
    made = Person(login=login, name=name)
    if password is not None:
        logins.check_password(password, made)
    made.set_password(password)
    made.save()
    append(actor, f"person:{made.id}", "add", {"login": login, "name": name})
    return made


@action
def change_password(actor: Actor, login: str, password: str, *, key: str = "") -> Person:
    """Set a password: one's own, or anybody's for an administrator. Wherever the person is logged in that
    ends, but for the session of `key`, the browser that asks."""
    found = queries.person(login)
    if actor.person != found.id:
        may_change_person(actor, found)
    logins.check_password(password, found)
    found.set_password(password)
    found.save(update_fields=["password"])
    append(actor, f"person:{found.id}", "password", {"ended": sessions.drop(found, key=key)})
    return found


@action
def let_in(actor: Actor, login: str, *, active: bool, why: str = "") -> Person:
    """Let somebody log in, or keep them out; what they did stays theirs."""
    found = queries.person(login)
    may_change_person(actor, found)
    if found.id == actor.person and not active:
        raise InputError("不能停用自己的账号", hint="请另一位系统管理员停用")
    found.is_active = active
    found.save(update_fields=["is_active"])
    if not active:
        sessions.drop(found)
    append(actor, f"person:{found.id}", "let_in" if active else "keep_out", {}, why=why)
    return found


@action
def grant(actor: Actor, login: str, role: str, unit: str, *, valid_from: date | None = None) -> RoleHolding:
    """Give somebody a role in a unit, and so in all below it."""
    may_change_unit(actor, unit)
    person, where = queries.person(login), queries.unit(unit)
    held, _ = RoleHolding.objects.update_or_create(
        person=person, unit=where, role=role, defaults={"valid_from": valid_from, "valid_to": None}
    )
    append(actor, f"person:{person.id}", "grant", {"role": role, "unit": unit}, holds_from=valid_from)
    return held


@action
def revoke(actor: Actor, login: str, role: str, unit: str, *, on: date, why: str = "") -> None:
    """Take a role away from a day on."""
    may_change_unit(actor, unit)
    person = queries.person(login)
    changed = RoleHolding.objects.filter(person=person, unit_id=unit, role=role).update(valid_to=on)
    if not changed:
        raise InputError(f"{person.name} 在 {unit} 没有角色 {role}", hint="用 luoshi people 查看各人的角色")
    append(actor, f"person:{person.id}", "revoke", {"role": role, "unit": unit}, holds_from=on, why=why)
