"""`luoshi draw-experts` needs the pool and the root, and nothing else: no database, no site."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from luoshi.reviews import actions, judging, queries
from tests.demo import LUOSHI, environment
from tests.people import CITY
from tests.reviews.conftest import (
    ROOT,
    SECRETARY,
    Review,
    call,  # noqa: F401 - a fixture
    innovation,  # noqa: F401 - a fixture
    published,  # noqa: F401 - a fixture
    review,  # noqa: F401 - a fixture
)

pytestmark = pytest.mark.django_db


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in an empty folder that is no site."""
    env = {name: value for name, value in environment().items() if name != "LUOSHI_SITE"}
    env["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    return subprocess.run(
        [*LUOSHI, "draw-experts", *words], cwd=folder, env=env, capture_output=True, text=True
    )


def test_anybody_draws_the_same_panel_again(review: Review, tmp_path: Path) -> None:  # noqa: F811
    """Also after somebody gave the seat up: the next substitute sits."""
    found = review.signed()
    judging.decline(review.sitting(found)[2], found.id, why="没有时间")
    found = review.now(found)
    (tmp_path / "pool.json").write_text(found.pool, "utf-8")
    gone = [f"--gone={one}" for one in found.gone]
    done = run(tmp_path, "pool.json", ROOT, *gone, "--json")
    assert done.returncode == 0, done.stderr
    drawn = json.loads(done.stdout)
    assert {one["expert"] for one in drawn["seats"]} == {
        one.expert for one in found.seats.exclude(state="gone")
    }
    assert drawn == json.loads(json.dumps(queries.repeated(SECRETARY, found.id).to_json()))
    table = run(tmp_path, "pool.json", ROOT).stdout
    assert drawn["seed"] in table
    assert "备选" in table


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    (tmp_path / "pool.json").write_text('{"panel": "1", "seats": [{"count": 4}], "experts": []}', "utf-8")
    for words, said in (
        (("pool.json", "12"), "不是结账包摘要"),
        (("pool.json", ROOT), "5 人以上的单数"),
        (("none.json", ROOT), "none.json"),
    ):
        done = run(tmp_path, *words)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_the_pool_that_is_published_names_nobody(review: Review) -> None:  # noqa: F811
    frozen = actions.freeze(SECRETARY, review.opened().id)
    assert not [name for name in review.experts if name in frozen.pool]
    assert CITY not in frozen.pool
