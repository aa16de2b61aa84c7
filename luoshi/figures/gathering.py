"""A union of many files' rows as one reading of them all.

Spark plans, compiles and schedules every branch of a union by itself, so that some dozens of packages cost a
minute of processors whatever is in them. Branches that are alike but for their file and for some numbers and
texts become one over all the files, which finds by a row's file what differs:

    SELECT came.id + 1000 FROM 'a' AS came UNION ALL SELECT came.id + 2000 FROM 'b' AS came
    SELECT came.id + said.v0 FROM ('a', 'b') AS came LEFT JOIN (VALUES ('a', 1000), ('b', 2000)) AS said …
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlglot import exp

from luoshi.figures.engines import parquet

FILE = "_file"
"""The column of a reading of several files that names the one a row is of."""
_SAID = "said"


def gathered(query: exp.Expr, named: Callable[[Path], str]) -> exp.Expr:
    """The same rows from as few branches as can be; `named` is what the column FILE says of a file."""
    groups: dict[object, list[exp.Expr]] = {}
    for one in _branches(query):
        groups.setdefault(_likeness(one), []).append(one)
    made = [_together(alike, named) if len(alike) > 1 else alike[0] for alike in groups.values()]
    return made[0] if len(made) == 1 else exp.union(*made, distinct=False)


def _branches(query: exp.Expr) -> Iterator[exp.Expr]:
    """What a union puts together, the first first."""
    found = []
    while isinstance(query, exp.Union) and not query.args.get("distinct"):
        found.append(query.expression)
        query = query.this
    yield query
    yield from reversed(found)


def _file(branch: exp.Expr) -> exp.Expr | None:
    """What names the file of a branch that reads one, under a name of its own, and nothing else."""
    table = branch.args["from_"].this
    read = table.this if table.alias and not branch.args.get("joins") else None
    return read.expressions[0] if isinstance(read, exp.ReadParquet) else None


def _literals(branch: exp.Expr) -> list[exp.Literal]:
    """What may differ from branch to branch: a type's own numbers may not."""
    file = _file(branch)
    return [
        one for one in branch.find_all(exp.Literal) if one is not file and not one.find_ancestor(exp.DataType)
    ]


def _likeness(branch: exp.Expr) -> object:
    """Equal for branches that can be put together; of one that cannot, its own."""
    bare = branch.copy()
    file = _file(bare)
    if file is None:
        return id(branch)
    for one in [*_literals(bare), file]:
        one.set("this", "")
    return bare.sql()


def _together(alike: Sequence[exp.Expr], named: Callable[[Path], str]) -> exp.Expr:
    """Branches that are alike as one."""
    made = alike[0].copy()
    assert isinstance(made, exp.Select)
    files = [Path(file.name) for one in alike if (file := _file(one))]
    said: dict[tuple[exp.Expr, ...], str] = {}
    for each in zip(*map(_literals, [made, *alike]), strict=True):
        if len(set(each)) > 1:
            column = said.setdefault(each[1:], f"v{len(said)}")
            each[0].replace(exp.column(column, _SAID))
    source = made.args["from_"].this
    source.set("this", parquet(*dict.fromkeys(files)))
    rows = zip(map(exp.Literal.string, map(named, files)), *said, strict=True)
    values = exp.values(list(rows), alias=_SAID, columns=[FILE, *said.values()])
    of_file = exp.column(FILE, _SAID)
    made.join(values, on=of_file.eq(exp.column(FILE, source.alias)), join_type="left", copy=False)
    return made.where(exp.or_(exp.not_(of_file.is_(exp.null())), _unknown()), copy=False)


def _unknown() -> exp.Expr:
    """A row of a file that nothing is said of is an error, and never left out."""
    return exp.func("raise_error", exp.Literal.string("a row of an unknown file")).is_(exp.null())
