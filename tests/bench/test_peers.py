"""What is compared is the same in every system, and tables tell what is lost as well as what is won."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bench.peers import luoshi, measures, rows, told
from bench.peers.measures import Listed
from bench.peers.peer import Client, Peer, Who
from bench.peers.postgres import Postgres
from bench.peers.told import Load, Result, Took
from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.ledgers import adoption, queries, rebuild
from luoshi.ledgers.records import Ref
from luoshi.packs.compile import load


def test_a_project_has_forty_fields_and_its_unit() -> None:
    first = next(rows.rows(1))
    assert len(rows.fields()) == 40
    assert first.keys() == {"id", "unit", *rows.fields()}
    assert (first["id"], first["unit"]) == (rows.OFTEN, rows.OWN)


def test_the_same_number_of_rows_is_the_same_rows() -> None:
    assert [*rows.rows(300)] == [*rows.rows(300)]
    assert {row["unit"] for row in rows.rows(3_000)} == {
        code for code, _, _ in rows.units() if len(code) == 5
    }


def test_what_is_imported_is_of_the_own_unit_and_new() -> None:
    sheet, there = rows.sheet(20), {row["number"] for row in rows.rows(500)}
    assert {row["unit"] for row in sheet} == {rows.OWN}
    assert len({row["number"] for row in sheet} | there) == 520


def test_workbook_and_commas_say_the_same() -> None:
    sheet = rows.sheet(5)
    book = CalamineWorkbook.from_filelike(io.BytesIO(rows.workbook(sheet))).get_sheet_by_index(0).to_python()
    heads = {key: rows.heading(key) for key in rows.fields()}
    lines = [*csv.reader(io.StringIO(rows.comma_separated(sheet, heads).decode()))]
    assert book[0] == lines[0]
    total, industry = [*heads].index("total"), [*heads].index("industry")
    assert [Decimal(str(line[total])) for line in book[1:]] == [row["total"] for row in sheet]
    assert [Decimal(line[total]) for line in lines[1:]] == [row["total"] for row in sheet]
    assert [line[industry] for line in book] == [line[industry] for line in lines]
    assert "（万元）" in heads["total"]


def test_what_every_system_should_tell_is_counted_from_the_rows() -> None:
    made = [*rows.rows(2_000)]
    right = measures.expected(2_000)
    mine = [row for row in made if row["unit"] == rows.OWN]
    assert right.all == measures.Listed(2_000, tuple(row["name"] for row in reversed(made[-50:])))
    assert right.own == measures.Listed(len(mine), tuple(row["name"] for row in reversed(mine)))
    wanted = [row for row in mine if row["industry"] == "agri" and row["total"] >= 30_000]
    assert right.narrowed.names == tuple(row["name"] for row in sorted(wanted, key=lambda row: -row["total"]))
    january = [row for row in made if row["signed_on"].strftime("%Y-%m") == rows.MONTH]
    assert sum(many for many, _total in right.rolled_up.values()) == len(january) > 0
    assert sum(total for _many, total in right.rolled_up.values()) == sum(row["total"] for row in january)
    assert right.names == {row["id"]: row["name"] for row in mine}


@pytest.fixture
def filled(db: None, settings: Any, tmp_path: Any) -> None:
    from bench import sites

    settings.EVIDENCE = tmp_path
    sites.tree()
    pack = load(rows.PACK).pack
    assert pack is not None
    adoption.adopt(Actor.system(), pack)
    luoshi.fill(300)


def test_luoshi_is_filled_as_its_journal_says(filled: None) -> None:
    assert rebuild.differences(luoshi.LEDGER) == []
    assert queries.page(Actor.system(), luoshi.LEDGER).total == 300


def test_luoshi_holds_the_values_of_the_rows_and_an_edit_of_each(filled: None) -> None:
    for row in rows.rows(20):
        ref = Ref(luoshi.LEDGER, row["id"])
        kept = queries.record(Actor.system(), ref)
        assert {key: kept.values[key] for key in rows.fields()} == {
            **{key: row[key] for key in rows.fields()},
            "remark": rows.EDITED,
        }
        assert [one.verb for one in journal.history(ref.subject)] == ["create", "edit"]


def _result(measure: str, system: str, p50: float | None, **said: str) -> Result:
    took = None if p50 is None else Took(p50, 2 * p50, 10)
    return Result(measure, system, took, **said)


def test_a_table_says_by_how_much_ours_won_and_in_bold_where_it_lost() -> None:
    table = told.table(
        [
            _result("list", "Luoshi", 20), _result("list", "Peer", 50),
            _result("update", "Luoshi", 20), _result("update", "Peer", 5),
        ],
        "Luoshi",
    ).splitlines()  # fmt: skip
    assert table[2] == "| list | 20, 40 | 50, 100 (2.5 ×) |"
    assert table[3] == "| update | 20, 40 | 5, 10 (**0.2 ×**) |"


def test_what_a_system_cannot_do_is_a_dash_with_its_reason_and_a_wrong_answer_a_star() -> None:
    table = told.table(
        [
            _result("history", "Luoshi", 20), _result("history", "Peer", None, lacks="paid"),
            _result("list", "Luoshi", 20), _result("list", "Peer", 10, wrong="2 for 3"),
        ],
        "Luoshi",
    )  # fmt: skip
    assert "| history | 20, 40 | — |" in table
    assert "| list | 20, 40 | 10, 20 (**0.5 ×**) * |" in table
    assert "- Peer, history: — paid" in table
    assert "- Peer, list: * 2 for 3" in table


def test_one_answer_has_no_percentiles() -> None:
    assert "| import | 9 |" in told.table([Result("import", "Luoshi", Took.of([9.0]))], "Luoshi")


def test_more_answers_a_second_than_ours_are_in_bold() -> None:
    took = Took(10, 20, 5)
    table = told.loads([Load("Luoshi", 50, took), Load("A", 100, took, ["x"]), Load("B", 25, took)], "Luoshi")
    assert "| A | 100.0 (**2.0 ×**) | 10, 20 | 1 |" in table
    assert "| B | 25.0 (0.5 ×) | 10, 20 | 0 |" in table


class Forgetful(Client):
    """A system that takes every change and keeps none, and knows its records by wrong names."""

    system = "forgetful"

    def listed(self) -> Listed:
        return Listed(1, ("一号项目",))

    narrowed = listed

    def numbers(self) -> list[int]:
        return [7]

    def change(self, number: int, values: Mapping[str, Any]) -> None:
        pass

    def record(self, number: int) -> str:
        return "二号项目"

    def value(self, number: int, key: str) -> Any:
        return "如初"

    def history(self, number: int) -> int:
        return 0

    def rolled_up(self) -> dict[str, tuple[int, Decimal]]:
        return {}

    def prepared(self, made: Sequence[rows.Row]) -> list[bytes]:
        return [b""]

    def imported(self, file: bytes) -> None:
        pass


class ForgetfulPeer(Peer):
    key, label = "forgetful", "Forgetful"

    def install(self) -> None: ...

    def begin(self, database: str) -> None: ...

    def fill(self, database: str, count: int) -> None: ...

    def serving(self, database: str) -> Any: ...

    def client(self, who: Who, number: int = 0) -> Client:
        return Forgetful()

    def settings(self) -> Mapping[str, str]:
        return {}


def test_a_system_that_forgets_what_it_took_is_told_of_and_wins_nothing(tmp_path: Path) -> None:
    peer, one = ForgetfulPeer(tmp_path, Postgres("", "")), Listed(1, ("一号项目",))
    right = measures.Expected(one, one, one, {}, {}, {7: "一号项目"})
    wrong = {
        result.measure: result.wrong
        for measure in measures.measures(right, {"forgetful": [7]})
        for result in measures.taken(measure, [peer], 10)
    }
    assert wrong["list"] == ""
    assert wrong["one update, with history"] == "what was written is not there"
    assert wrong["record"] == "False for True"
    assert (
        wrong["history of a record with few changes"]
        == wrong["all 1,000 changes of a record"]
        == "False for True"
    )
    (came,) = measures.imported([peer], rows.sheet(3))
    assert came.wrong == "0 of 3 rows came"


def test_under_load_a_wrong_answer_and_a_lost_change_have_failed(tmp_path: Path) -> None:
    peer, one = ForgetfulPeer(tmp_path, Postgres("", "")), Listed(1, ("一号项目",))
    right = measures.Expected(one, Listed(2, ()), one, {}, {}, dict.fromkeys(range(16), "一号项目"))
    (load,) = measures.loaded([peer], 0.2, {"forgetful": [*range(16)]}, right)
    said = {one.partition(": ")[2] for one in load.failed}
    assert said == {"a wrong answer", "what was written is not there"}
    assert {one.split(":")[0].split(" ")[0] for one in load.failed} == {"narrowed", "record"}
