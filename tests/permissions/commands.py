"""Commands run in this process as everybody, each undone: what `--as LOGIN` may do."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.db import transaction
from typer.testing import CliRunner

from luoshi.cli import main
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError, Missing, Refused
from luoshi.reports.work_report_sample import sample
from tests.permissions.asking import HIDDEN, LOG_IN, REFUSED, YES, Said, Site
from tests.permissions.cast import Somebody, everybody

KEY = "0f" * 32
COMMANDS: Mapping[str, str] = {
    "close": "close 2026-07",
    "correct": "correct 2026-07 --why 台账有更正",
    "figures": "figures 2026-03 --unit LX0102 --json",
    "trace": "trace investment.funds_in_place LX0102 2026-03",
    "receive": "receive {folder}/draft.txt",
    "assess": "assess investment.township 2025",
    "import": "import investment.project {folder}/projects.csv --unit LX0102",
    "export": "export investment.project -o {folder}/projects.xlsx",
    "bulletin": "bulletin 2026-03 --unit LX01 --format html -o {folder}/bulletin.html",
    "report": "report {folder}/template.docx 2026-03 --unit LX01 -o {folder}/report.docx",
    "audit-file": "audit-file quality 2026 -o {folder}/audit.zip",
    "check-figures": "check-figures {folder}/draft.txt",
    "corrections": "corrections {folder}/corrections",
    "units add": "units add LX0199 新区 --kind township --parent LX01",
    "units change": "units change LX0102 --short 青石",
    "units end": "units end LX0102 --why 撤并",
    "people add": "people add xinren 新人",
    "people grant": "people grant clerk leader LX0102",
    "people revoke": "people revoke clerk reporter LX0102 --why 调离",
    "people reset-second-factor": "people reset-second-factor clerk --why 当面核实",
    "people password": "people password clerk",
    "personal find": "personal find 田有余",
    "personal erase": "personal erase appeals.appellant/1 --why 本人申请",
    "key rotate": "key rotate --why ''",
    "senders": "senders",
    "senders add": f"senders add LX06 {KEY} --since 2026-09",
    "senders change": "senders change {key} --from 2026-09-01 --why 延期",
    "senders withdraw": "senders withdraw {key} --why 遗失",
    "senders end": "senders end LX07 2026-12 --why 并入",
}
"""A command → what is asked of it. What would write beside the database is asked so that whoever may is told
what is wrong: a month not handed in by all, one that is not closed, a file that is no package, no reason."""
TYPED = "qingshi-zhen-2026\n" * 2
"""What is typed where a command asks for a password, twice."""


def run(site: Site, words: str, login: str, files: Mapping[str, str]) -> Said:
    """What a command answers somebody: allowed or not, what it printed and wrote into the folder."""
    folder = Path(files["folder"])
    given = [*shlex.split(words.format(**files)), "--as", login]
    before = {one: one.stat().st_mtime_ns for one in folder.iterdir()}
    site.begin()
    with transaction.atomic(), CliRunner().isolation(input=TYPED) as streams:
        with patch("sys.argv", ["luoshi", *given]):
            how, status = _how()
        made = [
            one for one in folder.iterdir() if before.get(one) != one.stat().st_mtime_ns and one.is_file()
        ]
        body = [streams[0].getvalue(), *(one.read_bytes() for one in made)]
        looked = site.looked()
        transaction.set_rollback(True)
    return Said(how, status, body=body[0], looked=looked, untold=site.untold(body, looked))


def _how() -> tuple[str, int]:
    try:
        main._telling()
    except Refused:
        return REFUSED, 1
    except Missing:
        return HIDDEN, 1
    except LuoshiError as fault:
        return (YES if fault.status == 1 else f"broken {fault}"), fault.status
    except SystemExit as end:
        return (YES if end.code in (0, 1, None) else f"broken: {end.code}"), int(end.code or 0)
    return YES, 0


def commands(site: Site, people: Mapping[str, Somebody]) -> Iterator[tuple[str, dict[str, Said]]]:
    """Every command and who is answered how; nobody's name is no name of a command's."""
    with tempfile.TemporaryDirectory() as name:
        files = given(Path(name))

        for command, words in COMMANDS.items():

            def answer(who: str, words: str = words) -> Said:
                login = people[who].login
                return run(site, words, login, files) if login else Said(LOG_IN, 1)

            yield command, everybody(answer)


def given(folder: Path) -> dict[str, str]:
    """The files that commands are given, and what else their words name."""
    from luoshi.periods.models import SenderKey

    (folder / "projects.csv").write_text("项目名称,总投资（万元）\n果汁厂,500\n", "utf-8")
    (folder / "draft.txt").write_text("3月，青石镇招商到位资金12345万元。\n", "utf-8")
    (folder / "template.docx").write_bytes(sample(Actor.system(settings.CLOCK)))
    key = SenderKey.objects.order_by("id").values_list("public", flat=True).first()
    return {"folder": str(folder), "key": key or KEY}
