"""What the county does for investors: the approvals of a project as a chain, from one that pleased the firm
to one that waits for experts; who complains, and how many call the hotline."""

from __future__ import annotations

from datetime import date
from functools import partial

from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import answering
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.funding import CODES
from luoshi.ops.demo.funding import FIRMS as KNOWN
from luoshi.ops.demo.keeping import arrive
from luoshi.ops.demo.places import COUNTY, Somebody
from luoshi.service import approving
from luoshi.service.policy import ITEM, MATERIAL, MATTER
from luoshi.service.queries import matters
from luoshi.units import queries as units

REFORM, LAND, BUILDING, MARKET, GUARD = (f"{COUNTY}{number}" for number in (53, 59, 60, 65, 68))
"""发改局、国土局、住建局、市场监管局、环保局."""
PEOPLE = (
    Somebody("zhengwu", "韦敏", "service_hall", COUNTY),
    Somebody("bangban", "邢帆", "guide", COUNTY),
    Somebody("shenpi", "卓然", "approver", LAND),
)
"""Whom `luoshi demo` introduces besides the others."""
OFFICES = tuple(
    Somebody(f"approver.{unit}".lower(), name, "approver", unit)
    for unit, name in ((REFORM, "季平"), (BUILDING, "费明"), (MARKET, "水清"), (GUARD, "时雨"))
)
FIRM, (_, FIRM_NAME, _) = CODES[0], KNOWN[0]
JUICE, PULP, JUJUBE = "苹果汁加工厂二期", "山楂果脯分装线", "红枣烘干房"
LICENCE = "营业执照"


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (date(2026, 6, 15), _open), (date(2026, 6, 16), _guide), (date(2026, 6, 17), _filing),
        (date(2026, 6, 18), _pulp), (date(2026, 6, 29), _refused), (date(2026, 7, 1), _land),
        (date(2026, 7, 3), _missing), (date(2026, 7, 7), _completed), (date(2026, 7, 8), _hotline),
        (date(2026, 7, 8), _experts), (date(2026, 7, 9), _complained), (date(2026, 7, 10), _done),
        (date(2026, 7, 13), _more), (date(2026, 7, 15), _last),
    ):  # fmt: skip
        calendar.add(day, "政务服务", partial(act, day))


def _open(day: date) -> None:
    """The firm enters its own project; the hall that of somebody without a log-in."""
    arrive(day, PEOPLE, OFFICES)
    firm, hall = cast.who("qiye", day), cast.who("zhengwu", day)
    said = {"name": JUICE, "firm": FIRM_NAME, "firm_code": FIRM, "contact": "孟禾", "phone": "13900003131"}
    ledgers.create(firm, MATTER, FIRM, {**said, "opened_on": day})
    other = {"name": PULP, "firm": "清河县山里红果业有限公司", "contact": "段青", "phone": "13900004141"}
    ledgers.create(hall, MATTER, COUNTY, {**other, "opened_on": day})


def _matter(name: str) -> Record:
    return next(one for one in matters(Actor.system()) if one.title == name)


def _items(name: str, kind: str) -> Record:
    found = records.beneath(ITEM, _matter(name).ref.id, kind=kind)
    return found[-1]


def _guide(day: date) -> None:
    hall, guide = cast.who("zhengwu", day), units.person("bangban").id
    for name in (JUICE, PULP):
        approving.assign(hall, _matter(name).ref.id, guide)


def _office(unit: str, day: date, hour: int = 15) -> Actor:
    login = "shenpi" if unit == LAND else f"approver.{unit}".lower()
    return cast.who(login, day, hour)


def _apply(who: Actor, matter: str, unit: str, kind: str, name: str, papers: tuple[str, ...]) -> Record:
    values = {"kind": kind, "name": name}
    return approving.apply(who, _matter(matter).ref.id, unit, values, [(paper, 1) for paper in papers])


def _papers(item: Record, *states: str) -> list[Record]:
    return records.beneath(MATERIAL, item.ref.id, state__in=states)


def _hand_in(who: Actor, item: Record) -> None:
    """Everything that is wanted."""
    for one in _papers(item, "waiting", "lacking"):
        content = f"{item.title}：{one.title}（演示，{who.today()}）".encode()
        approving.hand_in(who, one.ref.id, f"{one.title}.txt", content)


def _accept(office: Actor, item: Record) -> None:
    for one in _papers(item, "handed"):
        approving.check(office, one.ref.id)
    ledgers.move(office, item.ref, "accepted")


def _decide(office: Actor, item: Record, opinion: str, decision: str, certificate: str) -> None:
    """Reviewed, decided, delivered."""
    ledgers.move(office, item.ref, "review")
    found = records.record(office, item.ref)
    said = {"opinion": opinion, "decision_no": decision, "certificate_no": certificate}
    ledgers.edit(office, item.ref, said, version=found.version)
    for purpose, name in (("decision", "准予决定书.txt"), ("certificate", "证照.txt")):
        ledgers.attach(office, item.ref, purpose, name, f"{item.title} {decision} {certificate}".encode())
    for stage in ("decided", "delivered"):
        ledgers.move(office, item.ref, stage)


def _rate(day: date, item: Record, choice: str, remark: str) -> None:
    answering.answer(cast.system(day), answering.link(item), choice, remark)


def _filing(day: date) -> None:
    """All is there at once: filed the same afternoon, and the firm says so."""
    firm, office = cast.who("qiye", day), _office(REFORM, day)
    item = _apply(firm, JUICE, REFORM, "filing", "企业投资项目备案", (LICENCE, "项目备案申请表"))
    _hand_in(firm, item)
    _accept(office, item)
    _decide(office, item, "符合产业政策，予以备案。", "清发改备〔2026〕58号", "2606-LX01-04-01-0058")
    _rate(day, item, "satisfied", "上午交材料，下午就拿到备案证明。")


def _pulp(day: date) -> None:
    """The guide does it for a firm that has no log-in."""
    guide, office = cast.who("bangban", day), _office(MARKET, day)
    item = _apply(
        guide, PULP, MARKET, "licence", "食品生产许可", (LICENCE, "食品生产许可申请书", "车间平面图")
    )
    _hand_in(guide, item)
    _accept(office, item)
    _decide(office, item, "现场核查符合要求。", "清市监许〔2026〕31号", "SC10699999900031")
    _rate(day, item, "partly", "办得快，就是平面图改了两遍。")


def _refused(day: date) -> None:
    """What cannot be had is refused with its reason."""
    office = _office(LAND, day)
    item = _apply(cast.who("bangban", day), PULP, LAND, "land", "临时用地批准", ("临时用地申请书",))
    _hand_in(cast.who("bangban", day), item)
    why = "所选地块在永久基本农田保护范围内，不得批准临时用地；可以在六十日内申请行政复议。"
    ledgers.edit(office, item.ref, {"refused_why": why}, version=records.record(office, item.ref).version)
    ledgers.move(office, item.ref, "refused")


def _land(day: date) -> None:
    """The licence is there already and is not asked for again; two papers of three are handed in."""
    firm = cast.who("qiye", day)
    papers = (LICENCE, "建设用地申请书", "勘测定界图", "节地评价报告")
    item = _apply(firm, JUICE, LAND, "land", "建设用地批准", papers)
    first = _papers(item, "waiting")[0]
    approving.hand_in(firm, first.ref.id, "建设用地申请书.txt", "建设用地申请书（演示）".encode())


def _missing(day: date) -> None:
    """All that is missing is told at once; the clock stands still."""
    item = _items(JUICE, "land")
    wrong = {
        "建设用地申请书": "第三页没有盖章", "勘测定界图": "请交具备资质的单位出具的成果",
        "节地评价报告": "用地超过四十亩的要交，请补报告和专家意见",
    }  # fmt: skip
    lacking = {
        one.ref.id: wrong[one.title] for one in _papers(item, "waiting", "handed") if one.title in wrong
    }
    approving.notify(_office(LAND, day), item.ref.id, lacking)


def _completed(day: date) -> None:
    item = _items(JUICE, "land")
    _hand_in(cast.who("qiye", day), item)
    _accept(_office(LAND, day), item)


def _experts(day: date) -> None:
    """One sitting is over, the next one is being prepared: the clock of the land stands still."""
    item = _items(JUICE, "land")
    seen = approving.convene(_office(LAND, day, 9), item.ref.id, "inspection", "现场踏勘，核对界址点")
    approving.conclude(_office(LAND, day, 17), seen.ref.id, day, outcome="界址点与定界图一致。")
    approving.convene(_office(LAND, day, 18), item.ref.id, "expert", "节地评价论证，邀请专家五名")


def _hotline(day: date) -> None:
    """June of the hotline, as its own system counts it."""
    counted = {
        "counted_on": date(2026, 6, 30), "dispatched": 1_286, "call_in_time": 968, "call_late": 41,
        "call_open": 23, "web_in_time": 231, "web_late": 14, "web_open": 9, "unsatisfied": 27,
    }  # fmt: skip
    ledgers.create(cast.who("zhengwu", day), "service.hotline_month", COUNTY, counted)


def _complained(day: date) -> None:
    """Who complains is answered within the week, and another one has only just called."""
    hall = cast.who("zhengwu", day)
    said = {
        "about": "临时用地申请跑了三趟才知道不能批", "firm": "清河县山里红果业有限公司",
        "item": _items(PULP, "land").ref.id, "received_on": day, "complainant": "段青",
        "phone": "13900004141", "well_founded": True,
        "outcome": "窗口没有先查保护范围，已改为申请前先查图、当场告知；向企业致歉。",
    }  # fmt: skip
    made = ledgers.create(hall, "service.complaint", COUNTY, said)
    ledgers.move(hall, made.ref, "handled")
    ledgers.attach(hall, made.ref, "answer", "答复.txt", "关于临时用地申请的答复（演示）".encode())
    ledgers.verify(cast.who("supervisor", day, 16), made.ref)
    ledgers.move(cast.who("zhengwu", day, 17), made.ref, "answered")
    late = {
        "about": "水电报装窗口电话没人接",
        "received_on": day,
        "complainant": "吴先生",
        "phone": "13900005151",
    }
    ledgers.create(hall, "service.complaint", COUNTY, late)


def _done(day: date) -> None:
    hall, found = cast.who("zhengwu", day), _matter(PULP)
    said = {"outcome": "食品生产许可已送达；临时用地不批，企业改租县工业集中区标准厂房，已签合同。"}
    kept = ledgers.edit(hall, found.ref, said, version=found.version)
    ledgers.move(hall, kept.ref, "done")


def _more(day: date) -> None:
    """Sent to the wrong office, which hands it over; another waits to be looked at; offices work jointly."""
    firm, builder = cast.who("qiye", day), _office(BUILDING, day)
    item = _apply(firm, JUICE, BUILDING, "environment", "环境影响报告表审批", (LICENCE, "环境影响报告表"))
    _hand_in(firm, item)
    approving.hand_over(builder, item.ref.id, GUARD, why="环评审批是生态环境局的职责，材料一并移交。")
    plan = _apply(firm, JUICE, LAND, "planning", "建设工程规划许可", (LICENCE, "总平面图"))
    _hand_in(firm, plan)
    joint = {
        "matter": _matter(JUICE).ref.id,
        "name": "规划、施工、消防联合审查",
        "lead": BUILDING,
        "started_on": day,
    }
    ledgers.create(cast.who("zhengwu", day), "service.joint", COUNTY, joint)


def _last(day: date) -> None:
    """A project that has no guide yet, a filing that nobody rated."""
    hall, office = cast.who("zhengwu", day), _office(REFORM, day)
    said = {"name": JUJUBE, "firm": "清河县河口枣业合作社", "contact": "池中", "opened_on": day}
    made = ledgers.create(hall, MATTER, COUNTY, said)
    item = approving.apply(
        hall, made.ref.id, REFORM, {"kind": "filing", "name": "企业投资项目备案"}, [(LICENCE, 1)]
    )
    _hand_in(hall, item)
    _accept(office, item)
    _decide(office, item, "符合产业政策，予以备案。", "清发改备〔2026〕66号", "2607-LX01-04-01-0066")
