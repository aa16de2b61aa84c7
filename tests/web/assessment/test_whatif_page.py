"""试算 on its page: a weight is changed in the address, and everybody sees who moves; nothing is kept."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.test import Client

from luoshi.assessment.models import Assessment
from luoshi.journal.models import Entry
from tests.browsers import browser
from tests.people import OTHER_COUNTY


def rows(client: Client, address: str) -> list[list[str]]:
    """The cells of the first table."""
    answer = client.get(address, follow=True)
    table = answer.context["tables"][0][1]
    return [[str(getattr(cell, "label", cell)) for cell in row.cells.values()] for row in table.rows]


def test_a_runs_page_leads_to_it_and_unchanged_it_moves_nobody(run: int, assessor: Client) -> None:
    address = f"/assessment/{run}/what-if/"
    assert address in assessor.get(f"/assessment/{run}/").content.decode()
    assert [row[:3] for row in rows(assessor, address)] == [["青石镇", "不变", "1"], ["柳林乡", "不变", "2"]]
    page = assessor.get(address).content.decode()
    assert "还没有改动" in page
    assert re.search(r'name="funds.weight" value="50"', page)


def test_a_weight_in_the_address_moves_who_it_moves(run: int, assessor: Client) -> None:
    """青石镇 has 10 for half of its signings and 1 more for exceeding; 柳林乡 48 for funds alone, 96 %."""
    before = list(Assessment.objects.values_list("body", flat=True)), Entry.objects.count()
    address = f"/assessment/{run}/what-if/?" + urlencode(
        {"signed.weight": 0, "more.cap": 0, "funds.weight": 100}
    )
    found = rows(assessor, address)
    assert [row[0] for row in found] == ["柳林乡", "青石镇"]
    assert found[0][3:5] == ["48.00", "96.00"]
    page = assessor.get(address, follow=True).content.decode()
    assert "分值合计由 90 变为 120。" in page
    assert before == (list(Assessment.objects.values_list("body", flat=True)), Entry.objects.count())


def test_an_address_is_kept_short_so_that_it_can_be_sent(run: int, assessor: Client) -> None:
    asked = {"funds.weight": "50", "signed.weight": "30", "more.cap": ""}
    answer = assessor.get(f"/assessment/{run}/what-if/", asked)
    assert answer.headers["Location"] == f"/assessment/{run}/what-if/?signed.weight=30"
    assert (
        assessor.get(f"/assessment/{run}/what-if/", {"funds.weight": "50"})
        .headers["Location"]
        .endswith("/what-if/")
    )


def test_what_cannot_be_a_weight_is_said_at_its_name(run: int, assessor: Client) -> None:
    def said(**asked: str) -> list[str]:
        return list(assessor.get(f"/assessment/{run}/what-if/", asked).context["problems"])

    assert said(**{"funds.weight": "五十"}) == ["到位资金：分值：写一个数，如 20 或 12.5"]
    assert said(**{"funds.weight": "-5"})[0].startswith("到位资金：分值：“-5”不能作分值或上限")
    assert "没有“founds.weight”" in said(**{"founds.weight": "5"})[0]
    nothing = {f"{key}.weight": "0" for key in ("funds", "signed", "started")}
    assert said(**nothing) == ["所有项目的分值都是 0；至少一项要有分值"]


def test_who_sees_only_some_units_cannot_try(run: int, assessor: Client, clerk: Client) -> None:
    assert "/what-if/" not in clerk.get(f"/assessment/{run}/").content.decode()
    assert clerk.get(f"/assessment/{run}/what-if/").status_code == 403
    stranger = browser("hanxue", ("reporter", OTHER_COUNTY))
    assert stranger.get(f"/assessment/{run}/what-if/").status_code == 404
