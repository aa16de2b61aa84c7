"""The units under a systemd that has booted: in a container of its own, with this machine's programs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.test_deploy import DEPLOY, UNITS
from tests.ops.backup.conftest import full, own

__all__ = ["full", "own"]
ROOT = DEPLOY.parent
OWNER = 4711
"""The number of the user `luoshi` in there."""
INSIDE = r"""
import json, os, signal, subprocess, time, urllib.request

AS_NGINX = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}

def ask(*words):
    return subprocess.run(["systemctl", *words], capture_output=True, text=True).stdout.strip()

def state():
    return [ask("is-active", one) for one in ("luoshi-web", "luoshi-work")]

def pids():
    return [int(ask("show", "-p", "MainPID", "--value", one)) for one in ("luoshi-web", "luoshi-work")]

def answers():
    for _ in range(240):
        try:
            asked = urllib.request.Request("http://127.0.0.1:8000/readyz", headers=AS_NGINX)
            with urllib.request.urlopen(asked, timeout=5) as said:
                return said.status
        except OSError:
            time.sleep(0.5)
    return 0

def until(holds):
    for _ in range(120):
        if holds():
            return True
        time.sleep(0.5)
    return False

told = {}

def put(name, value):
    told[name] = value
    with open("/probe/told.json", "w") as file:
        json.dump(told, file)

ask("start", "luoshi.target")
put("ready", answers())
put("state", state())
first = pids()
put("user", sorted({os.stat(f"/proc/{one}").st_uid for one in first}))
for one in first:
    os.kill(one, signal.SIGKILL)
put("begun anew", until(lambda: state() == ["active"] * 2 and not {*first} & {*pids()} and 0 not in pids()))
put("ready again", answers())
ask("start", "luoshi-backup.service")
put("backup", ask("show", "-p", "Result", "--value", "luoshi-backup.service"))
ask("start", "luoshi-backup.timer")
put("timer", ask("is-active", "luoshi-backup.timer"))
ask("stop", "luoshi.target")
put("stopped", until(lambda: state() == ["inactive"] * 2))
said = subprocess.run(["journalctl", "-o", "cat", "--no-pager"], capture_output=True, text=True).stdout
put("log", said[-6000:])
"""
PROBE = """[Unit]
Requires=basic.target
After=basic.target
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
TimeoutStartSec=200
Environment=PYTHONHOME=/opt/python LD_LIBRARY_PATH=/opt/python/lib
ExecStart=/opt/python/bin/python3.11 /probe/inside.py
"""
LUOSHI = """#!/bin/sh
export LD_LIBRARY_PATH=/opt/python/lib PYTHONHOME=/opt/python PYTHONPATH=/opt/source:/opt/packages
exec /opt/python/bin/python3.11 -c "from luoshi.cli.main import main; main()" "$@"
"""
"""In place of the virtual environment, which leads to wherever this machine has its Python: homes are hidden
from the units."""


def bound(own: Path, probe: Path) -> Iterator[str]:
    """What is seen in there: the product, its Python, the site, the units as they ship."""
    for name in UNITS:
        yield f"--bind-ro={DEPLOY / name}:/etc/systemd/system/{name}"
    yield f"--bind-ro={probe / 'luoshi-probe.service'}:/etc/systemd/system/luoshi-probe.service"
    for name in ("passwd", "group", "shadow"):
        yield f"--bind-ro={probe / name}:/etc/{name}"
    yield f"--bind-ro={probe / 'backup-password'}:/etc/luoshi/backup-password"
    yield f"--bind-ro={probe / 'luoshi'}:/opt/luoshi/.venv/bin/luoshi"
    yield f"--bind-ro={ROOT}:/opt/source"
    yield f"--bind-ro={sysconfig.get_path('purelib')}:/opt/packages"
    yield f"--bind-ro={Path(sys.base_prefix).resolve()}:/opt/python"
    yield f"--bind={own}:/srv/luoshi"
    yield f"--bind={probe / 'backup'}:/backup"
    yield f"--bind={probe}:/probe"


def laid_out(own: Path, probe: Path) -> None:
    """The files in there; the site belongs to `luoshi`, as the manual says."""
    (probe / "backup").mkdir(parents=True)
    (probe / "inside.py").write_text(INSIDE, "utf-8")
    (probe / "luoshi-probe.service").write_text(PROBE, "utf-8")
    (probe / "luoshi").write_text(LUOSHI, "utf-8")
    (probe / "luoshi").chmod(0o755)
    (probe / "passwd").write_text(
        f"root:x:0:0::/root:/bin/sh\nluoshi:x:{OWNER}:{OWNER}::/srv/luoshi:/bin/sh\n", "utf-8"
    )
    (probe / "group").write_text(f"root:x:0:\nluoshi:x:{OWNER}:\n", "utf-8")
    (probe / "shadow").write_text("root:*:::::::\nluoshi:*:::::::\n", "utf-8")
    (probe / "backup-password").write_text("qingshi-zhen-2026", "utf-8")
    for place in (own, *own.rglob("*"), probe / "backup"):
        os.chown(place, OWNER, OWNER)


CONTAINER = ("systemd-nspawn", "--quiet", "--directory=/", "--volatile=yes", "--boot", "--keep-unit",
             "--register=no", "--private-network")  # fmt: skip


def boots() -> bool:
    """Whether this machine lets a container boot, and so end, at all."""
    if shutil.which("systemd-nspawn") is None or os.geteuid() != 0:
        return False
    tried = subprocess.Popen(
        [*CONTAINER, "--machine=luoshi-tried", "--", "systemd.unit=poweroff.target"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return tried.wait(60) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        halted(tried)


def halted(booted: subprocess.Popen[bytes]) -> None:
    """Nothing of it goes on when the test ends: the container's first process takes all others with it."""
    if booted.poll() is None:
        for inside in Path(f"/proc/{booted.pid}/task/{booted.pid}/children").read_text().split():
            os.kill(int(inside), signal.SIGKILL)
        booted.kill()
        booted.wait()


def test_the_units_start_come_back_when_killed_make_a_backup_and_stop(own: Path, tmp_path: Path) -> None:
    if not boots():
        pytest.skip("this machine boots no container (systemd-nspawn, as root)")
    probe = tmp_path / "probe"
    laid_out(own, probe)
    with (probe / "console").open("wb") as console:
        booted = subprocess.Popen(
            [
                *CONTAINER, "--machine=luoshi-units", *bound(own, probe), "--",
                "systemd.unit=luoshi-probe.service",
            ],
            stdin=subprocess.DEVNULL, stdout=console, stderr=console,
        )  # fmt: skip
    try:
        booted.wait(240)
    finally:
        halted(booted)
    assert (probe / "told.json").exists(), (probe / "console").read_text("utf-8", "replace")[-3000:]
    told = json.loads((probe / "told.json").read_text("utf-8"))
    log = told.pop("log", "")
    assert told == {
        "ready": 200, "state": ["active", "active"], "user": [OWNER], "begun anew": True,
        "ready again": 200, "backup": "success", "timer": "active", "stopped": True,
    }, log  # fmt: skip
    (made,) = (probe / "backup").iterdir()
    assert (made.suffix, made.stat().st_mode & 0o077) == (".zip", 0)
