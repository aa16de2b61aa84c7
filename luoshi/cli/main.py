"""`luoshi`: one command for everything. Exit status: 0 done, 1 input, 2 usage, 3 site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from django.db import DatabaseError, InterfaceError
from rich.console import Console

from luoshi import __version__
from luoshi.cli import (
    assessment,
    backup,
    doctor,
    exchange,
    levels,
    packs,
    people,
    periods,
    reading,
    reports,
    server,
    setup,
    tick,
)
from luoshi.cli.draw import draw
from luoshi.cli.draw_experts import draw_experts
from luoshi.cli.init import init
from luoshi.cli.personal import personal
from luoshi.cli.tally import tally
from luoshi.kernel import seeing
from luoshi.kernel.errors import InputError, LuoshiError
from luoshi.ops import troubles

app = typer.Typer(
    name="luoshi", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
    help="落实：讲话 → 任务 → 责任书 → 台账 → 通报·调度·督查 → 考核 → 整改",
)  # fmt: skip
app.add_typer(packs.app, name="pack")
app.add_typer(people.units, name="units")
app.add_typer(people.people, name="people")
app.add_typer(personal, name="personal")
app.command("close")(periods.close)
app.command("correct")(periods.correct)
app.command("verify")(periods.verify)
app.command("figures")(periods.figures)
app.command("trace")(periods.trace)
app.add_typer(levels.key, name="key")
app.add_typer(levels.senders, name="senders")
app.command("receive")(levels.receive)
app.command("draw")(draw)
app.command("draw-experts")(draw_experts)
app.command("tally")(tally)
app.command("assess")(assessment.assess)
app.command("import")(exchange.import_file)
app.command("export")(exchange.export_file)
app.command("bulletin")(reports.bulletin)
app.command("report")(reports.report)
app.command("audit-file")(reports.audit_file)
app.command("read")(reading.read)
app.command("check-figures")(reading.check_figures)
app.command("corrections")(reading.corrections)
app.command("init")(init)
app.command("serve")(server.serve)
app.command("work")(server.work)
app.command("demo")(server.demo)
app.command("tick")(tick.tick)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"luoshi {__version__}")
        raise typer.Exit


@app.callback()
def options(
    site: Annotated[Path | None, typer.Option(help="站点文件夹（默认 LUOSHI_SITE，否则 ./site）")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本")
    ] = False,
) -> None:
    """Choose the site that the command works on."""
    del version
    setup.choose(site)


def _telling() -> None:
    """Run the command, and tell the journal of personal values that it read on somebody's behalf."""
    with seeing.gathering() as seen:
        try:
            app()
        finally:
            if seen:
                from luoshi.ledgers import personal  # by now the site is chosen and Django stands

                personal.told(seen)


def main() -> None:
    """Run a command; whatever is wrong is said in a sentence, never in a traceback."""
    console = Console(stderr=True, soft_wrap=True)
    try:
        _telling()
    except LuoshiError as error:
        _refused(console, error)
    except (OSError, DatabaseError, InterfaceError) as error:
        if said := troubles.of(error):
            _refused(console, said)
        if not isinstance(error, OSError):
            raise
        console.print(f"文件无法读写：{error}", style="red", markup=False, highlight=False)
        sys.exit(1)


def _refused(console: Console, error: LuoshiError) -> NoReturn:
    """Say what is wrong and how to right it."""
    console.print(error.message, style="red", markup=False, highlight=False)
    if isinstance(error, InputError) and error.message != "\n".join(map(str, error.problems)):
        for problem in error.problems:
            console.print(str(problem), markup=False, highlight=False)
    if error.hint:
        console.print(error.hint, markup=False, highlight=False)
    sys.exit(error.status)
