"""What is typed of a contract is read, and what was read is typed again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from luoshi.grants import contracting, queries, terms
from luoshi.grants.contracting import Backer, Goal, Part
from luoshi.kernel.errors import InputError
from tests.grants.conftest import DECIDED, TERMS, Grants, on
from tests.reviews.conftest import OFFICER


def test_a_line_says_what_is_reached_by_when() -> None:
    assert terms.goals("2027-04-30 建成 中试线 中期检查\n\n2028-03-31 产值2000万元\n") == (
        Goal("建成 中试线", date(2027, 4, 30), midterm=True),
        Goal("产值2000万元", date(2028, 3, 31)),
    )
    assert terms.parts("2026-05-10 18\n2027-05-10 12万元 1") == (
        Part(Decimal(18), date(2026, 5, 10)),
        Part(Decimal(12), date(2027, 5, 10), 1),
    )
    assert terms.backers("银行贷款 农商行 30.5") == (Backer("loan", "农商行", Decimal("30.5")),)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (terms.goals, "2027-04-30 甲\n建成中试线"),
        (terms.parts, "2026-05-10 18\n2027-05-10 很多"),
        (terms.parts, "2026-05-10 18\n2027-05-10 NaN"),
        (terms.parts, "2026-05-10 18\n2027-05-10 12 甲"),
        (terms.backers, "企业自筹 甲 60\n借来的 乙 30"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(read: object, text: str) -> None:
    with pytest.raises(InputError, match="第 2 行读不懂"):
        read(text)  # type: ignore[operator]


@pytest.mark.django_db
def test_terms_drawn_up_are_typed_again_as_they_were(grants: Grants) -> None:
    found = grants.decided()[0]
    contracting.draw_up(on(DECIDED, OFFICER), found.ref.id, TERMS)
    typed = terms.written(queries.milestones(found), queries.instalments(found), [])
    assert (terms.goals(typed["goals"]), terms.parts(typed["parts"])) == (TERMS.goals, TERMS.parts)
