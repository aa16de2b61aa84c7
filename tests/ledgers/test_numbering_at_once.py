"""People who save at the same moment get numbers one after the other."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

from django.db import connection

from luoshi.ledgers import actions, numbering
from tests.ledgers.test_numbering import NAME, adopted, found, numbers
from tests.people import SYSTEM, TOWN


def test_two_who_save_at_once_get_numbers_one_after_the_other(site: Path) -> None:
    adopted(site / "pack")
    ready, failures = threading.Barrier(4), []

    def saves() -> None:
        try:
            ready.wait()
            for _ in range(5):
                actions.create(SYSTEM, NAME, TOWN, found(date(2026, 3, 1)))
        except Exception as fault:
            failures.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=saves) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == []
    assert numbers() == [f"NC-2026-{number:03}" for number in range(1, 21)]
    assert numbering.gaps(NAME) == []
