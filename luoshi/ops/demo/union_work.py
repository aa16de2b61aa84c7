"""What the union does between congresses: proposals and their answers, questions, accounts, a competition,
model workers, skills, and households in need."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.keeping import fill, move, named, paper
from luoshi.ops.demo.places import COUNTY
from luoshi.ops.demo.union import CONGRESS, HELD, OFFICES, PARK, ROAD, UNION, make

TRANSPORT, BUILDING, LABOUR = f"{COUNTY}61", f"{COUNTY}60", f"{COUNTY}69"
"""交通局、住建局、人社局."""
HEAT, REST, CHARGE = "改善车间夏季通风降温", "货车司机之家没有热水和淋浴", "宿舍区电动车充电桩不够"
RACE, SAFETY = "果汁灌装技能比武", "“安康杯”安全生产竞赛"
STANDARDS = (("操作规范", 40, "按作业指导书"), ("质量", 40, "封口合格率"), ("速度", 20, "同批用时"))


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (HELD, _proposed), (date(2026, 4, 8), _household), (date(2026, 4, 20), _race),
        (date(2026, 5, 8), _judged), (date(2026, 5, 11), _answered), (date(2026, 5, 13), _settled),
        (date(2026, 6, 3), _accounts), (date(2026, 6, 10), _skills), (date(2026, 7, 1), _rest),
        (date(2026, 7, 2), _workers), (date(2026, 7, 7), _unanswered), (date(2026, 7, 10), _awarded),
        (date(2026, 7, 14), _more),
    ):  # fmt: skip
        calendar.add(day, "工会", partial(act, day))


def _proposal(
    day: date, login: str, unit: str, proposer: str, name: str, area: str, problem: str, wanted: str
) -> Record:
    """Made by a delegate, seconded by two others."""
    who = cast.who(login, day)
    said = {"name": name, "area": area, "raised_on": day, "problem": problem, "wanted": wanted}
    if day == HELD:
        said["congress"] = named("union.congress", CONGRESS).ref.id
    made = make(who, "proposal", unit, {**said, "proposer": named("union.delegate", proposer).ref.id})
    for other in [one for one in ("莫言", "甄实", "顺达") if one != proposer]:
        delegate = named("union.delegate", other).ref.id
        make(
            who,
            "seconder",
            unit,
            {"proposal": made.ref.id, "delegate": delegate, "name": other, "seconded_on": day},
        )
    return made


def _handed(day: date, made: Record, unit: str, asked: str) -> None:
    """Taken up by the office, numbered, and handed to a department."""
    office = cast.who("gonghui", day, 17)
    move(office, made, "filed")
    said = {"proposal": made.ref.id, "name": made.title, "handed_on": day, "asked": asked}
    make(office, "handling", unit, said)


def _proposed(day: date) -> None:
    heat = _proposal(
        day, "daibiao", PARK, "甄实", HEAT, "safety", "灌装车间七八月超过三十八度，去年有四人中暑。",
        "加装岗位送风，高温时段轮换，发清凉饮料。",
    )  # fmt: skip
    _handed(day, heat, LABOUR, "会同工业集中区提出办法，三十个工作日内书面答复。")
    where = cast.who("gonghui", day, 18)
    values = {"name": "欠缴社会保险费的企业怎样处理", "text": "园区还有几家企业没有足额缴费，什么时候补齐？"}
    made = make(where, "question", LABOUR, {**values, "asked_by": "莫言等三名代表", "asked_on": day})
    clerk = cast.reporter(LABOUR, day, 18)
    fill(clerk, made, answer="五家企业已签补缴计划，六月底前补齐，逐月公开。", answered_on=day)
    paper(clerk, made, "letter")
    move(clerk, made, "answered")
    move(where, made, "published")


def _rest(day: date) -> None:
    rest = _proposal(
        day,
        "daibiao3",
        ROAD,
        "顺达",
        REST,
        "welfare",
        "司机之家晚上没有热水，淋浴坏了半年。",
        "修好淋浴，热水供到晚上十一点。",
    )
    _handed(day, rest, TRANSPORT, "查明情况，落实经费，书面答复。")


def _answer(day: date, name: str, unit: str, reply: str) -> None:
    """A department answers in writing, the union's office lets it pass, who proposed it judges."""
    order, clerk = named("union.handling", name), cast.reporter(unit, day)
    fill(clerk, order, reply=reply, replied_on=day)
    paper(clerk, order, "letter", reply)
    move(clerk, order, "replied")
    move(cast.who("gonghui2", day, 16), order, "accepted")


def _judge(day: date, name: str, login: str, unit: str, satisfied: str, said: str) -> None:
    who, order = cast.who(login, day, 17), named("union.handling", name)
    verdict = {"handling": order.ref.id, "satisfied": satisfied, "said": said, "given_on": day}
    move(who, make(who, "verdict", unit, verdict), "given")


def _answered(day: date) -> None:
    _answer(day, HEAT, LABOUR, "岗位送风六月十日前装好，工业集中区出资一半；高温津贴按月发放，已列入检查。")
    _judge(day, HEAT, "daibiao", PARK, "yes", "送风机已经进场。")


def _unanswered(day: date) -> None:
    """The answer will not do, and is to be given again."""
    _answer(day, REST, TRANSPORT, "淋浴已报修，热水正在研究。")
    _judge(day, REST, "daibiao3", ROAD, "no", "“正在研究”没有日期。")


def _settled(day: date) -> None:
    """What was judged is closed and published."""
    office = cast.who("gonghui", day)
    move(office, named("union.handling", HEAT), "settled")
    move(office, named("union.proposal", HEAT), "closed")


def _household(day: date) -> None:
    """Applied for, seen at home, accepted by the office; helped once; another is only applied for."""
    helper, office = cast.who("bangfu", day), cast.who("gonghui", day, 15)
    said = {
        "name": "韩梅",
        "phone": "13500006161",
        "address": "城关镇东关巷",
        "household": "夫妻和一个上学的孩子",
    }
    made = make(helper, "help", PARK, {**said, "cause": "illness", "people": 3, "applied_on": day})
    fill(helper, made, looked="本人透析，月收入两千三，属实。")
    move(helper, made, "looked_at")
    move(office, made, "accepted")
    given = {"help": made.ref.id, "purpose": "医疗", "amount": 3_000, "proposed_on": day}
    money = make(helper, "help_payment", PARK, given)
    move(office, money, "approved")
    fill(helper, money, paid_on=day)
    paper(helper, money, "receipt")
    move(helper, money, "paid")
    other = {"name": "覃河", "phone": "13500006262", "address": "河口镇", "household": "一人带两个孩子"}
    make(helper, "help", ROAD, {**other, "cause": "schooling", "people": 3, "applied_on": day})


def _race(day: date) -> None:
    """A competition whose standards come to a hundred, entered by two branches; another one still to come."""
    office = cast.who("gonghui", day)
    said = {"name": RACE, "kind": "skill", "opens_on": day, "ends_on": date(2026, 5, 6)}
    made = make(office, "competition", UNION, {**said, "rules": "两人一组，实操三十分钟，按标准评分。"})
    for name, full, how in STANDARDS:
        make(office, "standard", UNION, {"competition": made.ref.id, "name": name, "full": full, "how": how})
    move(office, made, "open")
    for login, unit, name in (("fenhui", PARK, "丰禾灌装一组"), ("fenhui3", ROAD, "冷链装卸组")):
        entry = {"competition": made.ref.id, "name": name, "people": 2, "entered_on": day}
        move(office, make(cast.who(login, day), "entry", unit, entry), "accepted")
    later = {"name": SAFETY, "kind": "safety", "opens_on": date(2026, 8, 3), "ends_on": date(2026, 11, 30)}
    make(office, "competition", UNION, {**later, "rules": "查隐患、比整改，按月通报。"})


def _judged(day: date) -> None:
    judge, race = cast.who("pingwei", day), named("union.competition", RACE)
    standards = records.beneath("union.standard", race.ref.id)
    for name, marks in (("丰禾灌装一组", ("38", "37.5", "17")), ("冷链装卸组", ("33", "35", "18.5"))):
        _score(judge, named("union.entry", name), standards, [Decimal(one) for one in marks])
    move(cast.who("gonghui", day), race, "closed")


def _score(judge: Actor, entry: Record, standards: list[Record], marks: list[Decimal]) -> None:
    said = {"entry": entry.ref.id, "judge": judge.person, "judged_on": judge.today(), "points": sum(marks)}
    made = make(judge, "score", entry.unit, {**said, "note": "动作规范，交接清楚。"})
    for standard, points in zip(standards, marks, strict=True):
        make(judge, "mark", entry.unit, {"score": made.ref.id, "standard": standard.ref.id, "points": points})
    move(judge, made, "given")


def _accounts(day: date) -> None:
    """May's funds add up, are checked by another and published; welfare is only drawn up."""
    office, audit = cast.who("gonghui", day), cast.who("jingshen", day, 15)
    for name, kind, lines, published in (
        ("五月工会经费", "funds", (("会费和拨缴", "income", 86_000), ("困难帮扶", "spending", 12_000),
                                  ("劳动竞赛", "spending", 18_600)), True),
        ("五月福利费", "welfare", (("上级补助", "income", 20_000), ("端午慰问", "spending", 15_400)), False),
    ):  # fmt: skip
        sums = {
            side: sum(amount for _name, of, amount in lines if of == side) for side in ("income", "spending")
        }
        made = make(
            office,
            "account",
            UNION,
            {"name": name, "kind": kind, "period": "2026-05", "drawn_on": day, **sums},
        )
        for line, side, amount in lines:
            make(
                office,
                "account_line",
                UNION,
                {"account": made.ref.id, "name": line, "side": side, "amount": amount},
            )
        paper(office, made, "voucher")
        if published:
            fill(audit, made, opinion="收支有凭证，和明细相符。")
            move(audit, made, "checked")
            move(office, made, "published")


def _skills(day: date) -> None:
    """A course, the certificate it led to, and who was visited."""
    office = cast.who("gonghui", day)
    said = {"topic": "叉车和冷链装卸安全", "held_on": day, "hours": Decimal(16), "came": 18, "cost": 7_200}
    made = make(office, "training", UNION, said)
    paper(office, made, "list", "18人签到")
    move(office, made, "held")
    held = {
        "number": "LX2026040017", "holder": "路通", "trade": "叉车司机", "level": "four", "issued_on": day,
        "expires_on": date(2030, 6, 9), "training": made.ref.id,
    }  # fmt: skip
    make(office, "certificate", ROAD, held)
    visit = {
        "name": "端午慰问快递小哥",
        "occasion": "festival",
        "visited_on": day,
        "people": 36,
        "amount": 7_200,
    }
    make(cast.who("fenhui3", day), "welfare_visit", ROAD, visit)


def _workers(day: date) -> None:
    """Two are recommended by their branches and published."""
    for login, unit, name, post, deeds in (
        ("fenhui", PARK, "石头", "灌装机长", "改进封口夹具，漏袋率降了一半；带出徒弟五人。"),
        ("fenhui1", OFFICES, "安然", "窗口办事员", "一年办件四千多件，没有一件投诉。"),
    ):
        chair, office = cast.who(login, day), cast.who("gonghui", day, 15)
        said = {"name": name, "level": "county", "post": post, "worker": unit == PARK, "deeds": deeds}
        made = make(chair, "model_worker", unit, {**said, "recommended_on": day})
        paper(chair, made, "vote", "分会会员推荐")
        if unit == PARK:
            fill(office, made, heard="无")
            move(office, made, "noticed")


def _awarded(day: date) -> None:
    """After five working days, by the county's leader."""
    made = named("union.model_worker", "石头")
    fill(cast.who("gonghui", day), made, awarded_on=day)
    move(cast.who("leader", day, 15), made, "awarded")


def _more(day: date) -> None:
    """What is under way: an answer given again, a proposal that nobody has taken up, a question, a visit."""
    _answer(day, REST, TRANSPORT, "淋浴已修好，热水七月二十日起供到晚上十一点，站长电话贴在门口。")
    _proposal(
        day, "daibiao", PARK, "甄实", CHARGE, "welfare",
        "集中区宿舍四百多人，充电口只有二十四个，有人从窗户拉线。", "增设充电棚，夜间限时。",
    )  # fmt: skip
    office = cast.who("gonghui", day)
    asked = {
        "name": "工地临时工怎样参加工伤保险",
        "text": "零散用工没有合同，按什么参保？",
        "asked_by": "顺达",
        "asked_on": day,
    }
    make(office, "question", BUILDING, asked)
    helper, household = cast.who("bangfu", day), named("union.help", "BF-2026-001")
    for look in records.beneath("union.help_visit", household.ref.id):
        fill(helper, look, visited_on=day, said="病情平稳，孩子升高中，继续帮扶。", still="yes")
        move(helper, look, "visited")
