"""Commands run in this process as everybody, each undone: what `--as LOGIN` may do."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path

from django.db import transaction

from luoshi.cli.main import app
from luoshi.kernel.errors import LuoshiError, Missing, Refused
from tests.permissions.asking import HIDDEN, LOG_IN, REFUSED, YES, Said
from tests.permissions.cast import Somebody, everybody

COMMANDS: Mapping[str, str] = {
    "trace": "trace investment.funds_in_place LX0102 2026-03",
    "assess": "assess investment.township 2025",
    "import": "import investment.project {folder}/projects.csv --unit LX0102",
    "export": "export investment.project -o {folder}/projects.xlsx",
    "bulletin": "bulletin 2026-03 --unit LX01 --format html -o {folder}/bulletin.html",
    "audit-file": "audit-file quality 2026 -o {folder}/audit.zip",
    "corrections": "corrections {folder}/corrections",
    "units add": "units add LX0199 新区 --kind township --parent LX01",
    "units change": "units change LX0102 --short 青石",
    "units end": "units end LX0102 --why 撤并",
    "people grant": "people grant clerk leader LX0102",
    "people revoke": "people revoke clerk reporter LX0102 --why 调离",
    "personal find": "personal find 田有余",
    "personal erase": "personal erase appeals.appellant/1 --why 本人申请",
    "senders": "senders",
    "senders end": "senders end LX07 2026-12 --why 并入",
}
"""A command → what is asked of it. Not tried: closing and turning keys, which write beside the database, and
what asks for a password."""


def run(words: str, login: str, folder: Path) -> Said:
    """What a command answers somebody."""
    try:
        with transaction.atomic(), redirect_stdout(io.StringIO()):
            try:
                app([*words.format(folder=folder).split(), "--as", login], standalone_mode=False)
            finally:
                transaction.set_rollback(True)
    except Refused:
        return Said(REFUSED, 1)
    except Missing:
        return Said(HIDDEN, 1)
    except LuoshiError as fault:
        return Said(YES if fault.status == 1 else f"broken {fault}", fault.status)
    return Said(YES, 0)


def commands(people: Mapping[str, Somebody]) -> Iterator[tuple[str, dict[str, Said]]]:
    """Every command and who is answered how; nobody's name is no name of a command's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "projects.csv").write_text("项目名称,总投资（万元）\n果汁厂,500\n", "utf-8")

        for command, words in COMMANDS.items():

            def answer(who: str, words: str = words) -> Said:
                login = people[who].login
                return run(words, login, folder) if login else Said(LOG_IN, 1)

            yield command, everybody(answer)
