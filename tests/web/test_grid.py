"""Many rows typed in a table: what cells mean, what is wrong with them, and saving them all or none."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from luoshi.journal import queries as journal
from luoshi.ledgers import actions, queries
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import CHEN, OTHER_TOWN, TOWN, WANG, ZHOU, morning

pytestmark = pytest.mark.django_db

RECEIPTS, PROJECTS = "investment.receipt", "investment.project"
GRID = f"/ledgers/{RECEIPTS}/grid"


@pytest.fixture
def clerk(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    return browser("wangli", ("reporter", TOWN), name="王丽")


@pytest.fixture
def plant(clerk: Client) -> Record:
    return actions.create(WANG, PROJECTS, TOWN, {"name": "苹果汁加工厂", "total": 5000})


def sent(client: Client, do: str, *rows: dict[str, Any], unit: str = "", ledger: str = RECEIPTS) -> Any:
    """What the page is answered when it sends rows of cells, in the order of their places."""
    made = [
        {"place": place, **({"cells": row} if "cells" not in row else row)} for place, row in enumerate(rows)
    ]
    body = json.dumps({"do": do, "unit": unit, "rows": made})
    answer = client.post(f"/ledgers/{ledger}/grid", body, content_type="application/json")
    return json.loads(answer.content)


def row(**cells: str) -> dict[str, str]:
    usual = {
        "project": "苹果汁加工厂",
        "received_on": "2026年3月9日",
        "amount": "500",
        "voucher_no": "JZ-0309",
    }
    return usual | cells


def told(answer: Any) -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"], one["what"]) for one in answer["problems"]]


def shown(client: Client, address: str) -> Any:
    tree = html.fromstring(client.get(address).content.decode())
    return json.loads(tree.get_element_by_id("grid-data").text)


def test_cells_are_read_as_an_imported_sheet_is(clerk: Client, plant: Record) -> None:
    answer = sent(clerk, "read", row(amount="3.2亿", received_on="2026.3.9", kind="货币资金"))
    assert answer["problems"] == []
    assert answer["words"]["0"] == {
        "project": f"{plant.ref.id} 苹果汁加工厂", "received_on": "2026-03-09", "amount": "32000",
        "voucher_no": "JZ-0309", "kind": "货币资金",
    }  # fmt: skip


def test_a_row_that_is_being_typed_may_lack_what_it_must_say(clerk: Client, plant: Record) -> None:
    assert sent(clerk, "read", {"amount": "500"})["problems"] == []
    assert told(sent(clerk, "check", {"amount": "500"})) == [
        (0, column, "必填，没有填") for column in ("project", "received_on", "voucher_no")
    ]


def test_every_cell_that_means_nothing_is_told_by_its_place(clerk: Client, plant: Record) -> None:
    answer = sent(
        clerk, "read", row(), row(project="没有的厂", received_on="三十二日", amount="很多", unit="柳林乡")
    )
    assert {(place, column) for place, column, _what in told(answer)} == {
        (1, "project"), (1, "received_on"), (1, "amount"), (1, "unit"),
    }  # fmt: skip
    assert all(one["right"] for one in answer["problems"])


def test_saving_makes_records_of_all_rows_in_one_transaction(clerk: Client, plant: Record) -> None:
    answer = sent(clerk, "save", row(), row(amount="1,200.5", voucher_no="JZ-0310"))
    assert answer == {"saved": 2, "where": f"/ledgers/{RECEIPTS}/"}
    rows = queries.page(WANG, RECEIPTS).rows
    assert {(one.unit, Decimal(one.values["amount"]), one.verification) for one in rows} == {
        (TOWN, Decimal(500), "pending"), (TOWN, Decimal("1200.5"), "pending"),
    }  # fmt: skip


def test_one_wrong_row_keeps_all_from_being_saved(clerk: Client, plant: Record) -> None:
    answer = sent(clerk, "save", row(), row(received_on=""))
    assert told(answer) == [(1, "received_on", "必填，没有填")]
    assert queries.page(WANG, RECEIPTS).total == 0


def test_a_check_says_what_a_save_would_say_and_saves_nothing(clerk: Client, plant: Record) -> None:
    sent(clerk, "save", row())
    [mine] = shown(clerk, f"{GRID}?edit=1")["rows"]
    actions.edit(CHEN, queries.page(WANG, RECEIPTS).rows[0].ref, {"amount": "700"}, version=1)
    rows = [row(voucher_no="JZ-0311"), {**mine, "cells": {"amount": "600"}}]
    before = journal.newest()
    checked, saved = sent(clerk, "check", *rows), sent(clerk, "save", *rows)
    assert checked["problems"] == saved["problems"] != []
    assert {place for place, _column, _what in told(saved)} == {1}
    assert journal.newest() == before


def test_a_voucher_typed_twice_is_told_before_it_is_saved(clerk: Client, plant: Record) -> None:
    sent(clerk, "save", row(payer="丰禾食品有限公司"))
    [old] = queries.page(WANG, RECEIPTS).rows
    rows = [row(payer="丰禾食品有限公司"), *[row(payer="丰禾食品有限公司", voucher_no="JZ-7")] * 2]
    answer = sent(clerk, "check", *rows)
    assert answer["problems"] == []
    assert [(one["row"], one["what"]) for one in answer["warnings"]] == [
        (0, f"与青石镇的记录 {old.ref.id}相同（凭证号、付款单位）"),
        (1, "表内有相同的行（凭证号、付款单位）"),
        (2, "表内有相同的行（凭证号、付款单位）"),
    ]


def test_what_is_right_is_said_to_be_ready(clerk: Client, plant: Record) -> None:
    answer = sent(clerk, "check", row(), row(voucher_no="JZ-0310"))
    assert (answer["problems"], answer["rows"]) == ([], 2)


def test_only_records_that_wait_for_verification_are_opened(clerk: Client, plant: Record) -> None:
    sent(clerk, "save", row(), row(voucher_no="JZ-0310"))
    first = queries.page(WANG, RECEIPTS, search="JZ-0309").rows[0]
    actions.verify(ZHOU, first.ref)
    data = shown(clerk, f"{GRID}?edit=1")
    assert [one["cells"]["voucher_no"] for one in data["rows"]] == ["JZ-0310"]
    assert data["rows"][0]["cells"]["unit"] == "青石镇"
    assert data["rows"][0]["cells"]["project"] == f"{plant.ref.id} 苹果汁加工厂"


def test_the_list_opens_in_the_grid_as_it_is_narrowed(clerk: Client, plant: Record) -> None:
    sent(clerk, "save", row(), row(voucher_no="JZ-0310", amount="800"))
    tree = html.fromstring(clerk.get(f"/ledgers/{RECEIPTS}/?amount__min=600").content.decode())
    [address] = tree.xpath('//a[contains(., "表格修改")]/@href')
    assert [one["cells"]["amount"] for one in shown(clerk, address)["rows"]] == ["800"]


def test_a_changed_cell_changes_its_record_and_an_untouched_row_nothing(clerk: Client, plant: Record) -> None:
    sent(clerk, "save", row(), row(voucher_no="JZ-0310"))
    rows = shown(clerk, f"{GRID}?edit=1")["rows"]
    changed = [
        {**one, "cells": {**one["cells"], "amount": "600"} if n == 0 else one["cells"]}
        for n, one in enumerate(rows)
    ]
    assert sent(clerk, "save", *changed)["saved"] == 1
    versions = {one.ref.id: one.version for one in queries.page(WANG, RECEIPTS).rows}
    assert [versions[one["id"]] for one in rows] == [2, 1]


def test_whoever_comes_second_is_told_and_sees_what_stands_now(clerk: Client, plant: Record) -> None:
    sent(clerk, "save", row())
    [mine] = shown(clerk, f"{GRID}?edit=1")["rows"]
    theirs = queries.page(WANG, RECEIPTS).rows[0]
    actions.edit(CHEN, theirs.ref, {"amount": "700"}, version=1)
    answer = sent(clerk, "save", {**mine, "cells": {"amount": "600"}})
    assert "陈督" in answer["problems"][0]["what"]
    assert answer["now"]["0"]["version"] == 2
    assert answer["now"]["0"]["cells"]["amount"] == "700"
    assert str(queries.record(WANG, theirs.ref).values["amount"]).startswith("700")


def test_a_record_of_another_unit_is_not_changed(clerk: Client, plant: Record) -> None:
    other = actions.create(CHEN, PROJECTS, OTHER_TOWN, {"name": "柳编厂", "total": 100})
    answer = sent(
        clerk, "save", {"id": other.ref.id, "version": 1, "cells": {"name": "我的厂"}}, ledger=PROJECTS
    )
    assert answer["problems"]
    assert queries.record(CHEN, other.ref).title == "柳编厂"


def test_whoever_reports_for_several_units_says_whose_a_row_is(clerk: Client, plant: Record) -> None:
    both = browser("liufen", ("reporter", TOWN), ("reporter", OTHER_TOWN), name="刘芬")
    assert told(sent(both, "check", row())) == [(0, "unit", "没有写责任单位")]
    assert sent(both, "check", row(), unit=TOWN)["problems"] == []
    assert sent(both, "save", row(unit="青石镇"))["saved"] == 1


def test_who_does_not_report_gets_no_grid(clerk: Client) -> None:
    reviewer = browser("zhoumin", ("reviewer", TOWN), name="周敏")
    assert reviewer.get(GRID).status_code == 403
    assert "表格填报" not in reviewer.get(f"/ledgers/{RECEIPTS}/").content.decode()


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"do": "save", "rows": [1]}', '{"do": "save", "rows": [{"place": "x"}]}']
)
def test_what_no_page_sends_is_refused_in_words(clerk: Client, body: str) -> None:
    answer = clerk.post(GRID, body, content_type="application/json")
    assert answer.status_code == 400
    assert "刷新" in json.loads(answer.content)["error"]


def test_offers_are_records_whose_names_hold_the_words(clerk: Client, plant: Record) -> None:
    answer = json.loads(clerk.get(f"{GRID}/project?q=果汁").content)
    assert answer == {"offers": [[f"{plant.ref.id} 苹果汁加工厂", "青石镇"]]}
    assert clerk.get(f"{GRID}/amount?q=1").status_code == 404


def test_reading_a_hundred_rows_asks_the_database_as_often_as_reading_one(
    clerk: Client, plant: Record
) -> None:
    actions.create_many(WANG, PROJECTS, [NewRow(TOWN, {"name": f"项目{n}", "total": 1}) for n in range(100)])

    def asked(many: int) -> int:
        rows = [row(project=f"项目{n}", voucher_no=f"V{n}") for n in range(many)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert sent(clerk, "read", *rows)["problems"] == []
        return len(seen)

    asked(1)
    assert asked(100) == asked(2)


def test_a_typed_formula_or_tag_stays_a_text(clerk: Client, plant: Record) -> None:
    sent(clerk, "save", row(remark="=1+1</script><b>"))
    page = clerk.get(f"{GRID}?edit=1").content.decode()
    assert "</script><b>" not in page
    assert shown(clerk, f"{GRID}?edit=1")["rows"][0]["cells"]["remark"] == "=1+1</script><b>"


def test_a_form_instead_of_what_the_page_sends_is_told_and_no_fault(clerk: Client) -> None:
    answer = clerk.post(f"/ledgers/{RECEIPTS}/grid", {"do": "save", "rows": "[]"})
    assert answer.status_code == 400
    assert "读不懂" in answer.json()["error"]
