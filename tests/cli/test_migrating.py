"""A server and a worker started at once after an upgrade do not both change the tables."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from luoshi.config import site as sites
from tests.demo import LUOSHI, environment


def test_commands_started_at_once_bring_a_site_up_to_date_together(tmp_path: Path) -> None:
    sites.make(tmp_path / "site", name="临溪市", today=date(2026, 3, 18))
    command = [*LUOSHI, "--site", str(tmp_path / "site"), "tick"]
    started = [
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    told = [one.communicate(timeout=120)[1].decode() for one in started]
    assert [one.returncode for one in started] == [0, 0, 0], told
