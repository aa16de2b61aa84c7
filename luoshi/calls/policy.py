"""The ledgers of the pack `innovation` that calls keep their work in, who does what, and when a call is open:
rules without a database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from luoshi.kernel.actor import SHANGHAI
from luoshi.kernel.errors import InputError

CALL, APPLICATION = "innovation.call", "innovation.application"
MEMBER, PARTNER = "innovation.application_member", "innovation.application_partner"
SOURCE, USE = "innovation.application_source", "innovation.application_use"
PROJECT = "innovation.science_project"
LINES = (MEMBER, PARTNER, SOURCE, USE)
"""What hangs on an application, a line each."""
DESK = "call_desk"
"""The role by which the call itself writes its records; nobody holds it."""
OFFICE = ("science_office",)
"""Who runs calls and checks papers."""
WATCHES = ("science_office", "review_secretary", "finance_office", "supervisor", "leader")
"""Who sees how a call goes."""
FIRM = ("firm_manager", "applicant")
MANAGER = ("firm_manager",)
LATER: Mapping[str, tuple[str, ...]] = {
    "ranked": ("review_secretary", "science_office"),
    "proposed": ("science_office",),
    "approved": ("leader", "science_office"),
    "declined": ("leader", "science_office"),
}
"""Stage of an application after the formal check → who moves it there."""
STEPS: Mapping[str, tuple[str, ...]] = {
    "reviewing": ("science_office", "review_secretary"),
    "decided": ("science_office", "leader"),
    "finished": ("science_office",),
}
"""Stage of a call after it closed → who moves it there."""
WRITTEN = ("draft", "returned")
"""Stages in which the firm writes its application."""
TO_CHECK = ("submitted", "completed")
"""Stages in which the office checks it."""
QUESTIONS = ("complete", "stamped", "budget_right", "in_field")
"""The checklist of the formal check."""
TOLD_WITHIN = 5
"""Working days in which what is missing is told at once; later it can no longer be asked for."""
UNIT = "万元"
"""In which calls and applications keep amounts."""
SOON = timedelta(days=3)
"""So long before a call closes whoever has a draft is told."""
_NOT_HANDED_IN = frozenset(
    {"receipt_no", "submitted_at", "submitted_by", "digest", "missing", "complete_by", "check_opinion",
     "checked_by", *QUESTIONS}
)  # fmt: skip
"""Fields of an application that the call fills in, not the firm."""


class Standing(Protocol):
    """A call or an application as far as where it stands is concerned."""

    @property
    def stage(self) -> str | None: ...
    @property
    def stage_label(self) -> str: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


def closing(values: Mapping[str, Any]) -> datetime:
    """The first moment at which a call is closed, Beijing time. The minute named counts whole: of a deadline
    of 17:00, 17:00:59 is in and 17:01:00 is not."""
    at = time.fromisoformat(str(values["closes_at"] or "23:59"))
    return datetime.combine(values["closes_on"], at, SHANGHAI) + timedelta(minutes=1)


def opening(values: Mapping[str, Any]) -> datetime:
    """The moment from which a published call takes applications: the beginning of its first day."""
    return datetime.combine(values["opens_on"], time(), SHANGHAI)


def clock_time(said: str) -> str:
    """A time of the day as a call keeps it, 09:05; “24:00” is refused, for it would be another day."""
    found = re.fullmatch(r"([01]?\d|2[0-3])[:：]([0-5]\d)", said.strip())
    if found is None:
        raise InputError(f"“{said}”不是时刻", hint="写作 17:00；当天最后一刻写 23:59")
    return f"{int(found[1]):02}:{found[2]}"


def written_by_firm(keys: Iterable[str]) -> list[str]:
    """Those fields of an application that its firm fills in."""
    return [key for key in keys if key not in _NOT_HANDED_IN and key != "call"]


def domains(said: str, known: Mapping[str, str]) -> list[str]:
    """The keys of the technical fields that a call names, “新材料、食品加工”; none means any."""
    labels = {label: key for key, label in known.items()}
    found = []
    for one in re.split(r"[、，,;；\s]+", said.strip()):
        if one and one not in labels:
            raise InputError(f"没有技术领域“{one}”", hint="可用：" + "、".join(labels))
        if one:
            found.append(labels[one])
    return found


def listed(labels: Iterable[str]) -> str:
    """Technical fields as a call names them."""
    return "、".join(labels)


def number_in(receipt: str | None) -> int:
    """The number of a receipt within its call: 2026-003-0012 is the twelfth."""
    return int(receipt.rpartition("-")[2]) if receipt else 0


def receipt_no(call: int, opened: date, number: int) -> str:
    """What the n-th application of a call is called."""
    return f"{opened:%Y}-{call:03}-{number:04}"
