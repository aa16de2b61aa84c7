"""A month is handed in, accepted and closed into a package that anybody can check."""

from __future__ import annotations

import json
import multiprocessing
import os
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from django.db import connection

from luoshi.commitments import actions as commitments
from luoshi.commitments.actions import Owed
from luoshi.journal import queries as journal
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import InputError, Locked, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.records import Record
from luoshi.periods import actions, package, queries
from luoshi.periods.errors import BadPackage, NotReady
from tests.people import CHEN, CITY, COUNTY, HAN, LIU, OTHER_TOWN, TOWN, WANG, ZHOU

JANUARY, FEBRUARY, MARCH = (Period.parse(f"2026-0{month}") for month in (1, 2, 3))
FUNDS = "investment.funds_in_place"


def on(day: str, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


LIN = Actor(41, "林静", (Holding("supervisor", CITY),), CHEN.clock)
"""Supervision clerk of the city, who closes."""


def project(unit: str = TOWN, who: Actor = WANG) -> Record:
    return ledgers.create(who, "investment.project", unit, {"name": f"{unit}果汁厂", "total": 5000})


def receipt(of: Record, day: str, amount: object, *, who: Actor = WANG) -> Record:
    values = {"project": of.ref.id, "received_on": day, "amount": amount, "voucher_no": f"{day}/{amount}"}
    made = ledgers.create(who, "investment.receipt", of.unit, values)
    return ledgers.verify(ZHOU, made.ref)


def everybody_in(period: Period, day: str) -> None:
    for unit, who in ((TOWN, WANG), (OTHER_TOWN, LIU)):
        actions.hand_in(on(day, who), unit, period)
        actions.accept(on(day, CHEN), unit, period)


def close(period: Period, day: str) -> Any:
    everybody_in(period, day)
    return actions.close(on(day, LIN), period)


def figure(period: Period, unit: str, who: Actor = LIN) -> dict[str, Any]:
    (found,) = queries.figures(who, period, unit=unit, indicator=FUNDS)
    return found


def test_a_month_from_report_to_a_package_that_anybody_can_check(site: Path) -> None:
    whole = commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(51_000)))
    commitments.split(CHEN, whole.id, {TOWN: Owed(Decimal(6000))})
    receipt(project(), "2026-01-15", 500)
    closing = close(JANUARY, "2026-02-04")
    said = figure(JANUARY, TOWN)
    assert (said["ytd"], said["value"], said["target"], said["completion"]) == ("500", "500", "6000", "8.33")
    assert (said["pace"], said["ahead"], said["light"], said["rank"]) == ("8.33", "0.00", "green", 1)
    assert figure(JANUARY, COUNTY)["ytd"] == figure(JANUARY, CITY)["ytd"] == "500"
    report = package.verify(site / "packages" / "2026-01")
    assert (report.digest, report.manifest["journal"]["root"]) == (closing.digest, closing.root)
    assert closing.root == journal.root(closing.size)
    assert report.manifest["files"]["ledger_investment_receipt.parquet"]["rows"] == 1


def test_a_figure_leads_to_its_records_before_and_after_the_close(site: Path) -> None:
    made = receipt(project(), "2026-01-15", 500)
    live = queries.trace(CHEN, FUNDS, COUNTY, JANUARY)
    close(JANUARY, "2026-02-04")
    assert queries.trace(CHEN, FUNDS, COUNTY, JANUARY) == live
    (only,) = live
    assert (only.record, only.amount) == (made.ref.id, 500)


def test_a_late_fact_counts_in_the_next_month_and_is_disclosed_there(site: Path) -> None:
    first = project()
    receipt(first, "2026-01-15", 500)
    close(JANUARY, "2026-02-04")
    late = receipt(first, "2026-01-30", 80)
    receipt(first, "2026-02-10", 20)
    close(FEBRUARY, "2026-03-04")
    assert figure(JANUARY, TOWN)["ytd"] == "500"
    february = figure(FEBRUARY, TOWN)
    assert (february["value"], february["ytd"]) == ("100", "600")
    (told,) = json.loads((site / "packages" / "2026-02" / "disclosed.json").read_text("utf-8"))
    assert (told["kind"], told["record"], told["after"], told["day"]) == (
        "late",
        late.ref.id,
        "80",
        "2026-01-30",
    )


def test_a_correction_after_the_close_changes_the_next_month_only(site: Path) -> None:
    made = receipt(project(), "2026-01-15", 500)
    close(JANUARY, "2026-02-04")
    with pytest.raises(Locked, match="2026年1月已结账"):
        ledgers.edit(WANG, made.ref, {"amount": 450}, version=2)
    ledgers.adjust(CHEN, made.ref, {"amount": 450}, version=2, why="与进账单不符")
    ledgers.verify(ZHOU, made.ref)
    close(FEBRUARY, "2026-03-04")
    february = figure(FEBRUARY, TOWN)
    assert (february["value"], february["ytd"], figure(JANUARY, TOWN)["ytd"]) == ("-50", "450", "500")
    (told,) = json.loads((site / "packages" / "2026-02" / "disclosed.json").read_text("utf-8"))
    assert (told["kind"], told["before"], told["after"]) == ("corrected", "500", "450")


def test_year_on_year_compares_with_imported_history(site: Path) -> None:
    actions.import_history(LIN, FUNDS, Period.parse("2025-01"), {TOWN: Decimal(549)}, "2025年统计年报")
    receipt(project(), "2026-01-15", 500)
    assert figure(JANUARY, TOWN)["yoy"] == "-8.93"


def test_an_entered_value_is_awaited_until_its_document_comes(site: Path) -> None:
    name = "innovation.rd_share"
    (before,) = queries.figures(LIN, MARCH, unit=COUNTY, indicator=name)
    assert (before["state"], before["ytd"]) == ("awaiting", None)
    with pytest.raises(InputError, match="来源"):
        actions.enter(LIN, name, COUNTY, MARCH, Decimal("1.4"), " ")
    actions.enter(LIN, name, COUNTY, MARCH, Decimal("1.4"), "统计局科技统计公报")
    (after,) = queries.figures(LIN, MARCH, unit=COUNTY, indicator=name)
    assert (after["state"], after["ytd"]) == ("no_target", "1.4")


def test_a_month_waits_for_every_unit_and_names_them(site: Path) -> None:
    actions.hand_in(on("2026-02-04", WANG), TOWN, JANUARY)
    with pytest.raises(NotReady, match="2个单位的2026年1月还没有接收：青石镇、柳林乡"):
        actions.close(on("2026-02-04", LIN), JANUARY)
    actions.accept(on("2026-02-04", CHEN), TOWN, JANUARY)
    actions.excuse(on("2026-02-04", CHEN), OTHER_TOWN, JANUARY, why="洪灾")
    assert actions.close(on("2026-02-04", LIN), JANUARY).period == "2026-01"


def test_a_returned_month_says_why_and_can_be_handed_in_again(site: Path) -> None:
    with pytest.raises(InputError, match="还没有上报"):
        actions.accept(CHEN, TOWN, JANUARY)
    actions.hand_in(on("2026-02-04", WANG), TOWN, JANUARY)
    with pytest.raises(InputError, match="原因"):
        actions.give_back(CHEN, TOWN, JANUARY, why="")
    assert actions.give_back(CHEN, TOWN, JANUARY, why="缺进账单").state == "returned"
    assert actions.hand_in(on("2026-02-05", WANG), TOWN, JANUARY).state == "handed_in"


def test_the_last_day_counts_whole_and_the_next_is_late(site: Path) -> None:
    assert not actions.hand_in(on("2026-02-06", WANG), TOWN, JANUARY).late  # the fifth working day
    assert actions.hand_in(on("2026-02-09", LIU), OTHER_TOWN, JANUARY).late


def test_a_stranger_neither_hands_in_nor_accepts_nor_sees(site: Path) -> None:
    for verb in (actions.hand_in, actions.accept):
        with pytest.raises(Refused):
            verb(HAN, TOWN, JANUARY)
    assert queries.figures(HAN, JANUARY, unit=TOWN) == []


def test_a_month_closes_once_in_order_and_not_before_it_is_over(site: Path) -> None:
    with pytest.raises(NotReady, match="还没有结束"):
        actions.close(on("2026-01-31", LIN), JANUARY)
    close(JANUARY, "2026-02-04")
    with pytest.raises(InputError, match="已经结账"):
        actions.close(on("2026-02-04", LIN), JANUARY)
    with pytest.raises(InputError, match="下一个要结的是 2026年2月"):
        actions.close(on("2026-04-04", LIN), MARCH)


def test_only_the_top_supervisor_closes(site: Path) -> None:
    everybody_in(JANUARY, "2026-02-04")
    with pytest.raises(Refused):
        actions.close(on("2026-02-04", CHEN), JANUARY)


def test_each_package_names_the_one_before(site: Path) -> None:
    first = close(JANUARY, "2026-02-04")
    close(FEBRUARY, "2026-03-04")
    manifest = package.verify(site / "packages" / "2026-02").manifest
    assert manifest["previous"] == first.digest


def test_a_flipped_byte_in_any_file_is_found_and_named(site: Path) -> None:
    receipt(project(), "2026-01-15", 500)
    close(JANUARY, "2026-02-04")
    folder = site / "packages" / "2026-01"
    for file in sorted(folder.iterdir()):
        right = file.read_bytes()
        middle = len(right) // 2
        file.write_bytes(right[:middle] + bytes([right[middle] ^ 1]) + right[middle + 1 :])
        with pytest.raises(BadPackage) as found:
            package.verify(folder)
        said = "manifest.json" if file.name == "manifest.sig" else file.name
        assert said in str(found.value)
        file.write_bytes(right)
    package.verify(folder)


def test_a_missing_and_an_added_file_are_named(site: Path) -> None:
    close(JANUARY, "2026-02-04")
    folder = site / "packages" / "2026-01"
    (folder / "extra.txt").write_text("x")
    (folder / "share.parquet").unlink()
    with pytest.raises(BadPackage) as found:
        package.verify(folder)
    assert {problem.file for problem in found.value.problems} == {"extra.txt", "share.parquet"}


def test_a_zip_is_checked_like_a_folder_and_its_paths_are_not_trusted(site: Path, tmp_path: Path) -> None:
    close(JANUARY, "2026-02-04")
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        bad.writestr("../evil", "x")
    with pytest.raises(BadPackage, match="不该有的路径"):
        package.verify(tmp_path / "bad.zip")
    plain = tmp_path / "plain.zip"
    with zipfile.ZipFile(plain, "w") as made:
        for file in (site / "packages" / "2026-01").iterdir():
            made.write(file, file.name)
    assert package.verify(plain).manifest["period"] == "2026-01"
    (tmp_path / "not.zip").write_text("hello")
    with pytest.raises(BadPackage, match="打不开"):
        package.verify(tmp_path / "not.zip")


def _close_and_die(point: str) -> None:
    """In a child: close January, and be killed when `point` is reached."""
    from luoshi.periods import actions as child

    connection.close()
    module, _, name = point.rpartition(".")
    target = {"package": package, "actions": child}[module]
    setattr(target, name, lambda *args, **kwargs: os._exit(9))
    child.close(on("2026-02-04", LIN), JANUARY)


@pytest.mark.parametrize(
    "point", ["package.seal", "actions._record", "package.publish", "package._described"]
)
def test_a_close_that_is_killed_leaves_the_site_whole_and_can_be_done_again(site: Path, point: str) -> None:
    receipt(project(), "2026-01-15", 500)
    everybody_in(JANUARY, "2026-02-04")
    connection.close()
    child = multiprocessing.get_context("fork").Process(target=_close_and_die, args=(point,))
    child.start()
    child.join()
    assert child.exitcode == 9
    assert queries.closings() == []
    held = ledger_queries.lock(TOWN, JANUARY.end)
    assert held is not None
    assert held.review, "only the review that came before holds the month"
    actions.close(on("2026-02-04", LIN), JANUARY)
    assert figure(JANUARY, TOWN)["ytd"] == "500"
    package.verify(site / "packages" / "2026-01")
    assert [path.name for path in (site / "packages").iterdir()] == ["2026-01"]
    journal.check_chain()


def test_a_month_is_frozen_while_it_is_reviewed_and_open_again_when_it_is_returned(site: Path) -> None:
    made = receipt(project(), "2026-01-15", 500)
    actions.hand_in(on("2026-02-04", WANG), TOWN, JANUARY)
    actions.accept(on("2026-02-05", ZHOU), TOWN, JANUARY)
    with pytest.raises(Locked, match="已接收"):
        ledgers.edit(WANG, made.ref, {"amount": 450}, version=made.version)
    actions.give_back(on("2026-02-05", ZHOU), TOWN, JANUARY, why="金额与回单不符")
    ledgers.edit(WANG, made.ref, {"amount": 450}, version=made.version)
    actions.hand_in(on("2026-02-05", WANG), TOWN, JANUARY)
    actions.accept(on("2026-02-05", ZHOU), TOWN, JANUARY)
    assert ledger_queries.lock(OTHER_TOWN, JANUARY.start) is None


def test_a_month_that_was_in_time_stays_so_when_it_is_handed_in_again(site: Path) -> None:
    actions.hand_in(on("2026-02-04", WANG), TOWN, JANUARY)
    with pytest.raises(InputError, match="已经上报"):
        actions.hand_in(on("2026-02-04", WANG), TOWN, JANUARY)
    actions.give_back(on("2026-02-05", ZHOU), TOWN, JANUARY, why="金额与回单不符")
    again = actions.hand_in(on("2026-02-20", WANG), TOWN, JANUARY)
    assert not again.late


def test_personal_data_stays_out_of_the_package_and_in_the_house(site: Path) -> None:
    said = {"name": "钱有为", "phone": "13800138000", "met_on": "2026-01-08"}
    known = ledger_queries.ledger("investment.contact").fields
    made = ledgers.create(
        WANG, "investment.contact", TOWN, {key: one for key, one in said.items() if key in known}
    )
    close(JANUARY, "2026-02-04")
    table = parquet.read_table(queries.folder(JANUARY) / "ledger_investment_contact.parquet").to_pylist()
    assert [(row["id"], row["name"], row["phone"]) for row in table] == [(made.ref.id, None, None)]
    assert ledger_queries.record(WANG, made.ref).values["name"] == "钱有为"
    for file in queries.folder(JANUARY).iterdir():
        assert "钱有为".encode() not in file.read_bytes()
