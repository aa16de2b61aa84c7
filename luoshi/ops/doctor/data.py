"""Checks of what a site holds: journal, tables, evidence, left-over files."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from luoshi.exchange.models import Upload
from luoshi.journal import queries as journal
from luoshi.journal.errors import BrokenChain
from luoshi.ledgers import adoption, queries, rebuild
from luoshi.ledgers.files import path as evidence_path
from luoshi.ledgers.models import Evidence
from luoshi.ops import health
from luoshi.ops.backup.places import Places
from luoshi.ops.doctor.findings import Finding, good, warning, wrong
from luoshi.periods import lake
from luoshi.periods import queries as periods
from luoshi.units.models import Registration

OLD = 24 * 3_600
"""Seconds after which a passing file belongs to nobody who still writes it."""
_FEW = 5
"""Names in a sentence; the rest is counted."""


def listed(names: list[str]) -> str:
    more = len(names) - _FEW
    return "、".join(names[:_FEW]) + (f" 等 {len(names)} 个" if more > 0 else "")


def chain(folder: Path) -> Iterator[Finding]:
    del folder
    try:
        yield good("journal", f"日志链完整，{journal.check_chain()} 条")
    except BrokenChain as fault:
        yield wrong("journal", fault.message, fault.hint)
    if (waiting := journal.unsealed()) > 1_000:
        yield warning("journal", f"{waiting} 条日志没有封存", "启动 luoshi work")


def schema(folder: Path) -> Iterator[Finding]:
    """Migrations, and the ledgers' tables against the packs that are adopted."""
    del folder
    if steps := health.steps_left():
        yield wrong("schema", f"数据表还差 {steps} 步更新", "重新启动 luoshi serve，它会更新数据表")
        return
    yield good("schema", "数据表是本版本的")
    for pack in queries.packs().values():
        lacking = [one.what for one in adoption.plan(pack) if one.kind != "hide"]
        if lacking:
            yield wrong(
                "schema", f"“{pack.label}”的表和台账包不符：{listed(lacking)}", "从备份恢复，并查明原因"
            )


def drift(folder: Path) -> Iterator[Finding]:
    """Each ledger's table, and the shares of records, against what the journal says."""
    del folder
    sound = True
    if split := rebuild.share_differences():
        sound = False
        yield wrong(
            "drift", f"份额和日志不一致：{listed(split)}", "先备份并查明是谁改动了数据库，再从备份恢复"
        )
    for name, spec in queries.ledgers().items():
        numbers = rebuild.differences(name)
        if numbers:
            sound = False
            said = listed([str(one) for one in numbers])
            yield wrong(
                "drift", f"“{spec.label}”有 {len(numbers)} 条和日志不一致：{said}",
                "先备份并查明是谁改动了数据库，再用 --fix 按日志改回", (f"rebuild {name}",),
            )  # fmt: skip
    if sound:
        yield good("drift", "台账和日志一致")


def evidence(folder: Path) -> Iterator[Finding]:
    """Every file that a row names is there, and every file is as its name says. One that no row names came
    with something that was broken off: it takes room and hurts nobody."""
    named = _registered()
    lost = sorted(one[:12] for one in named if not evidence_path(one).is_file())
    rotten, more = [], 0
    for digest, file in _kept(folder):
        more += digest not in named
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                rotten.append(digest[:12])
    if lost:
        yield wrong("evidence", f"佐证文件不在了：{listed(lost)}", "从备份恢复 evidence 文件夹里的这些文件")
    if rotten:
        yield wrong("evidence", f"佐证文件与登记时不一致：{listed(rotten)}", "从备份恢复这些文件，并查明原因")
    if not lost and not rotten:
        said = f"；另有 {more} 份没有登记的文件（上传时中断），不影响使用" if more else ""
        yield good("evidence", f"{len(named)} 份佐证都在，内容和登记时一致{said}")


def _registered() -> set[str]:
    """The digests of files that rows name."""
    return {
        *Evidence.objects.values_list("sha256", flat=True), *Upload.objects.values_list("sha256", flat=True),
        *Registration.objects.exclude(paper="").values_list("paper", flat=True),
    }  # fmt: skip


def unregistered(folder: Path) -> list[Path]:
    """Files of evidence that no row names."""
    named = _registered()
    return [file for digest, file in _kept(folder) if digest not in named]


def _kept(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of evidence, by the digest that it is named after."""
    return ((name.removeprefix("evidence/"), file) for name, file in Places(folder).evidence())


def leftovers(folder: Path) -> Iterator[Finding]:
    """Files that somebody was killed while writing, and packages that were not yet recorded then."""
    passing = [
        *(folder / "evidence").glob("??/tmp*"), *(folder / "packages").glob(".*"),
        *(folder / "lake").glob(".coming-*"), *(folder / "lake").glob(".passing-*"),
        *(folder / "keys").glob("*.new"),
    ]  # fmt: skip
    old = [one for one in passing if _is_old(one)]
    if old:
        names = [str(one.relative_to(folder)) for one in old]
        fixes = tuple(f"remove {name}" for name in names)
        yield warning("leftovers", f"没有写完的临时文件：{listed(names)}", "用 --fix 删去", fixes)
    if unknown := [str(one.relative_to(folder)) for one in unpublished(folder) if _is_old(one)]:
        yield warning(
            "leftovers", f"没有登记的结账包：{listed(unknown)}",
            "结账或接收没有完成的，再办一次就会替换；数据库是从旧备份恢复的，先查明原因",
        )  # fmt: skip
    if not old and not unknown:
        yield good("leftovers", "没有遗留的临时文件")


def _is_old(file: Path) -> bool:
    return time.time() - file.stat().st_mtime > OLD


def unpublished(folder: Path) -> Iterator[Path]:
    """Packages that had their name already when whoever was publishing them was killed: the site knows
    nothing of them, and they would be written over when it is done again."""
    known = {one.period for one in periods.closings()} | periods.corrections()
    for one in (folder / "packages").glob("[!.]*"):
        if one.name not in known:
            yield one
    received = lake.received()
    for one in (folder / "lake").glob("[!.]*/*"):
        if one.relative_to(folder / "lake").as_posix() not in received:
            yield one
