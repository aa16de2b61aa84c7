"""A small site that has something of everything: `python -m tests.ops.backup.small FOLDER`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser import small


def fill(folder: Path) -> None:
    """Records with evidence, a comment, a view; January closed; one vote on, another counted."""
    small.begin(folder, "清河县", date(2026, 3, 18), "investment", "innovation")
    from luoshi.elections import box, polling
    from luoshi.ledgers import actions as ledgers
    from luoshi.ledgers import comments, saved_views
    from luoshi.units import actions as units
    from tests.elections import people as voting
    from tests.people import ADMIN, OTHER_TOWN, TOWN, WANG
    from tests.periods.test_close import JANUARY, close, project, receipt

    for login, unit in (("wangli", TOWN), ("liuyang", OTHER_TOWN)):
        units.add_person(ADMIN, login, login, None)
        units.grant(ADMIN, login, "reporter", unit)
    made = project()
    ledgers.attach(WANG, made.ref, "contract", "合同.pdf", b"%PDF-1.4 \x00\xff contract")
    ledgers.edit(WANG, made.ref, {"name": "青石镇\u2028果汁厂 𠮷 “引号” \\ '; --"}, version=made.version)
    receipt(made, "2026-01-15", 500)
    comments.say(WANG, made.ref, "换行\n和\t制表")
    saved_views.keep_view(WANG, "investment.project", "我的", "stage=talks")
    close(JANUARY, "2026-02-04")
    voting.arrive()
    on, counted = voting.opened(), voting.opened()
    for one, marks in ((on, {"1": "yes"}), (counted, {"2": "no"})):
        paper = polling.take(voting.who("xuan1"), one.id)
        box.cast(folder / "ballots", str(one.id), paper, marks)
    polling.close_poll(voting.who("gongzuo"), counted.id, 1)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
