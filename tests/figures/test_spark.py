"""Spark on two executors of its own gives what DuckDB gives, or says why it gives nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from bench import province
from luoshi.figures import compute
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.cluster import Cluster
from luoshi.figures.engines import Duck
from luoshi.figures.spark import Spark
from luoshi.kernel.errors import SiteError
from luoshi.kernel.periods import Period, PlanYear
from luoshi.packs.spec import Pack
from luoshi.periods import merged
from tests.figures.random_worlds import lakes, packs
from tests.figures.world import CATALOGUE, PROJECT, RECEIPT, World, indicator

pytestmark = [pytest.mark.xdist_group("spark"), pytest.mark.slow]

MARCH, PLAN = Period(2026, "month", 3), PlanYear()
TWO = Cluster("local-cluster[2,1,1024]")
HASTY = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that starts fast; for a few rows it need not run fast."""


@pytest.fixture(scope="module", autouse=True)
def _two_executors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Both are there before anything is counted, set as a site sets it: in Spark's own file."""
    conf, home = tmp_path_factory.mktemp("spark"), tmp_path_factory.mktemp("home")
    for one in Path(
        pyspark.__file__
    ).parent.iterdir():  # where executors keep their logs: not among libraries
        if one.name != "work":
            (home / one.name).symlink_to(one)
    said = (
        f"spark.driver.extraJavaOptions {HASTY}\nspark.executor.extraJavaOptions {HASTY}\n"
        "spark.scheduler.minRegisteredResourcesRatio 1.0\nspark.driver.memory 1g\n"
    )
    (conf / "spark-defaults.conf").write_text(said, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(conf))
        patch.setenv("SPARK_HOME", str(home))
        yield


def city() -> World:
    """Two counties that share a project, and more money than 64 bits hold."""
    world = World({"city": None, "east": "city", "west": "city", "town": "east"})
    project = world.project("town", stage="started", stage_signed=date(2026, 1, 5))
    world.share(project, {"town": 3_333, "west": 6_667}, date(2026, 1, 1), date(2026, 3, 1))
    world.share(project, {"west": 10_000}, date(2026, 3, 1))
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        world.receipt("town", 2**63 - 1, day, project=project, area=1_500, payer="甲")
    world.receipt("east", 7, date(2026, 3, 2), withdrawn=True, area=1, payer="丙")
    world.receipt("east", None, None, area=2, payer="丁")
    return world


SHAPES = {one.table: merged.of_ledger(one) for one in (PROJECT, RECEIPT)} | {"share": merged.BESIDE["share"]}


def parted(world: World, folder: Path) -> dict[str, exp.Query]:
    """The city's own tables in a folder, and the same as if a county had sent them from a site of its own."""
    return together(world, [world], folder, frozenset({"east", "town"}), {0: 7})


def together(
    world: World, sent: list[World], folder: Path, below: frozenset[str], origins: dict[int, int]
) -> dict[str, exp.Query]:
    """A world's tables in the folder `own`, together with those of packages in the folder `sent`."""
    own, came = folder / "own", []
    own.mkdir()
    world.parquet(own)
    for number, one in enumerate(sent):
        package = folder / "sent" / str(number)
        package.mkdir(parents=True)
        one.parquet(package)
        here = {theirs: ours + number * len(origins) for theirs, ours in origins.items()}
        came.append(merged.Came(package, "east", below, here))
    return {
        table: merged.query(own / f"{table}.parquet", shape, came, below) for table, shape in SHAPES.items()
    }


def test_a_lake_is_counted_by_several_executors_with_duckdbs_figures(tmp_path: Path) -> None:
    made, own, sent = parted(city(), tmp_path), tmp_path / "own", tmp_path / "sent"
    span = compute.span_of(MARCH, PLAN)
    with Duck(own, instead=made, beside=[sent]) as duck, Spark(own, TWO, instead=made) as spark:
        expected = compute.values(CATALOGUE, duck, MARCH, PLAN)
        assert compute.values(CATALOGUE, spark, MARCH, PLAN) == expected
        assert expected["test.funds", "city"] is not None
        assert expected["test.funds", "city"] * 10**6 == 3 * (2**63 - 1), "beyond 64 bits"
        for key in ("funds", "payers"):
            asked = CATALOGUE.indicator(key)
            traced = [compute.trace(asked, CATALOGUE, each, "west", span) for each in (duck, spark)]
            assert traced[0] == traced[1]
            assert {one.record // merged.SPAN for one in traced[1]} == {7}, "records of the county's site"
        assert len(_who_worked(spark)) >= 2, "executors that ran tasks"


def _who_worked(spark: Spark) -> list[str]:
    """The executors, other than the driver, that have ended tasks."""
    summaries = spark.session.sparkContext._jsc.sc().statusStore().executorList(False)
    found = [summaries.apply(place) for place in range(summaries.size())]
    return [one.id() for one in found if one.id() != "driver" and one.completedTasks() > 0]


@given(lakes(), packs(), st.integers(1, 12), st.sampled_from([PLAN, PlanYear((12, 1))]))
@settings(
    max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_random_packs_over_random_lakes_come_out_alike(
    lake: tuple[World, list[World]], catalogue: Catalogue, month: int, plan: PlanYear
) -> None:
    period, one = Period(2026, "month", month), next(iter(catalogue.indicators.values()))
    span = compute.span_of(period, plan)
    with TemporaryDirectory() as name:
        folder = Path(name)
        made, own = together(*lake, folder, frozenset(), {0: 1, 1: 2}), folder / "own"
        with Duck(own, instead=made, beside=[folder]) as duck, Spark(own, TWO, instead=made) as spark:
            counted = [compute.values(catalogue, each, period, plan) for each in (duck, spark)]
            assert counted[0] == counted[1]
            traced = [compute.trace(one, catalogue, each, "city", span) for each in (duck, spark)]
            assert traced[0] == traced[1]


def test_a_hundred_packages_are_counted_alike_and_cost_hardly_more_tasks_than_one(tmp_path: Path) -> None:
    shape = province.SHAPES["province"]
    province.write(tmp_path, shape, 20_000)
    made, own = province.together(tmp_path, shape), tmp_path / "own"
    with Duck(own, instead=made, beside=[tmp_path]) as duck, Spark(own, TWO, instead=made) as spark:
        expected = compute.values(CATALOGUE, duck, MARCH, PLAN)
        assert compute.values(CATALOGUE, spark, MARCH, PLAN) == expected
        assert all(expected["test.funds", sender] for sender in shape.units)
        before = _tasks(spark)
        compute.values(CATALOGUE, spark, MARCH, PLAN, names=["funds"])
        assert _tasks(spark) - before < len(shape.units) / 2, "not a task for every file"


def _tasks(spark: Spark) -> int:
    """How many tasks Spark has been given."""
    jobs = spark.session.sparkContext._jsc.sc().statusStore().jobsList(None)
    return sum(jobs.apply(place).numTasks() for place in range(jobs.size()))


def test_moments_days_and_texts_are_read_as_they_were_written(tmp_path: Path) -> None:
    moments = [datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC), datetime(2026, 3, 1, tzinfo=UTC), None]
    columns = {
        "at": pa.array(moments, pa.timestamp("us", tz="UTC")),
        "day": pa.array([date(1900, 1, 1), None, date(2026, 2, 28)], pa.date32()),
        "said": pa.array(["反\\斜'杠", "", None]),
        "number": pa.array([2**63 - 1, -(2**63), None], pa.int64()),
        "true": pa.array([True, False, None]),
    }
    written = pa.table(columns)
    pq.write_table(written, tmp_path / "kept.parquet")
    with Spark(tmp_path, TWO) as spark:
        got = spark.rows(exp.select("*").from_("kept"))
        said = spark.rows(exp.select("day").from_("kept").where(exp.column("said").eq("反\\斜'杠")))
    assert sorted(got, key=str) == sorted(map(tuple, map(dict.values, written.to_pylist())), key=str)
    assert said == [(date(1900, 1, 1),)]


def test_what_no_whole_number_holds_is_an_error_and_no_figure(tmp_path: Path) -> None:
    far = indicator("far", ledger="receipt", measure="sum(amount * 1000000)", unit="万元")
    pack = Pack(
        key="test", version=1, label="试验",
        ledgers={"project": PROJECT, "receipt": RECEIPT}, indicators={"far": far},
    )  # fmt: skip
    with Spark(city().parquet(tmp_path), TWO) as spark, pytest.raises(SiteError, match="超出"):
        compute.values(Catalogue.of({"test": pack}), spark, MARCH, PLAN)


def test_files_are_brought_once_to_where_executors_read_and_by_what_is_in_them(tmp_path: Path) -> None:
    own, store = tmp_path / "所有", tmp_path / "store"
    own.mkdir()
    city().parquet(own)
    at = Cluster(TWO.master, f"file://{store}")
    with Spark(own, at) as spark:
        first = compute.values(CATALOGUE, spark, MARCH, PLAN, names=["funds"])
        read = spark.session.table(RECEIPT.table).inputFiles()
    assert [Path(one).parent.name for one in read] == ["store"]
    brought = {file: file.stat().st_mtime_ns for file in store.glob("*.parquet")}
    other = tmp_path / "other"
    shutil.copytree(own, other)
    World({"city": None}).parquet(own)
    with Spark(other, at) as spark:
        assert compute.values(CATALOGUE, spark, MARCH, PLAN, names=["funds"]) == first
    assert {file: file.stat().st_mtime_ns for file in store.glob("*.parquet")} == brought
    with Spark(own, at) as spark:
        changed = compute.values(CATALOGUE, spark, MARCH, PLAN, names=["funds"])
    assert changed == {("test.funds", "city"): 0}, "another file of the same name is never taken for it"


def test_without_java_or_pyspark_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city().parquet(tmp_path)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SiteError, match="openjdk-17-jre-headless"):
        Spark(tmp_path, TWO)
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(SiteError, match=r"luoshi\[spark\]"):
        Spark(tmp_path, TWO)
