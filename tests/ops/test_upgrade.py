"""A site that the first landed version made goes on under this one: nothing is lost or told otherwise."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from luoshi.packs import library
from tests.demo import LUOSHI, environment, luoshi, objects
from tests.ops.backup.conftest import asked
from tests.periods.sites import run

FIRST = Path(__file__).with_name("first") / "site.zip"
"""See first/make.py for how it was made."""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first version's site, as it left it."""
    folder = tmp_path_factory.mktemp("old") / "site"
    with zipfile.ZipFile(FIRST) as archive:
        archive.extractall(folder)
    for private in (folder / "site.json", *(folder / "keys").iterdir()):
        private.chmod(0o600)
    (folder / "keys").chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def site(old: Path) -> Path:
    """The same, after this version was started on it as docs/how-to/operate.md says."""
    before = subprocess.run(
        [*LUOSHI, "--site", str(old), "close", "2026-03"], env=environment(), capture_output=True, text=True
    )
    assert (before.returncode, "Traceback" in before.stderr) == (3, False), before.stderr
    assert "它会更新数据表" in before.stderr
    run(old, started)
    return old


def started() -> None:
    """In the site's process: what `luoshi serve` and `luoshi work` do first."""
    from luoshi.cli import setup

    setup.migrate()


def told(site: Path) -> dict[str, list[dict[str, Any]]]:
    """The figures of its months, as the first version told them."""
    said: dict[str, list[dict[str, Any]]] = json.loads((site / "told.json").read_bytes())
    return said


def test_the_doctor_finds_an_upgraded_site_sound(site: Path) -> None:
    (site / "worker.beat").touch()
    found = [one for one in objects(site, "doctor", "--json") if one["level"] == "wrong"]
    assert found == []
    (sealed, head) = asked(site, "SELECT place, hash FROM journal_seal ORDER BY place DESC LIMIT 1")[0]
    with zipfile.ZipFile(FIRST) as archive:
        manifest = json.loads(archive.read("packages/2026-02/manifest.json"))
    assert sealed >= manifest["journal"]["size"] > 0
    assert len(head) == 64


@pytest.mark.parametrize("month", ["2026-01", "2026-02"])
def test_its_closed_months_verify_and_their_figures_are_what_they_were(site: Path, month: str) -> None:
    said = luoshi(site, "verify", str(site / "packages" / month))
    assert said.startswith("完好")
    assert month in said
    now = {(one["indicator"], one["unit"]): one for one in objects(site, "figures", month, "--json")}
    before = {(one["indicator"], one["unit"]): one for one in told(site)[month]}
    assert now.keys() == before.keys()
    for key, one in before.items():
        assert {name: now[key][name] for name in one} == one


def go_on() -> None:
    """In the site's process: the new packs are adopted, 王丽 reports, March is closed."""
    from luoshi.ledgers import adoption, queries, rebuild
    from tests.people import ADMIN, WANG
    from tests.periods.test_close import MARCH, close, figure, project, receipt

    assert [one.ref.id for one in queries.options(WANG, "investment.project", "果汁")] == [1]
    for pack in library.shipped().values():
        adoption.adopt(ADMIN, pack)
    made = project()
    receipt(made, "2026-03-05", 11)
    close(MARCH, "2026-04-03")
    assert figure(MARCH, "C0101")["ytd"]
    assert [name for name in queries.ledgers() if rebuild.differences(name)] == []


def test_it_goes_on_with_the_packs_of_this_version(site: Path) -> None:
    run(site, go_on)
    (site / "worker.beat").touch()
    assert [one for one in objects(site, "doctor", "--json") if one["level"] == "wrong"] == []
    assert [one["period"] for one in objects(site, "figures", "2026-03", "--json", "--unit", "C0101")]
    previous = json.loads((site / "packages" / "2026-03" / "manifest.json").read_bytes())["previous"]
    assert previous == asked(site, "SELECT digest FROM closing WHERE period = '2026-02'")[0][0]
