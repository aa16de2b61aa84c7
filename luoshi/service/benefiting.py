"""What a preferential policy gives: found for who qualifies, confirmed by somebody else, paid in parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from luoshi.figures.firms import Firm
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.money import from_fen
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import files
from luoshi.ledgers import queries as records
from luoshi.ledgers.changes import change
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.spec import Instalment, Policy, full_name
from luoshi.service import promises, qualifying
from luoshi.service.policy import BENEFIT, PAYMENT, POLICY_OFFICE
from luoshi.service.qualifying import Standing
from luoshi.service.queries import desk
from luoshi.units import queries as units


@action
def find(actor: Actor, policy: str, year: int) -> list[Record]:
    """Write a benefit for every firm of the actor's units that qualifies and has none yet in the year."""
    one = _in_force(actor, policy)
    if one.way == "quick":
        raise InputError(f"“{one.label}”由企业申请", hint="企业登录后申请，惠企办确认")
    reach = units.reach(actor, POLICY_OFFICE)
    if not reach:
        raise Refused("您不能兑现政策", hint="由惠企办办理")
    met = [each for each in qualifying.standings(actor, policy, year) if each.verdict == "met"]
    made = [_benefit(actor, one, each, year) for each in met if each.unit in reach]
    written = [each for each in made if each is not None]
    told = {"year": year, "found": len(met), "written": len(written)}
    append(actor, f"policy:{policy}", "find_benefits", told)
    return written


@action
def apply(actor: Actor, policy: str, year: int) -> Record:
    """Apply for what a policy gives to whoever asks (快申快享): the firm's own people do, with nothing to
    hand in, for the ledgers say whether it qualifies; an office confirms it."""
    one = _in_force(actor, policy)
    if one.way != "quick":
        raise InputError(f"“{one.label}”不用申请", hint="符合条件的由惠企办写入")
    each = qualifying.own(actor, one, year)
    if each is None:
        raise Refused("您的企业不在这项政策的范围里", hint="由企业的人申请；看政策说的是哪些企业")
    if each.verdict != "met":
        raise InputError("现在查不到企业符合条件", hint="看还差哪一条，补齐以后再申请")
    made = _benefit(actor, one, each, year)
    if made is None:
        raise InputError("本年度已经申请过", hint="一项政策一年一次")
    return made


def _in_force(actor: Actor, policy: str) -> Policy:
    one = qualifying.policy(policy)
    if not qualifying.holds(one, actor.today()):
        raise InputError(f"“{one.label}”现在不在有效期", hint=f"{one.valid_from} 起有效，看政策的起止日期")
    return one


def _benefit(actor: Actor, one: Policy, each: Standing, year: int) -> Record | None:
    """The firm's record is held, so that of two who press at once only one writes."""
    records.held(full_name(one.pack, one.firms), each.row)
    mine = {"firm_code": each.firm.code} if each.firm.code else {"firm": each.firm.name}
    there = records.table(BENEFIT).objects.filter(policy=one.name, year=year, withdrawn=False, **mine)
    if there.exists():
        return None
    values: dict[str, Any] = {
        "policy": one.name, "policy_name": one.label.zh, "way": one.way, "firm": each.firm.name,
        "firm_code": each.firm.code or None, "year": year, "amount": each.amount, "found_on": actor.today(),
        "ground": _ground(each),
    }  # fmt: skip
    return ledgers.create(desk(actor, each.unit), BENEFIT, each.unit, values)


@action
def confirm(actor: Actor, benefit: int) -> Record:
    """Confirm a benefit that somebody else, or the System, found, when the firm still qualifies; the working
    days until it is paid begin, and its parts are written down."""
    found = _handled(actor, benefit)
    if found.stage != "found":
        raise InputError(f"已经“{found.stage_label}”", hint="只确认一次")
    if qualifying.is_own(actor, found):
        raise Refused("自己比对的不能自己确认", hint="请由另一位惠企办人员确认")
    one = qualifying.policy(str(found.values["policy"]))
    _refuse_unmet(actor, found)
    clerk = desk(actor, found.unit)
    said = {"confirmed_on": actor.today(), "confirmed_by": actor.name}
    due = add_workdays(actor.today(), one.days)
    kept = ledgers.edit(clerk, found.ref, {**said, "due_on": due}, version=found.version)
    for number, (part, amount) in enumerate(parts(one, found.row["amount"]), start=1):
        day: date = due + relativedelta(months=part.months)
        values = {"benefit": benefit, "number": number, "amount": from_fen(amount, "万元"), "due_on": day}
        ledgers.create(clerk, PAYMENT, found.unit, values)
    return ledgers.move(clerk, kept.ref, "confirmed")


def _refuse_unmet(actor: Actor, found: Record) -> None:
    """Refuse where the ledgers say something else by now: who qualifies, or how much."""
    now = _now(actor, found)
    if now is None or now.verdict != "met":
        raise InputError("现在查不到企业符合条件", hint="打开政策页看哪一条变了；不再符合的，不予兑现")
    if now.amount != found.values["amount"]:
        raise InputError(f"金额现在是 {now.amount} 万元", hint="先重新比对，再确认")


def _now(actor: Actor, found: Record) -> Standing | None:
    """How the benefit's firm stands to its policy now."""
    firm = Firm(found.row["firm_code"] or "", str(found.values["firm"]))
    return qualifying.standing(actor, str(found.values["policy"]), firm, int(found.values["year"]))


def _ground(each: Standing) -> str:
    """What was found, as a benefit tells it."""
    return "；".join(f"{said.say.zh}（{found.value}）" for said, found in each.findings)


def parts(one: Policy, fen: int) -> list[tuple[Instalment, int]]:
    """The instalments of an amount in 分, which add up to it: the last takes what is left."""
    made, left = [], fen
    for part in one.instalments[:-1]:
        amount = int(Decimal(fen) * part.percent / 100)
        made.append((part, amount))
        left -= amount
    return [*made, (one.instalments[-1], left)]


@action
def pay(actor: Actor, payment: int, on: date, name: str, voucher: bytes) -> Record:
    """Write down that a part was paid, with its voucher; with the last the benefit is paid."""
    part = records.record(actor, Ref(PAYMENT, payment))
    found = _handled(actor, int(part.values["benefit"]))
    if part.stage != "planned":
        raise InputError("这一期已经到账", hint="不用再填")
    if not found.values["confirmed_on"] <= on <= actor.today():
        right = f"{found.values['confirmed_on']} 至 {actor.today()} 之间"
        raise InputError(problems=[Problem("到账日期不对", right, field="到账日期")])
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, part.ref, "voucher", name, voucher)
    kept = ledgers.edit(clerk, part.ref, {"paid_on": on}, version=part.version)
    paid = ledgers.move(clerk, kept.ref, "paid", on=on)
    if all(each.stage == "paid" for each in records.beneath(PAYMENT, found.ref.id)):
        _settled(actor, ledgers.move(clerk, found.ref, "paid", on=on))
    return paid


@action
def recount(actor: Actor, benefit: int) -> Record:
    """Take the amount that the ledgers say now into a benefit that is not confirmed yet; whoever does so is
    as who found it, and does not confirm it."""
    found = _handled(actor, benefit)
    if found.stage != "found":
        raise InputError(f"已经“{found.stage_label}”", hint="确认以前才能重新比对")
    now = _now(actor, found)
    if now is None or now.verdict != "met":
        raise InputError("现在查不到企业符合条件", hint="打开政策页看哪一条变了；不再符合的，不予兑现")
    said = {"amount": now.amount, "ground": _ground(now), "found_on": actor.today()}
    kept = ledgers.edit(desk(actor, found.unit), found.ref, said, version=found.version)
    other = actor.person != kept.reported_by
    return change(actor, kept, "recount", {"reported_by": actor.person}) if other else kept


@action
def refuse(actor: Actor, benefit: int, *, why: str) -> Record:
    """Not give a benefit that was found and is not confirmed, with a reason."""
    found = _handled(actor, benefit)
    if found.stage != "found":
        raise InputError(f"已经“{found.stage_label}”", hint="确认以前才能不予兑现")
    if len(why.strip()) < 4:
        raise InputError(problems=[Problem("没有写理由", "写明为什么不予兑现", field="理由")])
    clerk = desk(actor, found.unit)
    kept = ledgers.edit(clerk, found.ref, {"refused_why": why.strip()}, version=found.version)
    return ledgers.move(clerk, kept.ref, "refused")


@action
def keep(actor: Actor, benefit: int, promise: int) -> Record:
    """Say which promise, made to the firm at signing, a benefit keeps. When the benefit is paid the promise's
    own record is told so, with the vouchers; somebody else verifies that as ever."""
    found = _handled(actor, benefit)
    if found.stage == "refused":
        raise InputError("不予兑现的不能作为履行承诺")
    if found.stage == "paid" and found.row["promise"] is not None:
        raise InputError("已经到账的兑现，承诺不再改")
    there = {one.record.ref.id: one for one in promises.of_firm(actor, str(found.row["firm_code"] or ""))}
    if promise not in there:
        raise InputError(problems=[Problem("不是对这家企业的承诺", "从列表中选择", field="招商承诺")])
    if any(each.ref != found.ref for each in there[promise].benefits):
        raise InputError(problems=[Problem("已由另一项兑现履行", "选择另一条承诺", field="招商承诺")])
    said = {"promise": promise, "promise_due_on": there[promise].record.row["due_on"]}
    kept = change(actor, found, "keep", said)
    return _settled(actor, kept) if kept.stage == "paid" else kept


def _settled(actor: Actor, found: Record) -> Record:
    """Tell the promise's record that it was kept, and hand it the vouchers."""
    if found.row["promise"] is None:
        return found
    promise = records.held(promises.PROMISE, int(found.row["promise"]))
    clerk = actor.lent("reporter", promise.unit)
    if not promise.values["kept"]:
        text = f"{found.title}{found.values['year']}年度兑现 {found.values['amount']} 万元，"
        text += f"{found.row['stage_paid']:%Y年%m月%d日}到账"
        ledgers.edit(clerk, promise.ref, {"kept": text}, version=promise.version)
        for part in records.beneath(PAYMENT, found.ref.id):
            for one in records.evidence(Actor.system(), part.ref):
                ledgers.attach(clerk, promise.ref, "payment", one.name, files.content(one.sha256))
    return found


def _handled(actor: Actor, benefit: int) -> Record:
    found = qualifying.benefit(actor, benefit)
    if not actor.is_system and found.unit not in units.reach(actor, POLICY_OFFICE):
        raise Refused("您不能兑现政策", hint="由惠企办办理")
    return found
