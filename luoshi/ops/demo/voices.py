"""What people of the county ask for: a road mended, wages paid at the second try, water that fails again and
again, noise nobody answered in time, and a report that its subject does not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from luoshi.appeals import checking, publishing, queries, receiving, repeating, rhythm, routing
from luoshi.appeals.checking import Heard
from luoshi.appeals.receiving import Said
from luoshi.appeals.routing import Handing
from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.places import COUNTY, PASSWORD, Somebody
from luoshi.units import actions as units

PEOPLE = (Somebody("rexian", "胡静", "hotline", COUNTY),)
"""Whom `luoshi demo` introduces besides the others."""
ROADS, WAGES, WATER, GUARD = f"{COUNTY}60", f"{COUNTY}69", f"{COUNTY}62", f"{COUNTY}68"
"""住建局、人社局、水务局、环保局."""
SUBJECTS = (
    {"name": "道路破损", "area": "city", "handler": ROADS, "days": 5, "times": 3, "window": 30},
    {"name": "拖欠工资", "area": "work", "handler": WAGES, "days": 10, "nameless": True},
    {"name": "停水和水质", "area": "utilities", "handler": WATER, "days": 3, "times": 3, "window": 30},
    {"name": "噪声扰民", "area": "environment", "handler": GUARD, "days": 5},
    {"name": "企业开办和证照", "area": "business", "days": 5},
    {"name": "窗口作风", "area": "conduct", "days": 15, "nameless": True, "shielded": True},
)
ROAD = Said(
    "help", 1, "东街十字路面塌陷", "东街十字往北二十米路面塌了一块，下雨积水看不见，骑车的摔了两个。",
    place="东街十字", name="许大川", phone="13700001111",
)  # fmt: skip
PAY = Said(
    "complaint", 2, "安置楼工地拖欠三个月工资",
    "城北安置楼二标段三个月没有发工资，木工班二十三人，请帮我们要回来。",
    place="城北安置楼二标段",
)  # fmt: skip
DRY = Said(
    "help", 3, "滨河小区早晚停水", "滨河小区三号楼每天早上六点到九点没有水，打物业电话没人管。",
    place="滨河小区", name="蒋玉兰", phone="13700002222",
)  # fmt: skip
NOISE = Said(
    "complaint", 4, "石料场夜里一直响", "村口石料场夜里十二点还在破碎，老人孩子睡不着，粉尘也大。",
    place="马集镇石料场", name="邓守田", phone="13700003333",
)  # fmt: skip
DESKS = Said(
    "report", 6, "窗口收材料要先加微信", "城关镇便民窗口办证要先加个人微信，不加就说材料不全，来回跑了四趟。",
    about=f"{COUNTY}01", name="金小满", phone="13700004444",
)  # fmt: skip


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (date(2026, 6, 1), _open), (date(2026, 6, 8), _road), (date(2026, 6, 15), _wages),
        (date(2026, 7, 2), _wages_again), (date(2026, 7, 6), _noise), (date(2026, 7, 9), _water),
        (date(2026, 7, 13), _report), (date(2026, 7, 14), _late),
    ):  # fmt: skip
        calendar.add(day, "诉求", partial(act, day))


def _open(day: date) -> None:
    system = cast.system(day)
    for one in PEOPLE:
        units.add_person(system, one.login, one.name, PASSWORD)
        units.grant(system, one.login, one.role, one.unit)
    for row in SUBJECTS:
        ledgers.create(cast.who("rexian", day), "appeals.subject", COUNTY, row)


def _taken(day: date, said: Said, unit: str, *, tell: bool = False) -> tuple[Record, Record, Actor]:
    """An appeal by the portal, handed to a unit that takes it."""
    appeal = receiving.submit(cast.system(day), COUNTY, said)
    handing = Handing(unit, "查清情况，按时限办好并反馈。", tell)
    order = routing.hand_out(cast.who("rexian", day), appeal.ref.id, handing)
    clerk = cast.reporter(unit, day, 14)
    return appeal, routing.take(clerk, order.ref.id), clerk


def _road(day: date) -> None:
    appeal, order, clerk = _taken(day, ROAD, ROADS, tell=True)
    routing.reply(clerk, order.ref.id, "当日设围挡，夜间铺钢板；排水管接口渗漏，已修复并回填，路面恢复。")
    desk = cast.who("rexian", day, 17)
    routing.answer(desk, appeal.ref.id, "塌陷由排水管接口渗漏引起，已修复，路面已恢复通行，感谢您反映。")
    checking.say(cast.system(day), appeal.ref.id, Heard("yes", "satisfied", "当天就围起来了，很快"))
    publishing.publish(desk, appeal.ref.id, publishing.draft(desk, appeal.ref.id))


def _wages(day: date) -> None:
    """The first answer is no money; whoever asked says so."""
    appeal, order, clerk = _taken(day, PAY, WAGES)
    routing.reply(clerk, order.ref.id, "已约谈施工单位，要求月底前发放。")
    routing.answer(cast.who("rexian", day, 17), appeal.ref.id, "已约谈施工单位，要求月底前发放。")
    checking.say(cast.system(day), appeal.ref.id, Heard("no", "unsatisfied", "到今天一分钱没见到"))


def _wages_again(day: date) -> None:
    desk = cast.who("rexian", day)
    (appeal,) = [one for one in queries.desk_list(desk, "received") if one.title == PAY.title]
    order = routing.hand_out(desk, appeal.ref.id, Handing(WAGES, "动用农民工工资保证金，一周内发到本人。"))
    clerk = cast.reporter(WAGES, day, 14)
    routing.take(clerk, order.ref.id)
    routing.reply(
        clerk, order.ref.id, "已从工资保证金支付二十三人三个月工资，银行回单附后。", [("回单.txt", b"23")]
    )
    answer = "已从工资保证金支付二十三人三个月工资，请查收；还有没到账的请联系我们。"
    routing.answer(cast.who("rexian", day, 17), appeal.ref.id, answer)


def _noise(day: date) -> None:
    _taken(day, NOISE, GUARD)


def _water(day: date) -> None:
    """Three of one place within a month: the desk says what lies at the root."""
    for title in (DRY.title, "滨河小区又停水了", "滨河小区水压太低上不了楼"):
        _taken(day, replace(DRY, title=title), WATER)
    system, desk = cast.system(day), cast.who("rexian", day, 18)
    for one in repeating.owed(system):
        made = repeating.write(system, one)
        repeating.propose(desk, made.ref.id, "滨河片区加压泵站容量不够，建议列入今年管网改造，先行临时增压。")


def _report(day: date) -> None:
    receiving.submit(cast.system(day), COUNTY, DESKS)


def _late(day: date) -> None:
    rhythm.due(cast.system(day))
