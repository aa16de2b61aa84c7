"""Preferential policies that find their firms: found by one, confirmed by another, paid or refused; a promise
that one of them keeps."""

from __future__ import annotations

from datetime import date
from functools import partial

from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import answering
from luoshi.ledgers import queries as records
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast, counties
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.funding import CODES, FIRMS
from luoshi.ops.demo.keeping import arrive
from luoshi.ops.demo.places import CITY, COUNTY, Somebody
from luoshi.service import benefiting, promises, qualifying
from luoshi.service.policy import PAYMENT

PEOPLE = (
    Somebody("huiqi", "惠民", "policy_office", CITY),
    Somebody("huiqi2", "路遥", "policy_office", CITY),
)
"""Whom `luoshi demo` introduces besides the others."""
AWARD, SUBSIDY = "service.high_tech_award", "service.rd_subsidy"
FIRM, (_, FIRM_NAME, _) = CODES[0], FIRMS[0]
SPENT = "临溪高新企业01有限公司"
"""The firm whose research spending of last year is out."""


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (date(2026, 7, 2), _promised), (date(2026, 7, 13), _certified), (date(2026, 7, 13), _found),
        (date(2026, 7, 14), _confirmed), (date(2026, 7, 15), _paid), (date(2026, 7, 15), _kept),
    ):  # fmt: skip
        calendar.add(day, "惠企政策", partial(act, day))


def _promised(day: date) -> None:
    """A township signs with the firm, and promises an award that the city's policy pays."""
    arrive(day, PEOPLE)
    town = f"{COUNTY}01"
    clerk = cast.reporter(town, day)
    values = {
        "name": "苹果汁加工厂二期", "investor": FIRM_NAME, "investor_code": FIRM, "industry": "agri",
        "channel": "referral", "kind": "new", "total": 6_800, "signed_on": day, "site": "县工业集中区",
        "origin": "city_outside",
    }  # fmt: skip
    contract = NewFile("contract", "投资合同.txt", f"{FIRM_NAME}与本县就二期签订的投资合同".encode())
    made = ledgers.create(clerk, promises.PROJECT, town, values, files=[contract], since=day)
    ledgers.move(clerk, made.ref, "signed", on=day)
    for content, amount, due in (
        ("首次认定高新技术企业，市级奖励 20 万元", 20, date(2026, 10, 31)),
        ("厂外供水、道路通到厂门口", None, date(2026, 12, 31)),
    ):
        said = {"project": made.ref.id, "promised_on": day, "content": content, "basis": "投资合同第七条"}
        ledgers.create(clerk, promises.PROMISE, town, {**said, "amount": amount, "due_on": due})


def _certified(day: date) -> None:
    """This year's first certificate, and an award for which the firm has yet to apply; and a firm's research
    spending of last year is out."""
    values = {
        "firm": FIRM_NAME, "firm_code": FIRM, "certificate": "GR202699000017", "certified_on": day,
        "first": True, "expires_on": day.replace(year=day.year + 3),
    }  # fmt: skip
    ledgers.create(counties.reporter(COUNTY, day), "innovation.enterprise", COUNTY, values)
    values = {"name": "苹果浓缩汁节水工艺", "award": "provincial", "grade": "third", "domain": "food"}
    values |= {"host": FIRM_NAME, "host_code": FIRM, "awarded_on": day}
    ledgers.create(counties.reporter(COUNTY, day), "innovation.award", COUNTY, values)
    (waiting,) = [
        one for one in records.rows(cast.system(day), "innovation.rd_spending", search=SPENT)
        if one.stage == "awaiting"
    ]  # fmt: skip
    said = {"amount": 380, "base": 6_200, "source": "tax", "published_on": day}
    counties.brought(waiting, "published", day, "source", said)


def _found(day: date) -> None:
    """Last year's certificates and spending, and this year's."""
    one = cast.who("huiqi", day)
    for policy, year in ((AWARD, 2025), (AWARD, 2026), (SUBSIDY, 2025)):
        benefiting.find(one, policy, year)


def _benefits(day: date, policy: str, year: int) -> list[Record]:
    return qualifying.benefits(cast.system(day), policy=policy, year=year)[::-1]


def _confirmed(day: date) -> None:
    """By another than who found them; one firm does not want its award any more."""
    other = cast.who("huiqi2", day)
    first, second, third, *_rest = _benefits(day, AWARD, 2025)
    (spent,) = _benefits(day, SUBSIDY, 2025)
    for one in (first, second, spent):
        benefiting.confirm(other, one.ref.id)
    benefiting.refuse(other, third.ref.id, why="企业已书面放弃，拟迁往外市。")


def _paid(day: date) -> None:
    """The award is in one firm's account, who says how it went; half of the subsidy in another's."""
    first, spent = _benefits(day, AWARD, 2025)[0], _benefits(day, SUBSIDY, 2025)[0]
    for one in (first, spent):
        part = records.beneath(PAYMENT, one.ref.id)[0]
        voucher = f"国库支付凭证 {one.values['firm']} {part.values['amount']} 万元".encode()
        benefiting.pay(cast.who("huiqi", day), part.ref.id, day, "支付凭证.txt", voucher)
    said = answering.link(records.held(first.ref.ledger, first.ref.id))
    answering.answer(cast.system(day), said, "satisfied", "没有申请，钱就到账了。")


def _kept(day: date) -> None:
    """This year's award keeps what was promised at signing; it is paid by its day."""
    (mine,) = _benefits(day, AWARD, 2026)
    benefiting.confirm(cast.who("huiqi2", day), mine.ref.id)
    (promise, *_others) = promises.of_firm(cast.who("huiqi2", day), FIRM)
    benefiting.keep(cast.who("huiqi2", day), mine.ref.id, promise.record.ref.id)
