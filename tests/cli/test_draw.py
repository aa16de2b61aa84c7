"""`luoshi draw` needs the package and the plan, and nothing else: no database, no site."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from luoshi.inspections import actions
from tests.demo import LUOSHI, environment
from tests.inspections.conftest import Office, office  # noqa: F401 - a fixture


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in an empty folder that is no site."""
    env = {name: value for name, value in environment().items() if name != "LUOSHI_SITE"}
    env["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    return subprocess.run([*LUOSHI, "draw", *words], cwd=folder, env=env, capture_output=True, text=True)


def test_anybody_draws_the_same_sample_again(office: Office, site: Path, tmp_path: Path) -> None:  # noqa: F811
    made = office.plan(2)
    kept = actions.draw(office.chen, made.ref.id)
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    (empty / "plan.json").write_text(str(made.values["plan"]), "utf-8")
    package = str(site / "packages" / "2026-01")
    done = run(empty, package, "plan.json", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(json.dumps(kept.to_json()))
    assert sorted(one.name for one in empty.iterdir()) == ["plan.json"]
    table = run(empty, package, "plan.json").stdout
    assert kept.root in table
    assert kept.seed in table
    said = json.loads(str(made.values["plan"]))
    (empty / "other.json").write_text(json.dumps({**said, "period": "2026-02"}), "utf-8")
    wrong = run(empty, package, "other.json")
    assert wrong.returncode == 1
    assert "结账包是 2026-01 的" in wrong.stderr
    (empty / "bad.json").write_text("{", "utf-8")
    assert "不是 JSON" in run(empty, package, "bad.json").stderr
    assert run(empty, package, "none.json").returncode == 1
