"""Killed, out of disk or without its database at any step, an operation leaves the site as before or as
after, says so, and can be done again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.demo import environment

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

POINTS = {
    "attach": (15, 5), "hand_in": (14, 4), "import": (8, 3), "import_job": (12, 3), "close": (20, 5),
    "close_job": (12, 3), "receive": (30, 5), "backup": (6, 3), "adopt": (14, 4),
}  # fmt: skip
"""How many points each is killed at, and how many for each of the other faults; LUOSHI_FAULTS multiplies
them. Which they are is always the same (injector.points)."""


@pytest.fixture(scope="module")
def came(prepared: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of breaking every operation."""
    more = int(os.environ.get("LUOSHI_FAULTS", "1"))
    plan = [
        [name, str(prepared[name]), most * more, others * more] for name, (most, others) in POINTS.items()
    ]
    words = [json.dumps(plan), str(tmp_path_factory.mktemp("work"))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.nest", *words], env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {one["operation"]: one for one in said}


@pytest.mark.parametrize("operation", POINTS)
def test_broken_anywhere_it_leaves_the_site_whole_and_can_be_done_again(
    came: dict[str, dict[str, Any]], operation: str
) -> None:
    found = came[operation]
    assert found["tries"] >= min(found["steps"], sum(POINTS[operation]))
    assert found["wrong"] == []
