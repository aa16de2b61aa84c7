"""What firms look for, farmers ask, and who registers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.matching import actions as matching
from luoshi.matching import answering, service
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.chance import code
from luoshi.ops.demo.places import COUNTY
from luoshi.reviews import enrolling
from luoshi.units.registering import Asked

FARM = f"{COUNTY}02"
QUESTIONS = (
    ("苹果叶子长褐色斑点", "六月下雨后叶子上长褐斑，边上发黄，慢慢掉叶。"),
    ("套袋后果面有小黑点", "套袋二十多天，摘袋看果面有针尖大的黑点，要不要打药？"),
)
REPLY = "这是苹果斑点落叶病，雨后三天内喷代森锰锌，十天一次，连喷两次；落叶收集深埋。"


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (date(2026, 7, 3), _need), (date(2026, 7, 3), _questions), (date(2026, 7, 6), _library),
        (date(2026, 7, 14), _register),
    ):  # fmt: skip
        calendar.add(day, "供需对接", partial(act, day))


def _need(day: date) -> None:
    """A firm looks for a technology and is introduced to an expert."""
    firm = cast.who("qiye", day)
    (held,) = firm.holdings
    need = ledgers.create(
        firm, "innovation.need", held.unit,
        {
            "name": "果汁非热杀菌技术", "firm": "临溪丰禾食品有限公司", "firm_code": held.unit,
            "what": "现有巴氏杀菌影响风味，想要菌落总数达标又保住风味的非热杀菌工艺。", "domain": "food",
            "keywords": "果品加工、杀菌", "budget": 80, "raised_on": day,
        },
    )  # fmt: skip
    listed = records.rows(cast.system(day), "innovation.expert", search="白露")
    offer = next(iter(listed)).ref
    matching.introduce(cast.who("keji", day), need.ref.id, offer, next_step="约在企业见面")


def _questions(day: date) -> None:
    """A farmer asks twice, with a picture; the first is answered and does well."""
    expert, farmer = cast.who("zhuanjia", day), cast.who("nonghu", day, 11)
    values = {
        "person": expert.person, "name": expert.name, "subject": "fruit", "starts_on": day,
        "crops": "苹果、核桃病虫害",
    }  # fmt: skip
    ledgers.create(cast.who("keji", day), "innovation.envoy", COUNTY, values)
    for number, (title, text) in enumerate(QUESTIONS):
        said = {"title": title, "text": text, "subject": "fruit", "crop": "苹果", "phone": "13800001234"}
        asked = answering.ask(farmer, FARM, said, [("叶子.png", _PICTURE)])
        if number == 0:
            answering.answer(_later(expert, day, 16), asked.ref.id, REPLY)
            answering.rate(_later(farmer, day, 17), asked.ref.id, "satisfied")


def _library(day: date) -> None:
    """The answer that satisfied is taken into the library, without names."""
    office = cast.who("keji", day)
    for one in service.for_library(office):
        answering.publish(office, one.ref.id, service.draft(office, one.ref.id))


def _register(day: date) -> None:
    """A firm registers and waits for the office."""
    said = Asked(
        "firm", COUNTY, "苏禾", "13922223333", "xin-nong-2026", organization="清河新农科技有限公司",
        code=code(790),
    )  # fmt: skip
    enrolling.register(cast.system(day), said, paper=("营业执照.png", _PICTURE))


def _later(who: Actor, day: date, hour: int) -> Actor:
    return replace(who, clock=cast.at(day, hour))


_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003"
    "010100c9fe92ef0000000049454e44ae426082"
)
"""A picture of one dot."""
