"""Killed at any moment, a backup leaves no file and a restore a folder that says it is not finished."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo import environment
from tests.ops.backup.conftest import PASSWORD, command, rows_of

PROGRAM = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from django.conf import settings
from luoshi.kernel.actor import Actor
from luoshi.ops.backup import making, restoring

def tell(step, done, total):
    if step == sys.argv[3] and done >= int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)

actor, folder, file = Actor.system(settings.CLOCK), Path(os.environ["LUOSHI_SITE"]), Path(sys.argv[2])
if sys.argv[1] == "backup":
    making.make(actor, folder, file, password=os.environ["PASSWORD"], tell=tell)
else:
    restoring.restore(actor, file, folder, password=os.environ["PASSWORD"], tell=tell)
"""


def killed(verb: str, site: Path, file: Path, step: str, done: int, database: str = "") -> None:
    """Let it kill itself, as kill -9 would, when a step is so far."""
    given = {
        **environment(), "LUOSHI_SITE": str(site), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
        "PASSWORD": PASSWORD, **({"DATABASE_URL": database} if database else {}),
    }  # fmt: skip
    words = [sys.executable, "-c", PROGRAM, verb, str(file), step, str(done)]
    ended = subprocess.run(words, env=given, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.parametrize(("step", "done"), [("数据表", 40), ("文件", 3)])
def test_a_killed_backup_leaves_nothing_under_its_name_and_the_next_is_whole(
    full: Path, tmp_path: Path, step: str, done: int
) -> None:
    target = tmp_path / "backup.zip"
    killed("backup", full, target, step, done)
    assert not target.exists()
    if done == 3:
        command(full, "backup", target, "--without-keys")
        assert [one.name for one in tmp_path.iterdir()] == ["backup.zip"]
        command(tmp_path / "there", "restore", target, "--check", "--without-keys")


STEPS = [("数据表", 60), ("文件", 2), ("核对文件", 3)]


@pytest.mark.parametrize(("step", "done"), STEPS)
def test_a_killed_restore_says_so_and_is_begun_anew(
    made: Path, secret: Path, tmp_path: Path, step: str, done: int
) -> None:
    there = tmp_path / "there"
    killed("restore", there, made, step, done)
    assert (there / "restoring.json").exists()
    assert "站点没有恢复完" in command(there, "units", status=3)
    command(there, "restore", made, "--password-file", secret)
    assert not (there / "restoring.json").exists()
    command(there, "units")


def test_a_killed_restore_into_postgresql_is_begun_anew_there(
    made: Path, secret: Path, tmp_path: Path, postgresql: Callable[[], str]
) -> None:
    there, address, again = tmp_path / "there", postgresql(), tmp_path / "again.zip"
    for step, done in (("数据表", 60), ("核对文件", 3)):
        killed("restore", there, made, step, done, address)
    told = command(tmp_path / "other", "restore", made, "--without-keys", database=address, status=1)
    assert "数据库不是空的" in told, "another folder's restore"
    command(there, "restore", made, "--password-file", secret, database=address)
    command(there, "backup", again, "--without-keys", database=address)
    assert {name for name, one in rows_of(made).items() if rows_of(again)[name] != one} == {"journal_entry"}
