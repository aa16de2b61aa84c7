"""`luoshi serve`, `luoshi work`, and `luoshi demo`, which is both on a new site."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

import luoshi
from luoshi.cli import setup
from luoshi.cli.processes import together
from luoshi.config import site as sites
from luoshi.ops.demo.places import PASSWORD, TODAY

Port = Annotated[int, typer.Option(help="端口", min=1, max=65535)]
Host = Annotated[str, typer.Option(help="监听地址")]
Workers = Annotated[int, typer.Option(help="进程数；0 为按机器的核数", min=0, max=64)]
MOST_WORKERS = 4
"""Processes that serve pages unless more are asked for."""


def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 0) -> None:
    """网页服务（Granian）。"""
    setup.ready()
    setup.migrate()
    _count_together()
    command = _granian(host, port, workers or min(MOST_WORKERS, os.cpu_count() or 1))
    sys.stdout.flush()
    os.execv(command[0], command)


def _count_together() -> None:
    """Where all processes of this server count their requests; what an earlier one counted goes."""
    folder = sites.folder() / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def work() -> None:
    """后台程序：办理结账等耗时的任务。"""
    setup.ready()
    setup.migrate()
    from luoshi.ops.worker import work as run

    run()


def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="只填充,不启动网页服务")] = False,
) -> None:
    """新建演示站点:虚构的临溪市,并启动网页服务。"""
    sites.make(sites.folder(), name="临溪市", today=TODAY)
    setup.ready()
    setup.migrate()
    _fill()
    _introduce(host, port)
    if not no_serve:
        raise typer.Exit(together(_granian(host, port, 1), _luoshi("work")))


def _fill() -> None:
    from luoshi.ops.demo import fill

    if fill.filled():
        return
    with Progress(console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        fill.fill(tell)


def _introduce(host: str, port: int) -> None:
    from luoshi.ledgers import queries as ledgers
    from luoshi.ops.demo.fill import INTRODUCED
    from luoshi.units import queries

    names = queries.names()
    table = Table(title=f"http://{host}:{port}/  密码均为 {PASSWORD}", title_justify="left")
    for heading in ("登录名", "姓名", "角色", "单位"):
        table.add_column(heading)
    for person in INTRODUCED:
        table.add_row(person.login, person.name, ledgers.role_label(person.role), names[person.unit])
    Console().print(table)


def _granian(host: str, port: int, workers: int) -> list[str]:
    """The command of the web server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", *_logging(), "luoshi.config.wsgi:application",
    ]  # fmt: skip


def _logging() -> list[str]:
    """The server's own lines are as those of the site."""
    if os.environ.get("LUOSHI_LOG") != "json":
        return []
    return ["--log-config", str(Path(luoshi.__file__).parent / "config" / "granian.json")]


def _luoshi(*words: str) -> list[str]:
    """A command of ours on the same site."""
    own = "from luoshi.cli.main import main; main()"
    return [sys.executable, "-c", own, "--site", str(sites.folder()), *words]
