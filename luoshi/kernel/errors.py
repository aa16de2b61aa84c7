"""One family of errors: each knows the exit status of a command that ends with it.

Messages are Chinese sentences for the person who can do something about it; `hint` says
what would be right. Status: 1 the input is at fault, 2 wrong usage, 3 the site is at fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in what was given, and where: a file's line, or a sheet's row and column."""

    what: str
    right: str = ""
    file: str = ""
    row: int | None = None
    column: str = ""
    field: str = ""
    line: int | None = None
    sheet: str = ""
    """Which of a file's sheets, where it has several."""

    def __str__(self) -> str:
        where = self.file + (f"“{self.sheet}”表" if self.sheet else "")
        if self.line is not None:
            where += f"第{self.line}行"
        if self.row is not None:
            where += f"第{self.row}行"
        if self.column:
            where += f"“{self.column}”列"
        elif self.field:
            where += f"“{self.field}”"
        said = f"{where}：{self.what}" if where else self.what
        return f"{said}；应为：{self.right}" if self.right else said


class LuoshiError(Exception):
    """Anything Luoshi says no to. `message` is what is wrong, `hint` what would be right."""

    status = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}（{self.hint}）" if self.hint else self.message


class InputError(LuoshiError):
    """What was given is at fault; nothing was changed. Without a message the problems speak."""

    def __init__(self, message: str = "", *, problems: Iterable[Problem] = (), hint: str = "") -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(message or "\n".join(map(str, self.problems)), hint=hint)


class UsageError(LuoshiError):
    """The command or the call was put wrongly."""

    status = 2


class SiteError(LuoshiError):
    """The site is at fault: missing configuration, an unknown calendar year, a damaged file."""

    status = 3


class Refused(LuoshiError):
    """The actor may not do this."""


class Missing(LuoshiError):
    """Not there, or not the actor's to see: the two are not told apart."""


class Stale(LuoshiError):
    """Somebody else changed it first."""


class Locked(LuoshiError):
    """A closed period or frozen month; the message says why and who can lift it."""


def want_reason(why: str) -> None:
    """Refuse what nobody gave a reason for."""
    if not why.strip():
        raise InputError("没有写原因", hint="写明原因")
