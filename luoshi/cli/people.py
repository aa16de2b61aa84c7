"""`luoshi units` and `luoshi people`: lists, one line each or one JSON object a line; add and change."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from luoshi.cli import setup

Json = Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")]
Login = Annotated[str, typer.Argument(help="登录名")]
Code = Annotated[str, typer.Argument(help="单位代码")]
As = Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")]
Day = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="自哪天起，默认今天")]

units = typer.Typer(invoke_without_command=True, help="单位树；增加、修改、撤销单位")
people = typer.Typer(invoke_without_command=True, help="人员及其角色；增加人员，授予、收回角色")


@units.callback()
def list_units(context: typer.Context, as_json: Json = False) -> None:
    """单位树。"""
    if context.invoked_subcommand:
        return
    setup.ready()
    from luoshi.units import queries

    for node in queries.tree():
        unit = node.unit
        if as_json:
            said = {"code": unit.code, "name": unit.name, "kind": unit.kind, "parent": unit.parent_id}
            print(json.dumps(said, ensure_ascii=False))
        else:
            print(f"{unit.code:<12}{'  ' * node.depth}{unit.name}")


@units.command("add")
def add_unit(
    code: Code,
    name: Annotated[str, typer.Argument(help="全称")],
    kind: Annotated[str, typer.Option(help="类别：city、county、township、department、park、enterprise…")],
    parent: Annotated[str, typer.Option(help="上级单位代码")] = "",
    short: Annotated[str, typer.Option(help="简称")] = "",
    rank_class: Annotated[str, typer.Option("--class", help="分类，同类之间排名")] = "",
    alias: Annotated[list[str] | None, typer.Option(help="别名，可多次")] = None,
    login: As = "",
) -> None:
    """增加单位。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.units import actions

    made = actions.add_unit(
        operator(login), code, name, kind, parent=parent or None, short=short, rank_class=rank_class,
        aliases=alias or (),
    )  # fmt: skip
    print(f"已增加 {made.code} {made.name}")


@units.command("change")
def change_unit(
    code: Code,
    name: Annotated[str | None, typer.Option(help="新名称；原名称作为别名保留")] = None,
    short: Annotated[str | None, typer.Option(help="简称")] = None,
    rank_class: Annotated[str | None, typer.Option("--class", help="分类")] = None,
    alias: Annotated[list[str] | None, typer.Option(help="增加的别名，可多次")] = None,
    login: As = "",
) -> None:
    """修改单位。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.units import actions

    who = operator(login)
    for one in alias or ():
        actions.add_alias(who, code, one)
    if (name, short, rank_class) != (None, None, None) or not alias:
        actions.change_unit(who, code, name=name, short=short, rank_class=rank_class)
    print(f"已修改 {code}")


@units.command("end")
def end_unit(
    code: Code, why: Annotated[str, typer.Option(help="原因")], on: Day = None, login: As = ""
) -> None:
    """撤销单位，历史保留。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.units import actions

    who = operator(login)
    actions.end_unit(who, code, on=on.date() if on else who.today(), why=why)
    print(f"已撤销 {code}")


@people.callback()
def list_people(context: typer.Context, as_json: Json = False) -> None:
    """人员及其角色。"""
    if context.invoked_subcommand:
        return
    setup.ready()
    from luoshi.ledgers import queries as ledgers
    from luoshi.units import queries

    for person in queries.people():
        held = [{"role": one.role, "unit": one.unit_id} for one in person.holdings.all()]
        if as_json:
            print(json.dumps({"login": person.login, "name": person.name, "roles": held}, ensure_ascii=False))
        else:
            roles = "、".join(f"{ledgers.role_label(one['role'])}@{one['unit']}" for one in held)
            print(f"{person.login:<20}{person.name}  {roles}")


@people.command("add")
def add_person(login_name: Login, name: Annotated[str, typer.Argument(help="姓名")], login: As = "") -> None:
    """增加人员；密码从终端读入，不回显。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.units import actions

    password = typer.prompt("密码", hide_input=True, confirmation_prompt="再输一遍")
    made = actions.add_person(operator(login), login_name, name, password)
    print(f"已增加 {made.login} {made.name}；用 luoshi people grant 授予角色")


@people.command("grant")
def grant(
    login_name: Login,
    role: Annotated[
        str, typer.Argument(help="角色：supervisor、reporter、reviewer、leader、assessor、admin…")
    ],
    unit: Code,
    login: As = "",
) -> None:
    """授予角色。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.ledgers import queries as ledgers
    from luoshi.units import actions

    actions.grant(operator(login), login_name, ledgers.holdable(role), unit)
    print(f"已授予 {login_name} {role}@{unit}")


@people.command("revoke")
def revoke(
    login_name: Login,
    role: Annotated[str, typer.Argument(help="角色")],
    unit: Code,
    why: Annotated[str, typer.Option(help="原因")] = "",
    on: Day = None,
    login: As = "",
) -> None:
    """收回角色。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.units import actions

    who = operator(login)
    actions.revoke(who, login_name, role, unit, on=on.date() if on else who.today(), why=why)
    print(f"已收回 {login_name} {role}@{unit}")


@people.command("reset-second-factor")
def reset_second_factor(
    login_name: Login, why: Annotated[str, typer.Option(help="怎样核实了是本人")], login: As = ""
) -> None:
    """重设两步验证：手机丢失的人重新只凭密码登录。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.units import second_factor

    second_factor.reset(operator(login), login_name, why=why)
    print(f"已重设 {login_name} 的两步验证")


@people.command("password")
def password(login_name: Login, login: As = "") -> None:
    """重设密码；从终端读入，不回显。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.units import actions

    said = typer.prompt("新密码", hide_input=True, confirmation_prompt="再输一遍")
    actions.change_password(operator(login), login_name, said)
    print(f"已重设 {login_name} 的密码")
