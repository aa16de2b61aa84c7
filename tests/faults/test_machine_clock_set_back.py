"""The clock of the whole machine goes backwards while a site is used: by the library that Debian has for it,
which every process under it asks in place of the machine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.demo import LUOSHI, environment
from tests.ops.backup.conftest import asked, full, own
from tests.people import COUNTY

__all__ = ["full", "own"]


def at(offset: str, site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the product on a machine whose clock is off by so much (`-3d`)."""
    command = ["faketime", "-f", offset, *LUOSHI, "--site", str(site), *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)


def findings(offset: str, site: Path) -> dict[str, str]:
    told = at(offset, site, "doctor", "--json").stdout
    return {one["check"]: one["level"] for one in map(json.loads, told.splitlines())}


def test_a_site_used_on_a_machine_whose_clock_went_back_is_whole_and_the_doctor_says_so(own: Path) -> None:
    settings = own / "site.json"
    said = json.loads(settings.read_text("utf-8"))
    settings.write_text(json.dumps({key: value for key, value in said.items() if key != "today"}), "utf-8")
    for number, offset in enumerate(("+0d", "-3d", "-1d", "+0d")):
        done = at(offset, own, "units", "add", f"CL{number}", f"第{number}个单位", "--kind", "department",
                  "--parent", COUNTY)  # fmt: skip
        assert done.returncode == 0, done.stderr
    entries = asked(own, "SELECT subject, at FROM journal_entry WHERE verb = 'add' ORDER BY id DESC LIMIT 4")
    assert [one[0] for one in entries] == ["unit:CL3", "unit:CL2", "unit:CL1", "unit:CL0"]
    days = [one[1][:10] for one in reversed(entries)]
    assert days[1] < days[2] < days[0] <= days[3]
    back, now = findings("-3d", own), findings("+0d", own)
    assert (back["clock"], now["clock"]) == ("wrong", "good")
    for one in (back, now):
        assert {one[check] for check in ("journal", "drift", "packages", "evidence")} == {"good"}
