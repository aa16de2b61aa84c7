from __future__ import annotations

from decimal import Decimal

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from luoshi.packs.spec import Light
from luoshi.web import tables
from luoshi.web.components import Badge, Column, Link, Pager, Row, Table, light_badge, sorting

UNIT = Column("unit", "单位")
FUNDS = Column("funds", "到位资金", "number", "万元", sort=True)


def texts(row: Row) -> list[str]:
    return [cell.text for cell in tables.shown(Table((UNIT, FUNDS), (row,)), {})["rows"][0]]


def test_a_cell_is_formatted_by_its_column() -> None:
    assert texts(Row({"unit": "清溪镇", "funds": Decimal(860)})) == ["清溪镇", "860.00"]


def test_what_is_missing_is_a_dash_and_what_is_awaited_says_so() -> None:
    assert texts(Row({"unit": "统计局", "funds": None})) == ["统计局", "—"]
    assert texts(Row({"unit": "统计局", "funds": "待统计"})) == ["统计局", "待统计"]


def test_the_total_row_is_blank_where_a_total_means_nothing() -> None:
    total = tables.totals(Table((UNIT, FUNDS), (), total=Row({"unit": "合计"})))
    assert [cell.text for cell in total] == ["合计", ""]


def test_the_first_cell_opens_the_row_and_a_link_opens_what_it_names() -> None:
    row = Row({"unit": "清溪镇", "funds": Link("860.00", "/trace/")}, "/units/qx/")
    cells = tables.shown(Table((UNIT, FUNDS), (row,)), {})["rows"][0]
    assert [cell.url for cell in cells] == ["/units/qx/", "/trace/"]


def test_pressing_a_heading_sorts_then_turns_the_order_round_and_goes_back_to_the_first_page() -> None:
    present = QueryDict("stage=signed&page=3")
    assert tables.heading(FUNDS, present).url == "?stage=signed&sort=funds"
    assert tables.heading(FUNDS, QueryDict("sort=funds")).url == "?sort=-funds"
    assert tables.heading(FUNDS, QueryDict("sort=-funds")).order == "descending"
    assert tables.heading(UNIT, present).url == ""


def test_only_a_sortable_column_may_be_asked_for() -> None:
    assert sorting({"sort": "-funds"}, (UNIT, FUNDS)) == ("-funds",)
    assert sorting({"sort": "unit"}, (UNIT, FUNDS)) == ()
    assert sorting({"sort": "password"}, (UNIT, FUNDS)) == ()


def test_filters_with_many_values_survive_paging() -> None:
    assert tables.query(QueryDict("unit=a&unit=b"), {"page": 2}) == "?unit=a&unit=b&page=2"


def test_a_pager_says_which_rows_it_shows() -> None:
    assert (Pager(3, 50, 218).first, Pager(3, 50, 218).last, Pager(3, 50, 218).pages) == (101, 150, 5)
    assert (Pager(1, 50, 0).first, Pager(1, 50, 0).last, Pager(1, 50, 0).pages) == (0, 0, 1)
    assert Pager(5, 10, 100).window == [1, None, 4, 5, 6, None, 10]


@given(size=st.integers(1, 100), total=st.integers(0, 5000), data=st.data())
def test_a_pager_always_offers_the_first_the_last_and_the_present_page(
    size: int, total: int, data: st.DataObject
) -> None:
    pages = Pager(1, size, total).pages
    pager = Pager(data.draw(st.integers(1, pages)), size, total)
    numbers = [number for number in pager.window if number]
    assert {1, pager.number, pages} <= set(numbers)
    assert numbers == sorted(set(numbers))


def test_a_light_is_shown_in_the_packs_words_and_an_unknown_colour_in_grey() -> None:
    lights = (Light(key="bad", label="黑榜", colour="black"), Light(key="odd", label="其他", colour="mauve"))
    assert light_badge(lights, "bad") == Badge("黑榜", "black")
    odd = light_badge(lights, "odd")
    assert odd is not None
    assert odd.colour == "grey"
    assert light_badge(lights, None) is None
