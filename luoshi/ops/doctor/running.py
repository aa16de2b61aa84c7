"""Checks of how a site runs: keys, clock, calendar, disk, worker, jobs, outbox, backups."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from luoshi.exchange import outbox_queries
from luoshi.journal import queries as journal
from luoshi.kernel.errors import SiteError
from luoshi.kernel.workdays import is_workday
from luoshi.ops import beat
from luoshi.ops import queries as jobs
from luoshi.ops.actions import SITE
from luoshi.ops.doctor.findings import Finding, good, warning, wrong
from luoshi.periods import package
from luoshi.periods import queries as periods
from luoshi.periods.keys import KEY, leads, public_hex, rotations, signing_key

LEAST, LITTLE = 1024**3, 5 * 1024**3
"""Bytes of disk below which a close may fail, and below which somebody should look."""
WAITED = timedelta(minutes=10)
BACKED_UP = timedelta(days=8)
AHEAD = timedelta(minutes=5)
"""So far the clocks of two processes may differ."""
_PRIVATE = 0o077


def calendar(folder: Path) -> Iterator[Finding]:
    del folder
    year = settings.CLOCK().year
    unknown = []
    for one in (year, year + 1):
        try:
            is_workday(date(one, 1, 1))
        except SiteError:
            unknown.append(one)
    if year in unknown:
        yield wrong("calendar", f"没有{year}年的工作日历", "升级 chinesecalendar")
    elif unknown:
        yield warning(
            "calendar", f"还没有{year + 1}年的工作日历", "国务院办公厅11月公布以后升级 chinesecalendar"
        )
    else:
        yield good("calendar", f"工作日历到{year + 1}年")


def disk(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    said = f"磁盘剩余 {free / 1024**3:.1f} GB"
    if free < LEAST:
        yield wrong("disk", said, "清理磁盘：不足 1 GB 时结账和备份会失败")
    elif free < LITTLE:
        yield warning("disk", said, "清理磁盘")
    else:
        yield good("disk", said)


def keys(folder: Path) -> Iterator[Finding]:
    """Readable by the owner alone, and the one by which the last package was signed, or one that it vouches
    for."""
    secret = [folder / "site.json", folder / "keys", *(folder / "keys").glob("*.key")]
    open_ = [one for one in secret if one.exists() and one.stat().st_mode & _PRIVATE]
    for one in open_:
        mode = "700" if one.is_dir() else "600"
        yield wrong("keys", f"别人能读 {one.relative_to(folder)}", f"chmod {mode} {one}")
    try:
        stranger = _stranger(folder / "keys")
    except (SiteError, OSError, ValueError) as fault:
        yield wrong("keys", str(fault), "从备份恢复 keys 文件夹")
        return
    if stranger:
        yield warning("keys", stranger, "从备份恢复 keys 文件夹；没有备份的，请上级登记新公钥（luoshi key）")
    elif not open_:
        yield good("keys", "密钥只有本人能读，接得上以前的结账包")


def _stranger(folder: Path) -> str:
    """Why those who know the key of the last package will not know the next one; empty when they will."""
    closed = periods.closings()
    manifest = Path(settings.PACKAGES) / closed[-1].period / package.MANIFEST if closed else None
    if manifest is None or not manifest.is_file():
        return ""
    if not (folder / KEY).exists():
        return "签名密钥不在了，下次结账会用一把新的"
    known, own = json.loads(manifest.read_bytes())["public_key"], public_hex(signing_key(folder))
    if not leads(rotations(folder), {known}, own):
        return f"签名密钥不是签{closed[-1].period}结账包的那一把，也没有由它作证"
    return ""


def clock(folder: Path) -> Iterator[Finding]:
    """The machine's clock is not behind what was written already. A demonstration keeps its day."""
    del folder
    last = journal.latest("", 1)
    if settings.SITE.today is None and last and last[0].at - settings.CLOCK() > AHEAD:
        said = f"时钟比最近一条日志（{timezone.localtime(last[0].at):%Y-%m-%d %H:%M}）还早"
        yield wrong("clock", said, "校准时钟（timedatectl set-ntp true）；此间办的事，日志里的时间不准")
    else:
        yield good("clock", "时钟没有往回走")


def worker(folder: Path) -> Iterator[Finding]:
    del folder
    age = beat.age()
    if age is None or age > beat.LATE:
        yield wrong("worker", "后台程序没有运行", "启动 luoshi work（systemctl start luoshi-work）")
    else:
        yield good("worker", "后台程序在运行")


def stuck_jobs(folder: Path) -> Iterator[Finding]:
    del folder
    lost, waited = jobs.stuck(timezone.now() - WAITED)
    if lost or waited:
        yield wrong(
            "jobs",
            f"任务卡住：{lost} 个没有进展，{waited} 个等了 10 分钟以上",
            "重启 luoshi work，再请提出的人重新办理",
        )
    else:
        yield good("jobs", "没有卡住的任务")


def outbox(folder: Path) -> Iterator[Finding]:
    del folder
    late, failed = outbox_queries.behind(timezone.now() - timedelta(hours=1))
    if late:
        yield wrong(
            "outbox", f"{late} 条消息一小时前就该发出", "看 luoshi work 的日志，核对 LUOSHI_MAIL_URL 和渠道"
        )
    if failed:
        yield warning("outbox", f"{failed} 条消息没有送到", "在“管理”的渠道页面看原因")
    if not late and not failed:
        yield good("outbox", "消息都已发出")


def backed_up(folder: Path) -> Iterator[Finding]:
    del folder
    last = next(
        (one.at for one in reversed(journal.history(SITE)) if one.verb in ("backup", "restore")), None
    )
    if last is None or settings.CLOCK() - last > BACKED_UP:
        yield warning("backup", "八天以上没有备份", "用定时任务运行 luoshi backup，见 docs/how-to/operate.md")
    else:
        yield good("backup", f"最近一次备份：{timezone.localtime(last):%Y-%m-%d %H:%M}")
