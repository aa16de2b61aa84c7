"""A site of one's own from nothing, by the commands of the manual."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.demo import LUOSHI, environment


def luoshi(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [*LUOSHI, "--site", str(site), *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment())


@pytest.fixture
def site(tmp_path: Path) -> Path:
    made = luoshi(tmp_path / "qinghe", "init", "清河县", "--host", "luoshi.example.gov.cn")
    assert (made.returncode, made.stderr) == (0, "")
    assert "units add" in made.stdout
    return tmp_path / "qinghe"


def test_a_new_site_is_the_owners_alone_answers_to_its_names_and_is_sound(site: Path) -> None:
    settings = site / "site.json"
    assert (settings.stat().st_mode & 0o777, (site / "keys").stat().st_mode & 0o777) == (0o600, 0o700)
    said = json.loads(settings.read_text("utf-8"))
    assert (said["name"], said["hosts"][:2]) == ("清河县", ["luoshi.example.gov.cn", "localhost"])
    assert luoshi(site, "units", "add", "QH", "清河县", "--kind", "county").returncode == 0
    assert "清河县" in luoshi(site, "units").stdout
    levels = {
        one["check"]: one["level"]
        for one in map(json.loads, luoshi(site, "doctor", "--json").stdout.splitlines())
    }
    assert {levels[one] for one in ("schema", "journal", "drift", "evidence", "packages", "keys")} == {"good"}


def test_a_site_that_is_there_is_not_made_anew(site: Path) -> None:
    before = (site / "site.json").read_bytes()
    again = luoshi(site, "init", "另一个")
    assert (again.returncode, again.stdout) == (3, "")
    assert "这里已经有站点" in again.stderr
    assert (site / "site.json").read_bytes() == before


def test_where_there_is_none_the_next_step_is_said(tmp_path: Path) -> None:
    told = luoshi(tmp_path / "nowhere", "units")
    assert (told.returncode, "luoshi init" in told.stderr) == (3, True)
