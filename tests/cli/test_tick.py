"""`luoshi tick` says what it told, tells it once, and knows a moment when it sees one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import luoshi
from tests.demo import copied

pytestmark = pytest.mark.xdist_group("demo")


def lines(site: Path, *words: str) -> list[dict[str, Any]]:
    asked = luoshi(site, "tick", "--json", *words)
    assert asked.returncode == 0, asked.stderr
    return [json.loads(line) for line in asked.stdout.splitlines()]


def test_a_tick_tells_every_township_of_its_month_and_the_next_tells_nothing(
    city: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    copied(city, site)
    *told, end = lines(site, "--at", "2026-08-07T09:00")
    did = end.pop("did")
    assert end == {
        "at": "2026-08-07T09:00:00+08:00", "sent": 0, "again": 0, "failed": 0, "problems": [],
    }  # fmt: skip
    assert {"2026年7月亮灯，措施1项", "2026年度科技型企业创新基金申报：申报截止"} <= set(did)
    (mine,) = (one for one in told if one["name"] == "王丽")
    assert "青石镇2026年7月月报今天截止（8月7日）" in mine["subject"] + mine["text"]
    assert mine["to"].startswith("person:")
    again = luoshi(site, "tick", "--at", "2026-08-07T09:05")
    assert again.stdout == "新提醒 0 条；送出 0，稍后重试 0，没送到 0\n"


def test_what_is_no_moment_is_wrong_usage(city: Path) -> None:
    asked = luoshi(city, "tick", "--at", "tomorrow")
    assert (asked.returncode, "不是时刻" in asked.stderr) == (2, True)
