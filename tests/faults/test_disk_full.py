"""A disk that is really full: people are told so, nothing is half done, and with room again all goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo import environment

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

ALONE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
"""Whoever is not root may mount within a user namespace of their own, where the system lets them."""
ON_A_DISK = 'mount -t tmpfs -o size=64m tmpfs "$0" && exec "$@"'


def may_mount() -> bool:
    tried = [*ALONE, "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /tmp"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="nobody may mount a disk here")
def test_on_a_full_disk_people_are_told_and_with_room_again_it_is_done(
    prepared: dict[str, Path], tmp_path: Path
) -> None:
    disk, notes = tmp_path / "disk", tmp_path / "notes"
    for folder in (disk, notes):
        folder.mkdir()
    plan = json.dumps({name: str(site) for name, site in prepared.items()})
    words = [sys.executable, "-m", "tests.faults.filling", plan, str(disk), str(notes)]
    done = subprocess.run(
        [*ALONE, "sh", "-c", ON_A_DISK, str(disk), *words], env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    came = {one["operation"]: one for one in map(json.loads, done.stdout.splitlines()[-len(prepared) :])}
    assert came.keys() == prepared.keys()
    for operation, one in came.items():
        assert one["wrong"] == [], operation
        assert one["ended"][0] != 0, f"{operation}: there was no room at all"
