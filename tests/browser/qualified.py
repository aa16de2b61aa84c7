"""A small county that works by ISO 9001, before its first audit: `python -m tests.browser.qualified SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser.small import begin, introduce

TODAY = date(2026, 3, 18)


def fill(folder: Path) -> None:
    """Units, the pack, and people: who keeps the system, two auditors, the owner of a process, a leader."""
    begin(folder, "临溪市", TODAY, "quality")
    from tests.people import COUNTY, TOWN

    cast = (
        ("qian", "钱质", "quality_manager", COUNTY), ("shen", "沈审", "auditor", COUNTY),
        ("lin", "林核", "auditor", COUNTY), ("guo", "郭工", "reporter", TOWN),
        ("zhao", "赵总", "leader", COUNTY),
    )  # fmt: skip
    introduce(cast)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
