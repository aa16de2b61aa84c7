"""Calls for science projects: one decided, contracted and partly paid, one before its experts, one open; and
what firms look for and farmers ask."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from luoshi.calls import actions as calls
from luoshi.calls import applying, checking
from luoshi.calls.policy import MEMBER, SOURCE, USE
from luoshi.grants import contracting, deciding, noticing, paying, queries, running
from luoshi.grants.contracting import Backer, Goal, Part, Terms
from luoshi.grants.deciding import Approval
from luoshi.grants.noticing import Filing
from luoshi.grants.paying import Payment
from luoshi.grants.policy import Paper
from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.ops.demo import asking, cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.chance import code
from luoshi.ops.demo.places import CITY, COUNTY, PASSWORD, Somebody
from luoshi.reviews import actions as reviews
from luoshi.reviews import judging, opening
from luoshi.reviews import queries as panels
from luoshi.reviews.models import Panel
from luoshi.reviews.opening import NewPanel
from luoshi.reviews.scoring import Criterion
from luoshi.units import actions as units
from luoshi.units.registering import LAST

FIRMS = (
    ("LX01", "临溪丰禾食品有限公司", "苹果汁非浓缩还原关键技术"),
    ("LX02", "安澜青麻纺织有限公司", "亚麻纤维生物脱胶工艺"),
    ("LX03", "云岭本草药业有限公司", "黄芪多糖绿色提取技术"),
    ("LX04", "松阳精工机械有限公司", "丘陵果园采收装备研制"),
)
CODES = tuple(code(700 + number) for number in range(len(FIRMS)))
FARM = f"{COUNTY}02"
PEOPLE = (
    Somebody("keji", "柯静", "science_office", CITY),
    Somebody("caizheng", "钱蕴", "finance_office", CITY),
    Somebody("mishu", "秦青", "review_secretary", CITY),
    Somebody("shizhang", "赵启明", "leader", CITY),
    Somebody("qiye", "孟禾", "firm_manager", CODES[0]),
    Somebody("zhuanjia", "白露", "expert", CITY),
    Somebody("nonghu", "宋春生", "farmer", FARM),
)
"""Whom `luoshi demo` introduces besides the others."""
MANAGERS = tuple(
    Somebody(f"firm{number}", name, "firm_manager", firm)
    for number, (name, firm) in enumerate(zip(("成安", "丁宁", "方舟"), CODES[1:], strict=True), start=1)
)
EXPERTS = tuple(
    Somebody(f"expert{number}", name, "expert", CITY)
    for number, name in enumerate(
        ["谷雨", "韩松", "江流", "康宁", "林深", "穆青", "宁远", "欧阳明", "彭湃", "邱实"], start=1
    )
)
CRITERIA = (
    Criterion("new", "创新性", Decimal(40), guide="与现有技术相比新在哪里"),
    Criterion("sound", "可行性", Decimal(35)),
    Criterion("use", "效益", Decimal(25)),
)
SEATS = (("food", 4), ("equipment", 1))
"""One expert knows the machines, so that the draw, which nobody can foresee, always seats the one whom
`luoshi demo` introduces."""
YES = {"complete": True, "stamped": True, "budget_right": True, "in_field": True}
FOUNDED, ARRIVE = date(2026, 2, 2), date(2026, 5, 6)
"""When the firms are entered as units, and when they and the experts come to apply and to judge."""


@dataclass
class Round:
    """A call of the demonstration and what came in."""

    title: str
    number: int
    opens: date
    closes: date
    firms: int
    call: int = 0
    applications: list[Record] = field(default_factory=list)
    panel: int = 0


def plan(calendar: Calendar) -> None:
    """Put three calls and the farmers' questions into the calendar."""
    calendar.add(FOUNDED, "企业和专家", _found)
    calendar.add(ARRIVE, "企业和专家", _arrive)
    first = Round("2026年度市级科技计划项目申报（第一批）", 8, ARRIVE, date(2026, 5, 29), 3)
    second = Round("2026年度市级科技计划项目申报（第二批）", 21, date(2026, 6, 3), date(2026, 6, 30), 3)
    third = Round("2026年度科技型企业创新基金申报", 34, date(2026, 7, 1), date(2026, 7, 31), 2)
    for one in (first, second, third):
        calendar.add(one.opens, "项目申报", partial(_publish, one, fund=one is third))
        calendar.add(one.opens + timedelta(days=9), "项目申报", partial(_apply, one, draft=one is third))
    for one, checked, judged in (
        (first, date(2026, 6, 8), date(2026, 6, 24)),
        (second, date(2026, 7, 6), date(2026, 7, 14)),
    ):
        calendar.add(one.closes + timedelta(days=1), "项目申报", partial(_close, one))
        calendar.add(checked, "项目申报", partial(_admit, one, checked))
        calendar.add(judged, "专家评审", partial(_judge, one, judged, whole=one is first))
    calendar.add(date(2026, 6, 29), "立项", partial(_propose, first, date(2026, 6, 29)))
    calendar.add(date(2026, 7, 7), "立项", partial(_decide, first, date(2026, 7, 7)))
    calendar.add(date(2026, 7, 13), "立项", partial(_pay, date(2026, 7, 13)))
    calendar.add(date(2026, 7, 2), "立项", partial(_object, first, date(2026, 7, 2)))
    calendar.add(date(2026, 7, 15), "立项", partial(_more, first, third, date(2026, 7, 15)))
    asking.plan(calendar)


def _found() -> None:
    for number, (county, name, _subject) in enumerate(FIRMS):
        units.add_unit(cast.system(FOUNDED), CODES[number], name, "enterprise", parent=county, position=LAST)


def _arrive() -> None:
    """People of no office come to be, with those offices that look after them."""
    system = cast.system(ARRIVE)
    for one in (*PEOPLE, *MANAGERS, *EXPERTS):
        units.add_person(system, one.login, one.name, PASSWORD if one in PEOPLE else None)
        units.grant(system, one.login, one.role, one.unit)
    for number, one in enumerate((PEOPLE[5], *EXPERTS)):
        values = {
            "person": cast.who(one.login, ARRIVE).person, "name": one.name,
            "domain": "food" if number else "equipment", "second": "agri",
            "employer": f"临溪第{number + 1}研究所", "title": "研究员",
            "phone": f"139001{number:05}", "specialty": "果品加工、作物栽培",
        }  # fmt: skip
        ledgers.create(system, "innovation.expert", CITY, values)


def _publish(one: Round, *, fund: bool) -> None:
    values = {
        "number": f"临科〔2026〕{one.number}号", "title": one.title,
        "category": "fund" if fund else "science_project", "budget": 60, "most_each": 30,
        "opens_on": one.opens, "closes_on": one.closes, "closes_at": "17:00", "per_firm": 1,
        "submitted_by": "anyone", "blind": True, "contact": "柯静", "phone": "0914-2312345",
        "rules": "在本市登记的企业；三年内没有市级立项项目；没有到期未验收的项目。",
    }  # fmt: skip
    office = cast.who("keji", one.opens, 8)
    one.call = calls.publish(office, calls.draft(office, CITY, values).ref.id).ref.id


def _manager(number: int, day: date) -> Actor:
    login = "qiye" if number == 0 else MANAGERS[number - 1].login
    return cast.who(login, day)


def _apply(one: Round, *, draft: bool) -> None:
    """Firms fill in and hand in; of a call that is still open the last one is only a draft."""
    day = one.opens + timedelta(days=9)
    for number in range(one.firms):
        firm = number if one.number == 8 else len(FIRMS) - 1 - number
        who = _manager(firm, day)
        made = applying.start(who, one.call, CODES[firm], FIRMS[firm][2])
        if draft and number:
            return
        _fill(who, made)
        one.applications.append(applying.submit(who, made.ref.id))


def _fill(who: Actor, made: Record) -> None:
    number = made.ref.id
    values: dict[str, Any] = {
        "domain": "food", "leader": who.name, "phone": "13800000001", "asked": 30, "own": 60,
        "summary": f"围绕{made.title}开展工艺优化、装备配套和产业化示范。",
        "goals": "新增产值2000万元，税收80万元，申请发明专利2件。", "starts_on": date(2026, 8, 1),
        "ends_on": date(2028, 7, 31),
    }  # fmt: skip
    applying.save(who, number, values, seen=made.version)
    applying.put_line(who, number, MEMBER, {"name": who.name, "part": "总体设计"})
    for kind, amount in (("grant", 30), ("own", 60)):
        applying.put_line(who, number, SOURCE, {"kind": kind, "amount": amount})
    for kind, amount in (("people", 20), ("materials", 40), ("buying", 30)):
        applying.put_line(who, number, USE, {"kind": kind, "amount": amount})
    host = str(made.values["host"])
    for purpose, said in (
        ("sealed", "盖章件"), ("licence", "营业执照"), ("rights", "一种方法，权利要求共八项。"),
        ("other", f"{host}近两年经营情况说明。"),
    ):  # fmt: skip
        applying.attach(who, number, purpose, f"{purpose}.txt", f"{made.title}：{said}".encode())


def _close(one: Round) -> None:
    calls.close(cast.system(one.closes + timedelta(days=1)), one.call)


def _admit(one: Round, day: date) -> None:
    office = cast.who("keji", day)
    for application in one.applications:
        checking.tick_off(office, application.ref.id, YES)
        checking.admit(office, application.ref.id)


def _judge(one: Round, day: date, *, whole: bool) -> None:
    """Experts are drawn, declare and score; the whole round is met and ranked, the other is being scored."""
    secretary, watch = cast.who("mishu", day), cast.who("city", day)
    new = NewPanel(
        title=one.title.replace("申报", "评审"), ledger="innovation.application", above=one.call, blind=True,
        records=tuple(each.ref.id for each in one.applications), criteria=CRITERIA, seats=SEATS,
        budget=60 * 1_000_000,
    )  # fmt: skip
    found = opening.open_panel(secretary, CITY, new)
    one.panel = found.id
    reviews.freeze(secretary, found.id)
    reviews.draw(secretary, found.id)
    reviews.sign_off(watch, found.id, score_by=day + timedelta(days=7))
    sitting = _sitting(found, day)
    for who in sitting:
        judging.declare(who, found.id, none=True, secret=True)
    reviews.begin(secretary, found.id)
    for number, who in enumerate(sitting if whole else sitting[:2]):
        _score(who, found.id, number)
    if whole:
        _rank(found, secretary, day)


def _sitting(found: Panel, day: date) -> list[Actor]:
    by_person = {who.person: who for who in (cast.who(one.login, day) for one in (PEOPLE[5], *EXPERTS))}
    return [by_person[one.person] for one in found.seats.exclude(state="gone").order_by("id")]


def _score(who: Actor, panel: int, number: int) -> None:
    for place, one in enumerate(panels.readings(who, panel)):
        points = Decimal(88 - place * 6 - number)
        given = {each.key: points for each in CRITERIA}
        judging.hand_in(who, one.id, given, comment="技术路线清楚，指标可以核对。")


def _rank(found: Panel, secretary: Actor, day: date) -> None:
    judging.close_scoring(secretary, found.id)
    present = [one.id for one in found.seats.exclude(state="gone")]
    judging.meet(secretary, found.id, held_on=day, present=present, minutes="逐项评议，按平均分排序。")
    judging.rank(secretary, found.id)
    judging.close(secretary, found.id)


def _propose(one: Round, day: date) -> None:
    office = cast.who("keji", day)
    made = deciding.propose(office, one.call, "2026年市级科技计划项目（第一批）立项方案")
    noticing.open_notice(office, made.ref.id, "0914-2312345")


def _object(one: Round, day: date) -> None:
    """Somebody objects under a name, and is answered."""
    (decision,) = queries.decisions(cast.system(day), call=one.call)
    line = queries.lines(decision)[-1]
    reason = "该工艺与本地另一家企业在用的相近，请核实是否重复资助。"
    said = Filing(line.ref.id, reason, "吴明", "13911112222")
    made = noticing.file_objection(cast.system(day), decision.ref.id, said)
    reply = "经查新和现场核实，两项工艺不同，没有重复资助。"
    noticing.answer(cast.who("keji", day, 16), decision.ref.id, made.ref.id, "rejected", reply)


def _more(one: Round, last: Round, day: date) -> None:
    """What is under way: a decision being drawn up, an acceptance before its draw with a tie to be settled,
    and an applicant of whom nobody knows whether an old project bars it."""
    deciding.propose(cast.who("keji", day), one.call, "2026年市级科技计划项目（第一批）补充立项方案")
    (project,) = [each for each in queries.projects(cast.system(day)) if each.stage == "running"]
    tie = {
        "expert": 1, "kind": "interest", "organization": project.values["host"],
        "organization_code": project.row["host_code"],
        "ongoing": True, "source": "declared", "note": "担任技术顾问",
    }  # fmt: skip
    ledgers.create(cast.who("mishu", day), "innovation.expert_tie", CITY, tie)
    new = NewPanel(
        title=f"{project.title}验收", ledger="innovation.science_project", records=(project.ref.id,),
        purpose="acceptance", criteria=CRITERIA, seats=SEATS, fewest=3,
    )  # fmt: skip
    opening.open_panel(cast.who("mishu", day), CITY, new)
    firm = last.applications[0].values["host"]
    system = cast.system(day)
    values = {"name": "果园机械改进", "level": "city", "put_forward_on": day, "host": firm}
    old = ledgers.create(system, "innovation.science_project", "LX04", values)
    said = {"approved_on": date(2025, 9, 10)}
    kept = ledgers.edit(system, old.ref, said, version=old.version)
    ledgers.attach(system, kept.ref, "approval", "批复.txt", "果园机械改进立项批复".encode())
    ledgers.move(system, kept.ref, "approved")


def _decide(one: Round, day: date) -> None:
    """The leader decides after five working days; contracts are drawn up, one of them signed."""
    (decision,) = queries.decisions(cast.system(day), call=one.call)
    said = Approval("临科〔2026〕41号", "局长办公会集体研究，同意立项。", "立项文件.txt", b"approval 41")
    made = deciding.decide(cast.who("shizhang", day), decision.ref.id, said)
    office = cast.who("keji", day)
    for number, project in enumerate(made, start=1):
        contracting.draw_up(office, project.ref.id, _terms(project, number))
    contracting.sign(office, made[0].ref.id, Paper("任务书.txt", made[0].title.encode()))


def _terms(project: Record, number: int) -> Terms:
    return Terms(
        f"临科合〔2026〕{number}号", date(2026, 7, 8), date(2028, 7, 7),
        (
            Goal("完成工艺方案评审", date(2026, 8, 7)),
            Goal("建成中试线", date(2027, 7, 7), midterm=True),
            Goal("新增产值2000万元", date(2028, 6, 30)),
        ),
        (Part(Decimal(18), date(2026, 7, 13)), Part(Decimal(12), date(2027, 7, 20), upon=2)),
        (Backer("enterprise", str(project.values["host"]), Decimal(60)),),
    )  # fmt: skip


def _pay(day: date) -> None:
    """The first instalment is released by one and paid by another; the firm reports its first milestone."""
    (found,) = [one for one in queries.projects(cast.system(day)) if one.stage == "contract"]
    first = queries.instalments(found)[0]
    paying.release(cast.who("keji", day), first.ref.id, basis="任务书已签订，账户核对无误。")
    paid = Payment(day, "国库2026-0713", Paper("凭证.txt", b"voucher 0713"))
    paying.pay(cast.who("caizheng", day, 15), first.ref.id, paid)
    (source,) = records.beneath("innovation.project_source", found.ref.id)
    proof = Paper("到账.txt", b"own money in place")
    contracting.raise_money(cast.who("keji", day, 16), source.ref.id, Decimal(45), day, proof)
    goal = queries.milestones(found)[0]
    boss = next(one for one in (_manager(number, day) for number in range(len(FIRMS)))
                if found.unit in {each.unit for each in one.holdings})  # fmt: skip
    report = "工艺方案经5名专家评审通过，附评审意见。"
    running.report(replace(boss, clock=cast.at(day, 17)), goal.ref.id, report, Paper("意见.txt", b"opinion"))
