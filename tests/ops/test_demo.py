"""The demonstration tells the facts it promises, computed from records, and its troubles can be found."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.ops.demo.cast import at
from luoshi.ops.demo.chance import code, days, parts
from luoshi.ops.demo.places import CROWD, PEOPLE, PLACES
from tests.demo import luoshi, objects

pytestmark = pytest.mark.xdist_group("demo")


def december(city: Path, unit: str) -> dict[str, dict[str, str]]:
    return {one["indicator"]: one for one in objects(city, "figures", "2025-12", "--unit", unit, "--json")}


def test_the_last_december_shows_the_years_investment(city: Path) -> None:
    county = december(city, "LX01")
    assert county["investment.projects_total"]["ytd"] == "218"
    assert county["investment.projects_new"]["ytd"] == "76"
    assert county["investment.funds_in_place"]["ytd"] == "53000"
    assert Decimal(county["investment.funds_share_of_city"]["ytd"]) == Decimal("4.9")


def test_the_last_december_shows_the_citys_innovation(city: Path) -> None:
    said = {name: one["ytd"] for name, one in december(city, "LX").items()}
    assert said["innovation.patents_filed"] == "432"
    assert december(city, "LX")["innovation.patents_filed"]["yoy"] == "20.33"
    wanted = {
        "science_projects_put_forward": "157", "science_projects_national": "54",
        "science_projects_provincial": "103", "science_projects_approved": "40", "science_funds": "2751",
        "high_tech_new": "5", "high_tech_total": "16", "centres_provincial": "8", "centres_municipal": "141",
    }  # fmt: skip
    assert {key: said[f"innovation.{key}"] for key in wanted} == wanted


def test_new_enterprises_are_not_net_ones_and_what_waits_for_statistics_has_no_value(city: Path) -> None:
    said = december(city, "LX")
    wanted = {
        "high_tech_new": "5", "high_tech_net": "4", "high_tech_total": "16", "high_tech_share": "7.48",
        "key_fields": "5", "key_projects": "12", "key_technologies_solved": "18", "talents_introduced": "371",
        "services_kept": "15", "awards": "9", "awards_provincial": "2", "rd_society": "52900",
        "rd_awaiting": "9", "platform_reviews_done": "146", "ip_cases_closed": "8",
    }  # fmt: skip
    found = {key: Decimal(said[f"innovation.{key}"]["ytd"]) for key in wanted}
    assert {key: str(round(value, 2).normalize() + 0) for key, value in found.items()} == {
        key: str(Decimal(value).normalize() + 0) for key, value in wanted.items()
    }
    assert (said["innovation.rd_share"]["ytd"], said["innovation.rd_share"]["state"]) == (None, "awaiting")


INNOVATION_TARGETS = {
    "patents_filed": "480", "inventions_filed": "450", "high_tech_new": "6", "high_tech_net": "4",
    "rd_share": "1.4", "science_budget_share": "1.4", "centres_provincial_new": "1",
    "platforms_put_forward_national": "2", "centres_municipal_new": "10", "key_fields": "5",
    "key_projects": "40", "key_technologies_solved": "60", "results_in_production": "20",
    "talents_introduced": "1000",
}  # fmt: skip


def test_the_science_speech_sets_the_citys_targets_with_the_talents_stretch(city: Path) -> None:
    june = objects(city, "figures", "2026-06", "--unit", "LX", "--json")
    mine = {one["indicator"].removeprefix("innovation."): one for one in june if one["target"] is not None}
    assert {key: mine[key]["target"] for key in INNOVATION_TARGETS} == INNOVATION_TARGETS
    assert mine["talents_introduced"]["stretch"] == "2000"


def test_the_new_years_targets_are_the_speechs(city: Path) -> None:
    june = objects(city, "figures", "2026-06", "--indicator", "funds_in_place", "--json")
    targets = {one["unit"]: Decimal(one["target"]) for one in june if one["target"] is not None}
    assert targets["LX01"] == 51_000
    below = {unit: value for unit, value in targets.items() if unit != "LX01"}
    assert min(value for unit, value in below.items() if unit < "LX0150") == 500
    assert min(value for unit, value in below.items() if unit > "LX0150") >= 1_000
    fair = objects(city, "figures", "2026-06", "--indicator", "fair_contract_amount", "--json")
    wanted = {one["unit"]: one["target"] for one in fair if one["target"] is not None}
    assert wanted == {"LX": "1500000", "LX01": "70000"}


def test_the_countys_june_tells_of_two_appeals_one_of_them_answered(city: Path) -> None:
    june = {
        one["indicator"]: one for one in objects(city, "figures", "2026-06", "--unit", "LX01", "--json")
        if one["indicator"].startswith("appeals.")
    }  # fmt: skip
    shown = (
        "received",
        "received_work",
        "answered",
        "answered_in_time",
        "on_time_rate",
        "mended",
        "reopened",
    )
    told = {key: june[f"appeals.{key}"]["value"] for key in shown}
    assert [str(told[key]).rstrip("0").rstrip(".") for key in shown[:4]] == ["2", "1", "1", "1"]
    assert told["on_time_rate"].startswith("100")


def test_every_month_of_its_history_is_a_package_that_verifies(city: Path) -> None:
    packages = sorted((city / "packages").iterdir())
    assert [one.name for one in packages][:2] == ["2025-01", "2025-02"]
    assert len(packages) == 18
    for one in packages:
        assert "完好" in luoshi(city, "verify", str(one))


def test_parts_add_up_and_days_are_in_order_whatever_chance_says() -> None:
    import random

    chance = random.Random(1)
    assert sum(parts(2_751, 40, chance)) == 2_751
    drawn = days(2025, range(1, 13), 50, chance)
    assert drawn == sorted(drawn)
    assert code(1) != code(2)
    assert at(drawn[0])().date() == drawn[0]


def test_nobody_has_two_log_ins_and_every_role_is_in_a_unit_there_is() -> None:
    everybody = [*PEOPLE, *CROWD]
    assert len({one.login for one in everybody}) == len(everybody)
    assert {one.unit for one in everybody} <= {one.code for one in PLACES}


MORE = {
    "firms that are content": (
        "SELECT count(*) FROM ledger_service_item WHERE satisfaction IN ('satisfied', 'partly')",
        2,
    ),
    "an approval that waits for experts": (
        "SELECT count(*) FROM ledger_service_session WHERE kind = 'expert' AND stage = 'convened'",
        1,
    ),
    "a project without a guide": ("SELECT count(*) FROM ledger_service_matter WHERE stage = 'opened'", 1),
    "benefits found, confirmed, paid and refused": (
        "SELECT count(DISTINCT stage) FROM ledger_service_benefit",
        4,
    ),
    "a nonconformity closed after its check": (
        "SELECT count(*) FROM ledger_quality_nonconformity WHERE stage = 'closed'",
        1,
    ),
    "a calibration that is overdue": (
        "SELECT count(*) FROM ledger_quality_calibration WHERE stage = 'due' AND due_on < '2026-07-16'",
        1,
    ),
    "elections prepared, open and declared": ("SELECT count(DISTINCT phase) FROM election", 3),
    "delegates for twelve members": ("SELECT sum(delegates) FROM ledger_union_delegation", 4),
    "a proposal answered again": ("SELECT count(*) FROM ledger_union_handling WHERE reopened = 1", 1),
}


@pytest.mark.parametrize("what", MORE)
def test_services_quality_and_the_union_have_something_to_show(city: Path, what: str) -> None:
    query, number = MORE[what]
    with sqlite3.connect(f"file:{city / 'db.sqlite3'}?mode=ro", uri=True) as database:
        assert database.execute(query).fetchone() == (number,)


TROUBLES = {
    "a late report": "SELECT count(*) FROM hand_in WHERE unit = 'LX0107' AND period = '2026-03' AND late",
    "a month never reported": "SELECT count(*) FROM hand_in WHERE unit = 'LX0116' AND state = 'missing'",
    "a rejected voucher": "SELECT count(*) FROM ledger_investment_receipt WHERE verification = 'rejected'",
    "a project stuck at a gate": "SELECT count(*) FROM gate_decision WHERE gate = 'land' AND NOT passed",
    "one voucher used twice": (
        "SELECT count(*) FROM (SELECT 1 FROM ledger_investment_receipt"
        " GROUP BY voucher_no, payer HAVING count(DISTINCT unit) > 1)"
    ),
    "two units sharing a project": (
        "SELECT count(*) FROM (SELECT record FROM share WHERE to_day IS NULL"
        " AND ledger = 'investment.project' GROUP BY ledger, record HAVING count(*) = 2 AND sum(bp) = 10000)"
    ),
    "a correction after a close": (
        "SELECT count(*) FROM journal_entry WHERE verb = 'adjust' AND subject LIKE 'record:%'"
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_trouble_of_a_real_year_can_be_found_once(city: Path, trouble: str) -> None:
    with sqlite3.connect(f"file:{city / 'db.sqlite3'}?mode=ro", uri=True) as database:
        assert database.execute(TROUBLES[trouble]).fetchone() == (1,)


def test_the_letters_are_signed_but_for_those_that_wait(city: Path) -> None:
    with sqlite3.connect(f"file:{city / 'db.sqlite3'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT state, count(*) FROM letter WHERE year = 2026 GROUP BY state")
        assert dict(rows.fetchall()) == {"issued": 2, "signed": 31}
