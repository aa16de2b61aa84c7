"""Operations on a disk that is really full: within a mount namespace, where a small one is mounted.

    python -m tests.faults.filling PLAN DISK NOTES

It says a JSON object for each operation: how each try ended, what was wrong with which.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.faults.nest import PLACE, Nest

ROOMS = (0, 24, 160, 400)
"""Kilobytes that are left: for SQLite not even to be read, …, for all but the longest of what is written."""


def main(plan: str, disk: str, notes: str) -> None:
    """Every operation of a plan (JSON: operation → prepared site) with every room."""
    os.environ |= {"LUOSHI_SITE": f"{disk}/{PLACE}", "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    from tests.faults import judging, operations

    for number, (operation, prepared) in enumerate(json.loads(plan).items()):
        nest = Nest(operation, Path(prepared), Path(disk), notes=Path(notes))
        nest.fresh()
        if not number:
            operations.ready()
        _, before, after = nest.whole()
        tried = [nest.squeezed(room * 1024) for room in ROOMS]
        wrong = [said for one in tried for said in judging.judged(operation, one, before, after)]
        said = {"operation": operation, "ended": [one.status for one in tried], "wrong": wrong}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
