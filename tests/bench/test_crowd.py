"""A small crowd at a real site: whatever was acknowledged is found, and what was not written is missed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench import by_hand, crowd
from tests.demo import environment


def run(module: str, *words: str) -> str:
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    return done.stdout


def test_everything_that_a_crowd_was_told_is_taken_is_found_and_nothing_else(tmp_path: Path) -> None:
    site = tmp_path / "site"
    run("bench.sites", str(site), "--records", "3000")
    before = by_hand.newest(site)
    said = run("bench.crowd", str(site), "--people", "7", "--minutes", "0.3", "--think", "0.5")
    for right in (" 0 failed", "missing or there twice: none", "日志链完整", "台账和日志一致"):
        assert right in said, said
    slips = [one.parent.name + one.name for one in (site / "evidence").rglob("*") if one.is_file()]
    words = {word for *_, data in by_hand.entries(site, before) for word in crowd.WORD.findall(str(data))}
    assert len(words) > len(slips) > 0, (
        "whatever their pace: four of the seven begin with a save, one uploads"
    )
    assert crowd._wrong(site, before, [*words, "CW-999-1"]) == ["CW-999-1"]
    assert crowd._lost(site, [*slips, "f" * 64]) == ["f" * 64]
    (site / "evidence" / slips[0][:2] / slips[0][2:]).write_bytes(b"another picture")
    assert crowd._lost(site, slips) == [slips[0]]
