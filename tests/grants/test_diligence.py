"""The innovation fund pays nobody who was not looked into, with evidence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.grants import deciding, diligence, noticing, queries
from luoshi.grants.diligence import SIDES, Look
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import queries as ledgers
from tests.grants.conftest import BOSS, NOTICE, Grants, on, paper
from tests.reviews.conftest import OFFICER, Review

pytestmark = pytest.mark.django_db


def looked(application: int, *, proven: bool = True, advice: str = "support") -> None:
    who = on(NOTICE, OFFICER)
    diligence.begin(who, application)
    for item, side in SIDES.items():
        points = 4 if side == "potential" else 1
        proof = paper(item) if proven else None
        diligence.score(who, application, Look(item, points, "查阅原件，现场核对。", proof))
    diligence.sign(who, application, advice, "技术成熟，资金落实，可以支持。")


def test_scores_without_evidence_count_against_the_firm(review: Review) -> None:
    first, second = (one.ref.id for one in review.applications[:2])
    looked(first)
    looked(second, proven=False)
    made = {}
    for one in (first, second):
        sheet = queries.diligence(OFFICER, one)
        assert sheet is not None
        made[one] = (sheet.record.values["potential"], sheet.record.values["risk"])
    assert made == {first: (Decimal(80), Decimal(20)), second: (Decimal(0), Decimal(100))}


def test_every_item_is_looked_into_before_the_sheet_is_signed(review: Review) -> None:
    number = review.applications[0].ref.id
    diligence.begin(OFFICER, number)
    diligence.score(OFFICER, number, Look("market", 4, "走访三家客户。", paper()))
    with pytest.raises(InputError, match="还没有调查：技术先进性"):
        diligence.sign(OFFICER, number, "support", "技术成熟，资金落实，可以支持。")
    with pytest.raises(Refused):
        queries.diligence(BOSS, number)


def test_the_fund_proposes_only_what_was_looked_into(grants: Grants, review: Review) -> None:
    ledgers.table("innovation.call").objects.update(category="fund")
    found = grants.proposed()
    with pytest.raises(InputError, match="没有签字的尽职调查表"):
        noticing.open_notice(on(NOTICE, OFFICER), found.ref.id, "0914-2312345")
    for one in review.applications[:2]:
        looked(one.ref.id)
    assert noticing.open_notice(on(NOTICE, OFFICER), found.ref.id, "0914-2312345").stage == "notice"


def test_what_due_diligence_advises_against_is_not_proposed(grants: Grants, review: Review) -> None:
    ledgers.table("innovation.call").objects.update(category="fund")
    found = grants.proposed().ref.id
    third = review.applications[2].ref.id
    looked(third, advice="refuse")
    with pytest.raises(InputError, match="没有签字的尽职调查表"):
        deciding.put_line(OFFICER, found, third, Decimal(10), why="备选递补")
