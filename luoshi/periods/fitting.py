"""Whether a package fits this site: its tables and columns, its units, what its records point to.

Read from the package's files and its signed manifest alone; nothing of it is in the lake yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
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
from luoshi.periods import merged, snapshot
from luoshi.periods.building import stored_as
from luoshi.periods.errors import BadPackage
from luoshi.periods.merged import SPAN

Needed: TypeAlias = dict[str, dict[str, str]]
"""Ledger → column → the label of the indicator that needs it."""
NEW_UNIT = "luoshi units add {code} {name} --kind {kind} --parent {parent}"


def check(folder: Path, manifest: Mapping[str, Any], allowed: frozenset[str]) -> tuple[str, ...]:
    """Raise `BadPackage` with everything that keeps the package from being counted here; answer the packs
    of this site that the sender does not work by, whose ledgers are then empty."""
    packs = ledgers.packs()
    problems = [*_readable(folder)] or [*_beside(folder), *_columns(folder, manifest, packs)]
    if problems:
        raise BadPackage(problems=problems)
    try:
        with Duck(folder) as engine:
            problems = [*_units(engine, folder, allowed), *_numbers(engine, folder, manifest, packs)]
            problems += _values(engine, folder, manifest, packs)
    except duckdb.Error as fault:
        raise BadPackage("包里有读不出来的表", hint="请该单位重新出包") from fault
    if problems:
        raise BadPackage(problems=problems)
    return tuple(key for key in packs if key not in manifest["packs"])


def _readable(folder: Path) -> Iterator[Problem]:
    for file in sorted(folder.glob("*.parquet")):
        try:
            pq.read_schema(file)
        except (pa.ArrowInvalid, OSError):
            yield Problem("不是 Parquet 文件", "请该单位重新出包", file=file.name)


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


def _alike(manifest: Mapping[str, Any], pack: Pack) -> bool:
    """Whether the sender works by the same pack to the letter."""
    return bool(manifest["packs"].get(pack.key) == [pack.version, pack.digest])


def _needed(manifest: Mapping[str, Any], packs: Mapping[str, Pack]) -> Needed:
    """What this site's indicators need of the packs that the sender works by."""
    catalogue, found = Catalogue.of(packs), Needed()
    for one in catalogue.indicators.values():
        if one.pack in manifest["packs"] and one.ledger:
            spec = catalogue.ledger_of(one)
            for column in sorted(sql.needed(one, catalogue)):
                found.setdefault(spec.name, {}).setdefault(column, str(one.label))
    return found


def _columns(folder: Path, manifest: Mapping[str, Any], packs: Mapping[str, Pack]) -> Iterator[Problem]:
    """Every column that an indicator of this site counts by is there, of the same type and meaning; of a pack
    in the same version every field of every ledger; of a pack that the manifest does not name, nothing."""
    needed = _needed(manifest, packs)
    for pack in packs.values():
        for spec in pack.ledgers.values():
            schema, file = _schema(folder, spec), f"{spec.table}.parquet"
            if schema.names and pack.key not in manifest["packs"]:
                yield Problem(f"清单没有写明台账包“{pack.key}”", "用原来的包", file=file)
            every = dict.fromkeys(("id", "unit", *spec.fields), "") if _alike(manifest, pack) else {}
            for column, label in (every | needed.get(spec.name, {})).items():
                yield from _unlike(spec, column, schema, manifest, pack, label)


def _schema(folder: Path, spec: Ledger) -> pa.Schema:
    file = folder / f"{spec.table}.parquet"
    return pq.read_schema(file) if file.exists() else pa.schema([])


def _unlike(
    spec: Ledger, column: str, schema: pa.Schema, manifest: Mapping[str, Any], pack: Pack, label: str
) -> Iterator[Problem]:
    """What is wrong with a column of a package, which an indicator of this label may need."""
    file, right = f"{spec.table}.parquet", f"台账包 {pack.key} 第{pack.version}版"
    if label:
        right = f"台账包 {pack.key} 第{pack.version}版，指标“{label}”要用的列"
    if column not in schema.names:
        yield Problem("包里没有这一列", right, file=file, field=column)
        return
    there, mine = (
        one.field(column).type for one in (schema, snapshot.schema(tables.model(spec, pack.digest)))
    )
    field, theirs = spec.fields.get(column), manifest["fields"].get(spec.name, {}).get(column)
    if there != mine:
        yield Problem(f"类型是 {there}，不是 {mine}", right, file=file, field=column)
    elif field is not None and theirs != stored_as(field):
        yield Problem(f"记的是 {theirs}，不是 {stored_as(field)}", right, file=file, field=column)


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


def _numbers(
    engine: Duck, folder: Path, manifest: Mapping[str, Any], packs: Mapping[str, Pack]
) -> Iterator[Problem]:
    """A record has a number that no other has; its and those it points to are of sites the manifest names."""
    known = {0, *map(int, manifest["origins"])}
    for spec in (one for pack in packs.values() for one in pack.ledgers.values()):
        if _schema(folder, spec).names and engine.rows(_each_its_own(spec.table)) != [(True,)]:
            yield Problem("有记录没有编号，或编号重复、不是正数", "用原来的包", file=f"{spec.table}.parquet")
    shapes = {one.table: merged.of_ledger(one) for pack in packs.values() for one in pack.ledgers.values()}
    for table, shape in {**shapes, **merged.BESIDE}.items():
        file = folder / f"{table}.parquet"
        there = pq.read_schema(file) if file.exists() else pa.schema([])
        for column in sorted(shape.numbers & set(there.names)):
            if pa.types.is_integer(there.field(column).type):
                found = {int(row[0]) // SPAN for row in engine.rows(_sites_named(table, column))}
                for number in sorted(found - known):
                    said = f"记录编号不属于清单所列的站点（{number}）"
                    yield Problem(said, "用原来的包", file=file.name, field=column)


def _values(
    engine: Duck, folder: Path, manifest: Mapping[str, Any], packs: Mapping[str, Pack]
) -> Iterator[Problem]:
    """Nothing personal is in, and choices are known where the sender works by another version."""
    needed = _needed(manifest, packs)
    for spec in (one for pack in packs.values() for one in pack.ledgers.values()):
        names, file = _schema(folder, spec).names, f"{spec.table}.parquet"
        other = {} if _alike(manifest, packs[spec.pack]) else needed.get(spec.name, {})
        for key, field in spec.fields.items():
            if field.personal and key in names and engine.rows(_held(spec, key).limit(1)):
                yield Problem(f"含有个人信息“{field.label}”", "个人信息不随包报送", file=file)
            elif field.type == "choice" and key in other:
                odd = {str(row[0]) for row in engine.rows(_held(spec, key))} - set(field.choices)
                for value in sorted(odd):
                    right = "、".join(field.choices)
                    yield Problem(f"“{field.label}”有本站不认识的选项“{value}”", right, file=file)


def _held(spec: Ledger, key: str) -> exp.Select:
    """The different values of a column."""
    column = exp.column(key)
    held = exp.not_(column.copy().is_(exp.null()))
    return exp.select(column).distinct().from_(exp.table_(spec.table)).where(held)


def _each_its_own(table: str) -> exp.Select:
    """Whether every row has a number of its own, above nought."""
    return exp.select("COUNT(*) = COUNT(DISTINCT id) AND COALESCE(MIN(id), 1) > 0").from_(exp.table_(table))


def _sites_named(table: str, column: str) -> exp.Select:
    """One number of every site that a column names."""
    told = exp.column(column)
    number = told - exp.Mod(this=told.copy(), expression=exp.Literal.number(SPAN))
    held = exp.not_(told.copy().is_(exp.null()))
    return exp.select(number).distinct().from_(exp.table_(table)).where(held)
