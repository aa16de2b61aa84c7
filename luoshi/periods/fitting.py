"""Whether a package fits this site: its tables and columns, its units, what its records point to.

Read from the package's files and its signed manifest alone; nothing of it is in the lake yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from luoshi.figures import sql
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.engines import Duck
from luoshi.kernel.errors import Problem
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers import tables
from luoshi.packs.spec import Ledger, Pack
from luoshi.periods import snapshot
from luoshi.periods.building import stored_as
from luoshi.periods.errors import BadPackage
from luoshi.periods.merged import SPAN

Foreign: TypeAlias = dict[str, dict[str, str]]
"""Ledger → column → the label of the indicator that needs it."""
NEW_UNIT = "luoshi units add {code} {name} --kind {kind} --parent {parent}"


def check(folder: Path, manifest: Mapping[str, Any], allowed: frozenset[str]) -> tuple[str, ...]:
    """Raise `BadPackage` with everything that keeps the package from being counted here; answer the packs
    of this site that the sender does not work by, whose ledgers are then empty."""
    packs = ledgers.packs()
    foreign = _foreign(manifest, packs)
    problems = [*_beside(folder), *_columns(folder, manifest, packs, foreign)]
    if problems:
        raise BadPackage(problems=problems)
    with Duck(folder) as engine:
        problems = [*_units(engine, folder, allowed), *_records(engine, folder, manifest, packs, foreign)]
    if problems:
        raise BadPackage(problems=problems)
    return tuple(key for key in packs if key not in manifest["packs"])


def _beside(folder: Path) -> Iterator[Problem]:
    """The tables beside the ledgers are as this version of the product writes them."""
    for model in snapshot.BESIDE:
        file = folder / f"{model._meta.db_table}.parquet"
        if not file.exists():
            yield Problem("包里没有这个文件", "由同一版本的落实结账", file=file.name)
            continue
        there = pq.read_schema(file)
        for field in snapshot.schema(model):
            if field.name not in there.names or there.field(field.name).type != field.type:
                yield Problem(
                    f"缺少列“{field.name}”或类型不对", f"{field.type}，由同一版本的落实结账", file=file.name
                )


def _foreign(manifest: Mapping[str, Any], packs: Mapping[str, Pack]) -> Foreign:
    """What indicators need of the packs that the sender has in another version."""
    catalogue, found = Catalogue.of(packs), dict[str, dict[str, str]]()
    for one in catalogue.indicators.values():
        if one.pack not in manifest["packs"] or not one.ledger:
            continue
        spec = catalogue.ledger_of(one)
        mine = packs[spec.pack]
        if manifest["packs"].get(spec.pack) != [mine.version, mine.digest]:
            for column in sorted(sql.needed(one, catalogue)):
                found.setdefault(spec.name, {}).setdefault(column, str(one.label))
    return found


def _columns(
    folder: Path, manifest: Mapping[str, Any], packs: Mapping[str, Pack], foreign: Foreign
) -> Iterator[Problem]:
    """Every column that an indicator of this site counts by is there, of the same type and meaning."""
    for name, columns in foreign.items():
        spec = ledgers.ledger(name)
        schema, pack = _schema(folder, spec), packs[spec.pack]
        for column, label in columns.items():
            said = _unlike(spec, column, schema, manifest, pack.digest)
            if said:
                yield Problem(
                    f"指标“{label}”要用的列“{column}”{said}", f"台账包 {spec.pack} 第{pack.version}版",
                    file=f"{spec.table}.parquet",
                )  # fmt: skip


def _schema(folder: Path, spec: Ledger) -> pa.Schema:
    file = folder / f"{spec.table}.parquet"
    return pq.read_schema(file) if file.exists() else pa.schema([])


def _unlike(spec: Ledger, column: str, schema: pa.Schema, manifest: Mapping[str, Any], digest: str) -> str:
    """What is wrong with a column of a package; empty where nothing is."""
    if column not in schema.names:
        return "没有"
    mine = snapshot.schema(tables.model(spec, digest)).field(column).type
    if schema.field(column).type != mine:
        return f"类型是 {schema.field(column).type}"
    field = spec.fields.get(column)
    theirs = manifest["fields"].get(spec.name, {}).get(column)
    if field is not None and theirs != stored_as(field):
        return f"记的是 {theirs}，不是 {stored_as(field)}"
    return ""


def _units(engine: Duck, folder: Path, allowed: frozenset[str]) -> Iterator[Problem]:
    """Facts and shares are of the sender's own subtree, whose units this site knows."""
    used: dict[str, str] = {}
    for file in [*sorted(folder.glob("ledger_*.parquet")), folder / "share.parquet"]:
        if "unit" in pq.read_schema(file).names:
            for (code,) in engine.rows(exp.select("unit").distinct().from_(exp.table_(file.stem))):
                used.setdefault(code, file.name)
    rows = engine.rows(exp.select("code", "name", "kind", "parent_id").from_("unit"))
    told = {code: (name, kind, parent) for code, name, kind, parent in rows}
    for code, file_name in sorted(used.items(), key=lambda pair: str(pair[0])):
        if code in allowed:
            continue
        if code not in told:
            yield Problem(f"有单位“{code}”的数据，它不在报送单位之下", "只含本单位及下级", file=file_name)
        else:
            name, kind, parent = told[code]
            yield Problem(
                f"单位“{code}”（{name}）不在本站报送单位之下",
                "先增加这个单位再接收：" + NEW_UNIT.format(code=code, name=name, kind=kind, parent=parent),
                file=file_name,
            )


def _records(
    engine: Duck, folder: Path, manifest: Mapping[str, Any], packs: Mapping[str, Pack], foreign: Foreign
) -> Iterator[Problem]:
    """Records have a number of a site that the manifest names, choices are known, nothing personal is in."""
    known = {0, *map(int, manifest["origins"])}
    for spec in (one for pack in packs.values() for one in pack.ledgers.values()):
        names, file = _schema(folder, spec).names, f"{spec.table}.parquet"
        if not names:
            continue
        for number in {int(row[0]) // SPAN for row in engine.rows(_bounds(spec))} - known:
            yield Problem(f"记录编号不属于清单所列的站点（{number}）", "用原来的包", file=file)
        for key, field in spec.fields.items():
            if field.personal and key in names and engine.rows(_held(spec, key).limit(1)):
                yield Problem(f"含有个人信息“{field.label}”", "个人信息不随包报送", file=file)
            elif field.type == "choice" and key in foreign.get(spec.name, {}):
                odd = {str(row[0]) for row in engine.rows(_held(spec, key))} - set(field.choices)
                for value in sorted(odd):
                    right = "、".join(field.choices)
                    yield Problem(f"“{field.label}”有本站不认识的选项“{value}”", right, file=file)


def _held(spec: Ledger, key: str) -> exp.Select:
    """The different values of a column."""
    column = exp.column(key)
    return (
        exp.select(column)
        .distinct()
        .from_(exp.table_(spec.table))
        .where(exp.not_(column.copy().is_(exp.null())))
    )


def _bounds(spec: Ledger) -> exp.Select:
    """One record of every site there is in a table."""
    number = exp.column("id") - exp.Mod(this=exp.column("id"), expression=exp.Literal.number(SPAN))
    return exp.select(number).distinct().from_(exp.table_(spec.table))
