"""`luoshi backup` and `luoshi restore`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luoshi.cli import setup
from luoshi.cli.progress import progress
from luoshi.config import site as sites
from luoshi.kernel.errors import UsageError

if TYPE_CHECKING:
    from luoshi.ops.backup.manifest import Manifest

Secret = Annotated[
    Path | None, typer.Option("--password-file", help="备份口令所在的文件；不写则在终端上输入")
]
Json = Annotated[bool, typer.Option("--json", help="一个 JSON 对象")]


def backup(
    file: Annotated[Path, typer.Argument(help="写到哪个文件，如 luoshi-2026-03-18.zip；已有的不覆盖")],
    password_file: Secret = None,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="密钥不进备份；恢复的站点会有新的密钥")
    ] = False,
    as_json: Json = False,
) -> None:
    """备份：站点的全部内容写进一个签名的文件，可以边用边备；密钥用口令加密，或不进备份。"""
    setup.ready()
    password = _password(password_file, without_keys=without_keys, twice=True)
    from luoshi.cli.operator import operator
    from luoshi.ops import actions, troubles
    from luoshi.ops.backup import making

    with progress() as tell:
        made = making.make(operator(), sites.folder(), file, password=password, tell=tell)
    lacking = troubles.passed_over(lambda: actions.note_backed_up(operator(), made.digest))
    _tell(made.manifest, made.digest, as_json=as_json, what=f"已备份 → {file}")
    for said in made.manifest.boxes:
        print(f"正在投票的“{said}”：票箱不进备份", file=sys.stderr)
    for said in made.manifest.left_out:
        print(f"表 {said} 不是落实的，没有备份", file=sys.stderr)
    if made.manifest.damaged:
        print(
            f"有 {len(made.manifest.damaged)} 份佐证与登记时不一致，照原样备份；运行 luoshi doctor",
            file=sys.stderr,
        )
    if lacking:
        print(f"备份是完整的，但没有记入站点的日志：{lacking.message}", file=sys.stderr)
    if made.manifest.damaged or lacking:
        raise typer.Exit(3)


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    password_file: Secret = None,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="不恢复密钥，站点会有新的密钥")
    ] = False,
    key: Annotated[str, typer.Option(help="应当由哪个公钥签名（十六进制）；不写则只说是哪个")] = "",
    check: Annotated[bool, typer.Option("--check", help="只核对备份，不恢复")] = False,
    as_json: Json = False,
) -> None:
    """恢复：核对备份，恢复到空的站点文件夹（--site）和空的数据库（哪种都行），再逐行逐个文件核对。"""
    setup.ready(must_exist=False)
    password = _password(password_file, without_keys=without_keys)
    from luoshi.cli.operator import operator
    from luoshi.ops.backup import restoring

    with progress() as tell:
        if check:
            done = restoring.look(file, password=password, key=key, tell=tell)
        else:
            done = restoring.restore(operator(), file, sites.folder(), password=password, key=key, tell=tell)
    what = "备份完好" if check else f"已恢复到 {sites.folder()}，与备份逐行相同"
    _tell(done.manifest, done.digest, as_json=as_json, what=what, migrated=done.migrated)
    for said in done.manifest.boxes:
        print(f"备份时“{said}”正在投票，票箱不在备份里：那次投票要重新举行", file=sys.stderr)
    if not password and not check:
        print("密钥是新的：人人重新登录，机器人和接口地址要重填，以后的结账包用新密钥签名", file=sys.stderr)


def _password(file: Path | None, *, without_keys: bool, twice: bool = False) -> str:
    """The password of the keys; empty when they are left out, which has to be said."""
    from luoshi.ops.backup import secrets

    if without_keys:
        if file is not None:
            raise UsageError("--password-file 和 --without-keys 只能写一个", hint="去掉一个")
        return ""
    if file is not None:
        return secrets.check(file.read_text("utf-8").strip())
    if not sys.stdin.isatty():
        raise UsageError("没有说密钥怎么办", hint="用 --password-file 写明口令文件，或用 --without-keys")
    return secrets.check(typer.prompt("备份口令", hide_input=True, confirmation_prompt=twice))


def _tell(
    manifest: Manifest, digest: str, *, as_json: bool, what: str, migrated: list[str] | None = None
) -> None:
    rows = sum(one.rows for one in manifest.tables.values())
    files = len(manifest.files) - len(manifest.tables)
    if as_json:
        said: dict[str, Any] = {
            "digest": digest, "public_key": manifest.public_key, "made_at": manifest.made_at,
            "site": manifest.site, "database": manifest.database, "tables": len(manifest.tables),
            "rows": rows, "files": files, "secrets": manifest.secrets, "journal": manifest.journal.size,
            "boxes": list(manifest.boxes), "damaged": list(manifest.damaged), "migrated": migrated or [],
        }  # fmt: skip
        print(json.dumps(said, ensure_ascii=False))
        return
    print(what)
    print(f"{manifest.site} {manifest.made_at}：{len(manifest.tables)} 张表 {rows} 行，{files} 个文件")
    print(f"日志链 {manifest.journal.size} 条，清单摘要 {digest[:12]}")
    print(f"公钥 {manifest.public_key}，密钥{'用口令加密' if manifest.secrets == 'sealed' else '不在备份里'}")
    if migrated:
        print(f"数据表已更新到本版本（{len(migrated)} 步）")
