"""Every indicator that ships, over the demonstration's last package: Spark gives what DuckDB gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.figures import compute
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.engines import Duck
from luoshi.figures.spark import Spark
from luoshi.kernel.periods import Period, PlanYear
from luoshi.packs import library

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]
JUNE = Period(2026, "month", 6)


def test_all_indicators_of_all_packs_are_alike_on_both_engines(pristine: Path) -> None:
    catalogue, folder = Catalogue.of(library.shipped()), pristine / "packages" / str(JUNE)
    with Duck(folder) as duck, Spark(folder) as spark:
        expected = compute.values(catalogue, duck, JUNE, PlanYear())
        assert compute.values(catalogue, spark, JUNE, PlanYear()) == expected
    counted = {name.split(".")[0] for (name, _unit), value in expected.items() if value}
    assert counted == set(library.SHIPPED), "packs with something to count"
