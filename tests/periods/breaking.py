"""Packages that are not what they were: damaged in every way, or signed and yet not to be counted."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luoshi.kernel import canonical
from luoshi.periods import package
from luoshi.periods.merged import SPAN
from tests.periods.sites import resigned, run, state

RECEIVED = "would be received"


def received_each(site: Path, folder: Path) -> dict[str, str]:
    """What a site says to every package in a folder, one after the other in a process of its own. One that it
    would receive is stopped at the last step, so that nothing of the site may change by any."""
    run(site, _try_each, str(folder), str(folder.with_suffix(".json")))
    said: dict[str, str] = json.loads(folder.with_suffix(".json").read_text("utf-8"))
    return said


def _try_each(folder: str, to: str) -> None:
    """In the site's process."""
    from luoshi.config import site as sites
    from luoshi.kernel.errors import InputError, LuoshiError
    from luoshi.periods import receiving
    from tests.people import SYSTEM

    def stopped(*_: object) -> None:
        raise InputError(RECEIVED)

    receiving.package.publish = stopped
    said: dict[str, str] = {}
    before = state(sites.folder())
    for one in sorted(Path(folder).iterdir()):
        try:
            receiving.receive(SYSTEM, one)
        except InputError as fault:
            said[one.name] = str(fault)
        except LuoshiError as fault:
            said[one.name] = f"status {fault.status}: {fault}"
        except Exception as fault:
            said[one.name] = f"a traceback: {fault!r}"
        assert state(sites.folder()) == before, one.name
    Path(to).write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def damaged(good: Path, older: Path, to: Path) -> None:
    """A package in every way that it may come damaged, or put together of two: each file cut short, longer,
    empty, gone or another's; the manifest in another order; a zip that ends too early."""
    to.mkdir()

    def copy(name: str) -> Path:
        return Path(shutil.copytree(good, to / name))

    for file in sorted(good.iterdir()):
        content = file.read_bytes()
        (copy(f"{file.name} cut") / file.name).write_bytes(content[: len(content) // 2])
        (copy(f"{file.name} empty") / file.name).write_bytes(b"")
        (copy(f"{file.name} longer") / file.name).write_bytes(content + b" ")
        (copy(f"{file.name} gone") / file.name).unlink()
        if (older / file.name).read_bytes() != content:
            shutil.copyfile(older / file.name, copy(f"{file.name} of another month") / file.name)
    (copy("a file more") / "more.parquet").write_bytes(b"x")
    (copy("a folder more") / "more").mkdir()
    swapped = copy("two files under each other's names")
    one, other, passing = (swapped / name for name in ("share.parquet", "unit.parquet", "passing"))
    one.rename(passing)
    other.rename(one)
    passing.rename(other)
    said = json.loads((good / package.MANIFEST).read_bytes())
    for name, told in {"in another order": dict(reversed(said.items())), "once more": said}.items():
        (copy(f"manifest {name}") / package.MANIFEST).write_text(json.dumps(told), "utf-8")
    _cut_zips(good, to)


def _cut_zips(good: Path, to: Path) -> None:
    with package.zipped(good) as stream:
        content = stream.read()
    for part in range(10):
        (to / f"cut after {part} tenths.zip").write_bytes(content[: len(content) * part // 10])
    (to / "no archive.zip").write_bytes(b"PK\x03\x04" + bytes(1000))
    with zipfile.ZipFile(to / "nothing in it.zip", "w"):
        pass


ODD: tuple[Any, ...] = (
    None, 5, -1, True, "x", "", [], {}, ["x"], [5], [[]], {"x": "y"}, {"x": {}}, {"0": {"x": 1}}
)  # fmt: skip


def misstated(good: Path, to: Path, signer: Path) -> None:
    """A package whose manifest says something else than it should in one place, signed by the right key. What
    it may say is left out: a site's name, what came from below, that there was no other key or site."""
    to.mkdir()
    said = json.loads((good / package.MANIFEST).read_bytes())
    file = next(name for name in said["files"] if name.endswith(".parquet"))
    for number, odd in enumerate(ODD):
        for name in set(said) - {"site", "received", "public_key"}:
            if odd != said[name] or type(odd) is not type(said[name]):
                resigned(good, to / f"{name} {number}", signer, **{name: odd})
        resigned(good, to / f"files {file} {number}", signer, files=said["files"] | {file: odd})


RECEIPTS = "ledger_investment_receipt.parquet"
UNFIT: Mapping[str, tuple[str, Callable[[pa.Table], pa.Table | None]]] = {
    "指标“招商到位资金”要用的列": (RECEIPTS, lambda _: None),
    "“amount”：包里没有这一列": (RECEIPTS, lambda rows: rows.drop_columns(["amount"])),
    "“voucher_no”：包里没有这一列": (RECEIPTS, lambda rows: rows.drop_columns(["voucher_no"])),
    "“amount”：类型是string，不是int64": (RECEIPTS, lambda rows: _with(rows, "amount", ["1"] * len(rows))),
    "“received_on”：类型是int64，不是date32": (
        RECEIPTS,
        lambda rows: _with(rows, "received_on", [1] * len(rows)),
    ),
    "有单位“C0199”的数据": (RECEIPTS, lambda rows: _with(rows, "unit", ["C0199"] * len(rows))),
    "有单位“C02”的数据": (RECEIPTS, lambda rows: _with(rows, "unit", ["C02"] * len(rows))),
    "有单位“C0”的数据": (RECEIPTS, lambda rows: _with(rows, "unit", ["C0"] * len(rows))),
    "有单位“None”的数据": (RECEIPTS, lambda rows: _with(rows, "unit", [None] * len(rows))),
    "编号重复": (RECEIPTS, lambda rows: pa.concat_tables([rows, rows])),
    "没有编号": (RECEIPTS, lambda rows: _with(rows, "id", [None] * len(rows))),
    "不是正数": (RECEIPTS, lambda rows: _with(rows, "id", [-1 - one for one in range(len(rows))])),
    "不属于清单所列的站点（5）": (RECEIPTS, lambda rows: _with(rows, "project", [5 * SPAN + 1] * len(rows))),
    "缺少列“bp”": ("share.parquet", lambda rows: rows.drop_columns(["bp"])),
}
"""What is said to a package with a file written anew so, signed by the right key."""


def _with(rows: pa.Table, column: str, values: list[Any]) -> pa.Table:
    kind = pa.string() if column == "unit" else pa.int64() if column in ("id", "project") else None
    return rows.set_column(rows.column_names.index(column), column, pa.array(values, kind))


def unfit(good: Path, to: Path, signer: Path) -> None:
    """A package in every way of `UNFIT`, one of a ledger whose pack it does not name, one of no Parquet."""
    to.mkdir()
    for said, (file, change) in UNFIT.items():
        _rewritten(good, to / said, signer, file, change)
    _rewritten(good, to / "不是Parquet文件", signer, "share.parquet", lambda _: b"PAR1 and no more")
    resigned(good, to / "没有写明台账包“investment”", signer, packs={})
    resigned(good, to / "格式这个版本读不了", signer, format=2)


def _rewritten(
    good: Path, to: Path, signer: Path, file: str, change: Callable[[pa.Table], pa.Table | bytes | None]
) -> None:
    shutil.copytree(good, to)
    changed = change(pq.read_table(to / file))
    (to / file).unlink()
    if isinstance(changed, bytes):
        (to / file).write_bytes(changed)
    elif changed is not None:
        pq.write_table(changed, to / file)
    said = json.loads((to / package.MANIFEST).read_bytes())
    files = {
        one.name: said["files"][one.name] | {
            "sha256": canonical.sha256(one.read_bytes()), "bytes": one.stat().st_size
        }
        for one in to.iterdir()
        if one.name in said["files"]
    }  # fmt: skip
    resigned(to, to.with_name("passing"), signer, files=files)
    shutil.rmtree(to)
    to.with_name("passing").rename(to)
