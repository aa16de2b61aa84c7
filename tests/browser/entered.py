"""A small county in which people log in: `python -m tests.browser.entered SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser.small import begin, introduce

if __name__ == "__main__":
    begin(Path(sys.argv[1]), "清河县", date(2026, 3, 18), "investment")
    introduce([("wangli", "王丽", "reporter", "C0101")])
