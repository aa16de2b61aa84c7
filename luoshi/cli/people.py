"""`luoshi units` and `luoshi people`: lists, one line each or one JSON object a line."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from luoshi.cli import setup


def units(
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
) -> None:
    """单位树。"""
    setup.ready()
    from luoshi.units import queries

    for node in queries.tree():
        unit = node.unit
        if as_json:
            said = {"code": unit.code, "name": unit.name, "kind": unit.kind, "parent": unit.parent_id}
            print(json.dumps(said, ensure_ascii=False))
        else:
            print(f"{unit.code:<12}{'  ' * node.depth}{unit.name}")


def people(
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
) -> None:
    """人员及其角色。"""
    setup.ready()
    from luoshi.ledgers import queries as ledgers
    from luoshi.units import queries

    for person in queries.people():
        held = [{"role": one.role, "unit": one.unit_id} for one in person.holdings.all()]
        if as_json:
            print(json.dumps({"login": person.login, "name": person.name, "roles": held}, ensure_ascii=False))
        else:
            roles = "、".join(f"{ledgers.role_label(one['role'])}@{one['unit']}" for one in held)
            print(f"{person.login:<16}{person.name}  {roles}")
