"""The demonstration asked as everybody, everything: the answers are those of the statement, to the word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import demo
from tests.permissions import statement

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]


def walked(pristine: Path, folder: Path, how: str) -> Any:
    """What a walk over a copy of the demonstration wrote down."""
    site, answers = demo.copied(pristine, folder / "site"), folder / "answers.json"
    told = demo.environment() | {"LUOSHI_SITE": str(site), "LUOSHI_WEBHOOK_HOSTS": "hooks.example.com"}
    told["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "tests.permissions", how, str(answers)]
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(answers.read_text("utf-8"))


@pytest.fixture(scope="module")
def answers(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    told: dict[str, Any] = walked(pristine, tmp_path_factory.mktemp("walk"), "walk")
    spent = sorted(told["seconds"].items(), key=lambda one: -one[1])
    sys.stdout.write(
        f"\n{len(told['rights'])} rights in {sum(told['seconds'].values()):.0f} s, most: {spent[:5]}\n"
    )
    return told


def test_everybody_is_answered_as_the_statement_says(answers: dict[str, Any]) -> None:
    found, said = (
        {(screen, address): may for screen, one in whole.items() for address, may in one.items()}
        for whole in (statement.told(answers["rights"]), statement.stated())
    )
    wrong = {
        where: (said.get(where), found.get(where))
        for where in found.keys() | said.keys()
        if found.get(where) != said.get(where)
    }
    assert wrong == {}, "stated, and found"


def test_nothing_breaks_whoever_asks(answers: dict[str, Any]) -> None:
    broken = [
        (view, method, phase, who, how)
        for view, method, phase, said in answers["rights"]
        for who, how in said.items()
        if how.startswith("broken")
    ]
    assert broken == []


def test_who_is_refused_leaves_no_entry_and_no_row(answers: dict[str, Any]) -> None:
    assert answers["wrote"] == []


def test_whatever_shows_somebody_a_personal_value_tells_the_journal(answers: dict[str, Any]) -> None:
    """Every page, file, call and command; each record has values that stand nowhere else."""
    assert answers["marked"] > 300
    assert answers["untold"] == []


def test_every_address_was_asked_but_those_tried_elsewhere(answers: dict[str, Any]) -> None:
    import yaml

    said = yaml.safe_load(statement.FILE.read_text("utf-8"))
    assert sorted(answers["absent"]) == sorted(one for one in said["elsewhere"] if not one.startswith("api:"))


def test_whoever_reads_a_personal_value_as_it_is_is_told_of_and_who_has_no_need_reads_none(
    pristine: Path, tmp_path: Path
) -> None:
    """Every ledger that holds some, by every way of reading."""
    found = walked(pristine, tmp_path, "reads")
    assert [one for one in found if one[4] and one[3] == "need" and not one[5]] == []
    assert [one for one in found if one[4] and one[3] == "none"] == []
    shown = {(ledger, way) for ledger, way, _role, need, seen, _told in found if need == "need" and seen}
    assert len({ledger for ledger, _way in shown}) >= 10
    assert {"page", "edit", "history", "export", "interface", "interface, list"} <= {
        way for _ledger, way in shown
    }


def test_the_name_of_another_unit_in_an_address_opens_nothing_and_shows_nothing(
    pristine: Path, tmp_path: Path
) -> None:
    """A clerk of 青石镇 writes the county, the city, another county, another township into it."""
    found = walked(pristine, tmp_path, "foreign")
    assert found["asked"] > 200
    assert found["sent"] > 20
    assert found["ran"] > 20
    assert found["shown"] == []
    assert found["opened"] == []
    assert found["written"] == []
    assert found["run"] == []


def test_of_every_ledger_at_every_stage_those_read_and_write_whom_its_pack_names_and_no_others(
    pristine: Path, tmp_path: Path
) -> None:
    """Their files open to whoever reads the record, and to nobody else."""
    found = walked(pristine, tmp_path, "ledgers")
    assert len({ledger for ledger, _stage in found["asked"]}) > 100
    assert found["more"] == []
    assert found["unread"] == []
    assert found["files"] == []
