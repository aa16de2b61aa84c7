"""The package of a site below is received: checked, then put into the lake, all or nothing.

Checked before anything changes: what an archive would unpack to; every file against its signed manifest; that
a key signed it which is registered for that unit; that it follows the last one received; and that it fits
(`fitting`). Then one transaction records it, in which its folder appears in the lake by one rename.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

from luoshi.journal.actions import action, append
from luoshi.kernel import disk
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Refused
from luoshi.kernel.periods import Period
from luoshi.periods import duties, fitting, keys, lake, levels, package, queries, stated
from luoshi.periods.errors import BadPackage
from luoshi.periods.models import HandIn, Origin, PackageRefused, Received, Sender, SenderKey
from luoshi.periods.package import Report
from luoshi.periods.policy import CLOSES
from luoshi.units import queries as units


@dataclass(frozen=True)
class Receipt:
    """What was received: whose month, the digest of its manifest, what it corrects (empty: nothing), how many
    rows, the fingerprint of the key, the packs of this site in which it says nothing."""

    unit: str
    name: str
    period: str
    digest: str
    corrects: str
    rows: int
    fingerprint: str
    learned: bool
    """A new key became known by its rotation."""
    without: tuple[str, ...]


@dataclass(frozen=True)
class _Checked:
    """A package in whose favour everything speaks."""

    folder: Path
    report: Report
    unit: str
    period: Period
    trusted: str
    without: tuple[str, ...]

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.report.manifest


def receive(actor: Actor, path: Path) -> Receipt:
    """Receive a package, a folder or a zip. `BadPackage` or `InputError` says why it is refused; then nothing
    has changed. Killed at any moment it leaves the site as before, or the package received."""
    _may(actor)
    with _copied(path) as folder:
        report = package.verify(folder)
        checked = _checked(folder, report)
        return _record(actor, checked)


def offer(actor: Actor, path: Path) -> Receipt:
    """As `receive`, for a page: why a package was refused is kept for others to see, then said."""
    try:
        return receive(actor, path)
    except InputError as fault:
        note_refusal(actor, fault, *package.claimed(path))
        raise


@contextmanager
def _copied(path: Path) -> Iterator[Path]:
    """A copy of the package beside the lake, so that what is checked is what is kept. What a killed try left
    there goes first."""
    waiting = Path(settings.LAKE)
    waiting.mkdir(parents=True, exist_ok=True)
    with disk.alone(waiting) as mine:
        if not mine:
            raise InputError("正在接收另一个结账包", hint="等它完成")
        for left in waiting.glob(".coming-*"):
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=".coming-", dir=waiting))
        try:
            package.unpack(path, folder)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _checked(folder: Path, report: Report) -> _Checked:
    said = report.manifest
    stated.check(said, stated.Sent)
    unit, period = str(said["unit"]), Period.parse(str(said["period"]))
    sender = levels.sender(unit)
    if period not in [month for month in period.months() if lake.sends(sender, month)]:
        raise InputError(f"{units.unit(unit).name}不报送{period.label}", hint=f"自 {sender.since} 起报送")
    trusted = _trusted(unit, said)
    _follows(unit, period, report)
    without = fitting.check(folder, said, units.subtree([unit]))
    return _Checked(folder, report, unit, period, trusted, without)


def _trusted(unit: str, said: Mapping[str, Any]) -> str:
    """The registered key that signed, or signed for the key that did."""
    public = str(said["public_key"])
    known = {one.public: one for one in SenderKey.objects.filter(unit=unit)}
    trusted = keys.leads(said["rotations"], known, public)
    if not trusted:
        other = SenderKey.objects.filter(public=public).first()
        whose = f"，它登记在{units.unit(other.unit).name}名下" if other else ""
        raise BadPackage(
            f"签名的密钥（指纹 {keys.fingerprint(public)}）没有登记为{units.unit(unit).name}的{whose}",
            hint="电话核对指纹后登记：luoshi senders add",
        )
    day = datetime.fromisoformat(str(said["closed_at"])).date()
    if not levels.good_on(known[trusted], day):
        what = "已作废" if known[trusted].withdrawn else f"在 {day} 不在有效期内"
        raise BadPackage(
            f"签名的密钥（指纹 {keys.fingerprint(trusted)}）{what}", hint="请该单位换用登记的密钥重新出包"
        )
    return trusted


def _follows(unit: str, period: Period, report: Report) -> None:
    """A package is the next link of its sender's chain: no replay, no gap, no fork."""
    came = list(Received.objects.filter(unit=unit).order_by("id"))
    again = next((one for one in came if one.digest == report.digest), None)
    if again is not None:
        raise InputError(
            f"{period.label}的这个包（{report.short}）已于 {again.at:%Y-%m-%d %H:%M} 接收过", hint="不用再收"
        )
    corrects, previous = str(report.manifest.get("corrects", "")), str(report.manifest["previous"])
    expected = _next(unit, came)
    if corrects and corrects not in {one.digest for one in came if one.period == str(period)}:
        raise InputError(f"它更正的{period.label}的包（{corrects[:12]}）没有接收过", hint="先接收原来的包")
    if not corrects and period > expected:
        raise InputError(f"缺{_months(expected, period)}的包", hint="按月份先后接收")
    if came and previous != came[-1].digest:
        raise InputError(*_broken(came, previous, period))
    if not corrects and period != expected:
        raise InputError(f"{period.label}已经接收过，而这个包不是更正", hint="更正包要写明更正的是哪一个包")


def _next(unit: str, came: list[Received]) -> Period:
    months = [Period.parse(one.period) for one in came]
    return max(months).next() if months else Period.parse(levels.sender(unit).since)


def _months(first: Period, until: Period) -> str:
    found, month = [], first
    while month < until:
        found.append(month.label)
        month = month.next()
    return "、".join(found)


def _broken(came: list[Received], previous: str, period: Period) -> tuple[str]:
    """Why a package does not follow the last one."""
    for one, after in pairwise(came):
        if one.digest == previous:
            return (
                f"{period.label}的这个包与已接收的 {after.period}（{after.digest[:12]}）"
                f"接在同一个包之后，链分叉了",
            )  # fmt: skip
    last = came[-1]
    return (
        f"{period.label}的这个包接在 {previous[:12]} 之后，而最近接收的是 {last.period}"
        f"（{last.digest[:12]}）：中间缺一个包，或不是同一条链",
    )


@action
def _record(actor: Actor, one: _Checked) -> Receipt:
    """Record a checked package and let it appear in the lake."""
    _follows(one.unit, one.period, one.report)
    said, digest, corrects = one.manifest, one.report.digest, str(one.manifest.get("corrects", ""))
    public = str(said["public_key"])
    learned = _learn(one.unit, public, one.trusted, str(said["closed_at"]))
    rows = sum(file.get("rows", 0) for file in said["files"].values())
    Received.objects.create(
        unit=one.unit, period=str(one.period), digest=digest, corrects=corrects, public=public, rows=rows,
        at=actor.now(), by=actor.person,
    )  # fmt: skip
    _number(one.unit, said["origins"])
    _handed_in(actor, one.unit, one.period)
    append(
        actor, f"unit:{one.unit}", "receive",
        {"period": str(one.period), "digest": digest, "corrects": corrects, "key": public,
         "key_learned": learned, "journal": said["journal"], "rows": rows},
    )  # fmt: skip
    there = lake.place(one.unit, str(one.period), digest)
    there.parent.mkdir(parents=True, exist_ok=True)
    package.publish(one.folder, there)
    return Receipt(
        one.unit, units.unit(one.unit).name, str(one.period), digest, corrects, rows,
        keys.fingerprint(public), learned, one.without,
    )  # fmt: skip


def _learn(unit: str, public: str, trusted: str, closed_at: str) -> bool:
    """A key that a registered one signed for is registered from the package's day on; the old one's days end
    there."""
    if public == trusted:
        return False
    day = datetime.fromisoformat(closed_at).date()
    old = SenderKey.objects.get(public=trusted)
    SenderKey.objects.create(unit=unit, public=public, valid_from=day, valid_to=old.valid_to, after=trusted)
    SenderKey.objects.filter(public=trusted).update(valid_to=day)
    return True


def _number(unit: str, told: Mapping[str, Mapping[str, Any]]) -> None:
    for theirs, code in {0: unit, **{int(key): str(said["unit"]) for key, said in told.items()}}.items():
        Origin.objects.get_or_create(sender=unit, theirs=theirs, defaults={"unit": code})


def _handed_in(actor: Actor, unit: str, period: Period) -> None:
    """What has come is in, as a unit's month that was accepted; a closed month stays as it was closed."""
    if queries.closing(period):
        return
    days = duties.owed(period).values()
    first = HandIn.objects.filter(unit=unit, period=str(period), state="accepted").first()
    late = first.late if first else bool(days) and actor.now() > max(days)
    HandIn.objects.update_or_create(
        unit=unit, period=str(period),
        defaults={"state": "accepted", "at": actor.now(), "by": actor.person, "why": "", "late": late},
    )  # fmt: skip


@action
def note_refusal(actor: Actor, fault: LuoshiError, unit: str = "", period: str = "") -> PackageRefused:
    """Keep that a package which was uploaded was refused and why, for others to see. `unit` and `period` are
    what it claims to be, and are kept only where such a sender is registered."""
    _may(actor)
    claimed = Sender.objects.filter(unit=unit).exists()
    made = PackageRefused.objects.create(
        unit=unit if claimed else "", period=period[:8] if claimed else "", why=str(fault), at=actor.now(),
        by=actor.person,
    )  # fmt: skip
    append(actor, f"unit:{made.unit}", "refuse_package", {"period": made.period}, why=made.why)
    return made


def _may(actor: Actor) -> None:
    if not actor.is_system and units.top() not in units.reach(actor, *CLOSES):
        raise Refused("您不能接收结账包", hint="由最上级单位的督查员接收")
