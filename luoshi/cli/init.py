"""`luoshi init`: a site of one's own, empty."""

from __future__ import annotations

from typing import Annotated

import typer

from luoshi.cli import setup
from luoshi.config import site as sites
from luoshi.kernel.errors import SiteError
from luoshi.ops.backup import unfinished

NEXT = """接着建单位和第一个系统管理员（密码从终端读入）：
  luoshi --site {site} units add QH {name} --kind county
  luoshi --site {site} people add heli 何立
  luoshi --site {site} people grant heli admin QH
再运行 luoshi --site {site} serve 和 luoshi --site {site} work，登录后在“管理”里启用台账包。"""


def init(
    name: Annotated[str, typer.Argument(help="站点名称，写在每页上方，如 清河县")],
    host: Annotated[list[str] | None, typer.Option(help="用哪些域名访问；可写多次")] = None,
) -> None:
    """新建一个站点：文件夹、设置和数据表。"""
    where = sites.folder()
    unfinished.refuse(where)
    if (where / "site.json").exists():
        raise SiteError(f"这里已经有站点：{where}", hint="换一个文件夹；要用这个站点的，运行 luoshi serve")
    sites.make(where, name=name, hosts=host or ())
    setup.ready()
    setup.migrate()
    print(f"已新建站点“{name}”：{where}")
    print(NEXT.format(site=where, name=name))
