"""What anybody finds: by words of title and text, by year, month and pack; never who signed."""

from __future__ import annotations

import pytest

from luoshi.reports import actions, public
from luoshi.reports.models import Bulletin
from tests.people import CHEN, COUNTY, LEADER, ZHOU
from tests.reports.conftest import FEBRUARY


@pytest.fixture
def opened(two_months: None) -> list[Bulletin]:
    made = []
    for month, kind in (
        (FEBRUARY.previous(), "investment.monthly"),
        (FEBRUARY, "investment.board"),
        (FEBRUARY, "innovation.monthly"),
    ):
        one = actions.draft(CHEN, COUNTY, month, kind)
        actions.sign_off(ZHOU, one.id)
        made.append(actions.sign_off(LEADER, one.id))
    actions.draft(CHEN, COUNTY, FEBRUARY, "investment.monthly")
    return made


def test_every_word_searched_for_stands_in_the_title_or_the_text(opened: list[Bulletin]) -> None:
    monthly, board, innovation = opened
    assert public.search().total == 3, "drafts are nobody's to find"
    assert [one.id for one in public.search("红黑榜").rows] == [board.id]
    (found,) = public.search("柳林乡 农副产品").rows
    assert found.id == monthly.id
    assert "柳林乡" in found.excerpt
    assert public.search("柳林乡 没有这个词").total == 0
    assert [one.id for one in public.search("专利").rows] == [innovation.id]


def test_the_archive_counts_by_month_and_pack(opened: list[Bulletin]) -> None:
    monthly, board, innovation = opened
    assert public.archive() == public.Archive(
        {"2026-02": 2, "2026-01": 1}, {"innovation": 1, "investment": 2}
    )
    assert [one.id for one in public.search(period="2026-01").rows] == [monthly.id]
    assert public.search(period="2026").total == 3
    assert public.search(period="2025").total == 0
    assert [one.id for one in public.search(pack="innovation").rows] == [innovation.id]
    assert {one.id for one in public.search(pack="investment").rows} == {monthly.id, board.id}


def test_nothing_public_tells_who_drafted_or_signed(opened: list[Bulletin]) -> None:
    for one in opened:
        said = f"{one.content}{one.words}"
        assert not any(name in said for name in ("陈督", "周敏", "赵县长"))


@pytest.mark.parametrize(
    ("text", "wanted", "said"),
    [
        ("标题\n青石镇到位资金500万元", ["到位"], "青石镇到位资金500万元"),
        ("标题\n没有", ["标题"], ""),
        ("标题\n" + "前" * 60 + "到位" + "后" * 60, ["到位"], "…" + "前" * 40 + "到位" + "后" * 38 + "…"),
    ],
)
def test_an_excerpt_is_the_line_around_the_word(text: str, wanted: list[str], said: str) -> None:
    assert public.excerpt(text, wanted) == said
