"""How people of no office let themselves in: asking, and being accepted or refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from luoshi.journal.actions import action, append
from luoshi.journal.private import ERASE
from luoshi.kernel import codes
from luoshi.kernel.actor import Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import InputError, Locked, Missing, Problem, Refused
from luoshi.units import actions, logins, queries, registrations
from luoshi.units.administering import grounds, may_answer
from luoshi.units.models import Person, Registration
from luoshi.units.policy import APPLICANT, EXPERT, FARMER, MANAGER

A_DAY, IN_ALL = 3, 300
"""Registrations that are taken in a day of one telephone, and in all."""
LAST = 10_000
"""Firms stand after every office in lists of units."""


@dataclass(frozen=True)
class Asked:
    """What somebody says of themselves. `organization` is the firm or the expert's employer; `code` the
    firm's credit code; `paper` the licence's SHA-256 and name."""

    kind: str
    place: str
    name: str
    phone: str
    password: str = field(repr=False)
    login: str = ""
    email: str = ""
    organization: str = ""
    code: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    paper: tuple[str, str] = ("", "")


@action
def register(actor: Actor, said: Asked) -> tuple[Registration, str]:
    """Ask to be let in, by somebody who is not logged in; a farmer is let in at once. Returns the request and
    the secret of the address where whoever asked looks how it stands: the only time that anybody sees it."""
    if not actor.is_system:
        raise Refused("您已经有账号", hint="企业管理员在“本企业人员”里增加同事")
    _check(actor, said)
    _refuse_flood(actor, codes.check_phone(said.phone))
    secret = secrets.token_urlsafe(18)
    made = _kept(actor, said, sha256(secret.encode()))
    data = {"kind": made.kind, "place": made.place_id, "code": made.code, "login": made.login}
    append(actor, f"registration:{made.id}", "register", data)
    if made.kind == FARMER:
        _let_in(actor, made)
    return made, secret


def _kept(actor: Actor, said: Asked, secret: str) -> Registration:
    code = codes.check_uscc(said.code) if said.kind == "firm" else ""
    kind, place = said.kind, said.place
    if code and code in queries.firms():
        kind, place = "join", str(queries.unit(code).parent_id)
    return Registration.objects.create(
        kind=kind, place_id=place, code=code, organization=said.organization.strip(), name=said.name.strip(),
        phone=codes.check_phone(said.phone), email=said.email.strip(), asked_at=actor.now(), secret=secret,
        login=logins.assigned(said.login, said.name), password=make_password(said.password),
        details=dict(said.details), paper=said.paper[0], paper_name=said.paper[1][-120:],
    )  # fmt: skip


def _check(actor: Actor, said: Asked) -> None:
    if said.kind not in ("firm", EXPERT, FARMER):
        raise InputError(f"没有“{said.kind}”这种注册", hint="企业、专家或农户")
    problems = [*_of_person(said), *_of_place(actor, said), *_of_organization(said)]
    if problems:
        raise InputError(problems=problems)


def _of_person(said: Asked) -> Iterator[Problem]:
    if not 2 <= len(said.name.strip()) <= 40:
        yield Problem("没有写真实姓名", "2至40个字", field="姓名")
    if said.email.strip():
        try:
            validate_email(said.email.strip())
        except ValidationError:
            yield Problem(f"“{said.email}”不是邮箱地址", "如 office@example.com；没有可不填", field="邮箱")
    person = Person(login=said.login, name=said.name)
    for label, attempt in (
        ("手机", lambda: codes.check_phone(said.phone)),
        ("密码", lambda: logins.check_password(said.password, person)),
        ("登录名", lambda: logins.assigned(said.login, said.name)),
    ):
        try:
            attempt()
        except InputError as fault:
            yield Problem(fault.message, fault.hint, field=label)


def _of_place(actor: Actor, said: Asked) -> Iterator[Problem]:
    if said.place not in {one.code for one in registrations.places(said.kind, actor.today())}:
        yield Problem("不能在这里注册", "从列表里选择所在地", field="所在地")


def _of_organization(said: Asked) -> Iterator[Problem]:
    if said.kind == FARMER:
        return
    if not 4 <= len(said.organization.strip()) <= 80:
        label = "企业名称" if said.kind == "firm" else "工作单位"
        yield Problem("没有写全称", "写营业执照或公章上的全称，4至80个字", field=label)
    if said.kind == EXPERT:
        return
    try:
        code = codes.check_uscc(said.code)
    except InputError as fault:
        yield Problem(fault.message, fault.hint, field="统一社会信用代码")
        return
    if code in queries.names() and code not in queries.firms():
        yield Problem("这个单位的人员不在这里注册", "请联系本单位的系统管理员", field="统一社会信用代码")


def _refuse_flood(actor: Actor, phone: str) -> None:
    """The same words whichever limit is reached: nobody learns of whom there are registrations."""
    today = actor.now().replace(hour=0, minute=0, second=0, microsecond=0)
    recent = Registration.objects.filter(asked_at__gte=today)
    if recent.count() >= IN_ALL or recent.filter(phone=phone).count() >= A_DAY:
        raise InputError("今天的注册太多了", hint="请明天再来，或到科技管理部门当面办理")


@action
def accept(actor: Actor, number: int) -> Registration:
    """Let somebody in: a firm becomes a unit below the office that looked at it and who asked its manager;
    who joins a firm its applicant (its manager while it has none); an expert an expert at the place."""
    found = _waiting(actor, number)
    _let_in(actor, found)
    return found


@action
def refuse(actor: Actor, number: int, reason: str) -> Registration:
    """Refuse a registration; whoever asked reads the reason."""
    found = _waiting(actor, number)
    if len(reason.strip()) < 4:
        raise InputError("没有写原因", hint="写明缺什么、怎么改，申请人看得到")
    found.reason = reason.strip()
    _decide(actor, found, "refused")
    append(actor, f"registration:{found.id}", "refuse", {}, why=found.reason)
    return found


@action
def erase(actor: Actor, number: int, *, why: str) -> Registration:
    """Delete what somebody said of themselves when they asked to be let in; that they asked, when, and how it
    was decided stays, and so does a firm's name."""
    reached, why = may_answer(actor), grounds(why)
    found = Registration.objects.select_for_update().filter(id=number, place__in=reached).first()
    if found is None:
        raise Missing("没有这份注册申请", hint="它可能由其他单位负责，或编号有误")
    if found.state == "waiting":
        raise Locked("这份申请还没有办理", hint="先作出决定，再删除")
    if not found.phone:
        raise InputError("这份申请的个人信息已经删除", hint="不必再删")
    found.name = found.phone = found.email = found.paper = found.paper_name = ""
    found.details = {}
    if found.kind in (EXPERT, FARMER):
        found.organization = ""
    found.save()
    append(actor, f"registration:{found.id}", ERASE, {}, why=why)
    return found


def _waiting(actor: Actor, number: int) -> Registration:
    registrations.registration(actor, number)
    found = Registration.objects.select_for_update().filter(id=number).first()
    if found is None:
        raise Missing("没有这份注册申请", hint="它可能由其他单位审核，或编号有误")
    if found.state != "waiting":
        raise Locked(f"这份申请已经由{found.decided_by}办理", hint="办理过的不再改")
    return found


def _let_in(actor: Actor, found: Registration) -> None:
    """The unit where it is new, the person with the password given, the role: in the decider's own name."""
    desk = actor.lent("admin", found.place_id)
    role, where = _role(actor, found)
    password = found.password
    _decide(actor, found, "accepted")
    if found.kind == "firm":
        actions.add_unit(
            desk, found.code, found.organization, "enterprise", parent=found.place_id, position=LAST
        )
    person = actions.add_person(desk, found.login, found.name, None)
    person.password = password
    person.save(update_fields=["password"])
    actions.grant(desk, found.login, role, where, valid_from=actor.today())
    found.person = person
    found.save(update_fields=["person"])
    append(actor, f"registration:{found.id}", "accept", {"person": person.id, "role": role, "unit": where})


def _role(actor: Actor, found: Registration) -> tuple[str, str]:
    if found.kind == "firm":
        return MANAGER, found.code
    if found.kind == "join":
        kept = found.code in queries.held_where(MANAGER, actor.today())
        return (APPLICANT if kept else MANAGER), found.code
    return found.kind, found.place_id


def _decide(actor: Actor, found: Registration, state: str) -> None:
    found.state, found.decided_at, found.decided_by = state, actor.now(), actor.name
    found.password = ""
    found.save(update_fields=["state", "decided_at", "decided_by", "password", "reason"])
