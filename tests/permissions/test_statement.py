"""Every address, every operation and every command is stated, and nothing that there is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
import yaml

from luoshi.cli.main import app
from tests.addresses import addresses
from tests.permissions import statement
from tests.permissions.commands import COMMANDS
from tests.permissions.walk import operations

SAID = yaml.safe_load(statement.FILE.read_text("utf-8"))


def commands(command: Any, words: str = "") -> Iterator[tuple[str, bool]]:
    """Every command, and whether it can act as somebody."""
    below = getattr(command, "commands", {})
    if not below or (words and command.invoke_without_command):
        yield words.strip(), any("--as" in one.opts for one in command.params)
    for name, one in below.items():
        yield from commands(one, f"{words} {name}")


def stated() -> set[str]:
    """Every address that the file names, its method and phase left away."""
    found = set()
    for screen, named in statement.stated().items():
        if screen == "commands":
            continue
        for said in named:
            name = said.partition(" @")[0].rpartition(" ")[2]
            found.add(name if screen == "site" else f"{screen}:{name}")
    return found


def test_every_address_and_every_operation_is_stated_and_no_other() -> None:
    there = {
        *(one.name for one in addresses() if not one.name.startswith("api:")),
        *(name for name, _method, _parameters in operations()),
    }
    named = stated() | set(SAID["elsewhere"])
    assert sorted(there - named) == []
    assert sorted(named - there) == []


def test_the_interface_has_no_operation_that_its_description_hides() -> None:
    """Beside the operations there are its own page, its description and the page that draws it."""
    there = {one.name for one in addresses() if one.name.startswith("api:")}
    assert there - {name for name, _method, _parameters in operations()} == {
        "api:None", "api:api-root", "api:openapi-json",
    }  # fmt: skip


def test_every_command_that_acts_as_somebody_is_asked_by_everybody() -> None:
    assert set(COMMANDS) == set(SAID["commands"]["as somebody"])


def test_what_is_tried_elsewhere_says_where_and_is_not_stated_twice() -> None:
    for view, where in SAID["elsewhere"].items():
        assert (statement.FILE.parents[2] / where.split()[0]).exists(), view
        assert view not in stated()


def test_every_command_is_stated_with_whom_it_acts_for() -> None:
    there = dict(commands(typer.main.get_command(app)))
    said = {name: by == "as somebody" for by, names in SAID["commands"].items() for name in names}
    assert said == there


def test_a_command_that_is_stated_is_one_that_acts_as_somebody_and_none_is_left_out() -> None:
    assert set(statement.stated()["commands"]) == set(SAID["commands"]["as somebody"])


def test_a_role_that_the_file_names_is_one_that_somebody_can_hold() -> None:
    from luoshi.packs import library
    from luoshi.units.policy import ROLES

    packs = library.shipped().values()
    held = {*ROLES, *(key for pack in packs for key, one in pack.roles.items() if not one.lent)}
    groups = {statement.ANYBODY, statement.SIGNED_IN, statement.OFFICES, statement.NOBODY}
    words = {
        word.removesuffix(" there")
        for addresses in statement.stated().values()
        for may in addresses.values()
        for word in may.split(", ")
    }
    assert words - held - groups - set(statement.APART.values()) == set()
