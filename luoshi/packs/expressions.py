"""Filters, measures and checks: SQL expressions, each part of which is known before anything runs.

An expression is read by sqlglot and rebuilt from the parts named here; whatever is not named
here is refused, so nothing else of SQL gets in. Arithmetic stays whole: a stored number stands
for itself ÷ 10^scale, `+ -` and comparisons bring both sides to one scale, `*` adds scales, and
there is no division (a ratio is an indicator); a date less a date is days. So every engine adds exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import sqlglot
from rapidfuzz import process
from sqlglot import exp
from sqlglot.errors import SqlglotError

from luoshi.kernel.errors import InputError
from luoshi.packs.spec import Ledger
from luoshi.packs.symbols import Symbol, Type, of_ledger

DIALECT = "duckdb"
LONGEST = 2_000
DEEPEST = 40


class ExpressionError(InputError):
    """An expression says something that is not allowed or not known."""


@dataclass(frozen=True)
class Typed:
    """An expression over stored columns; a number stands for itself ÷ 10^scale.

    `places` is what of the scale comes from 分 (6 for 万元), so that money of two units adds as 分.
    `choices` are the values its column may have.
    """

    ast: exp.Expr
    type: Type | None
    scale: int = 0
    places: int = 0
    choices: tuple[str, ...] = ()
    literal: bool = False


def condition(text: str, ledger: Ledger, more: Mapping[str, Symbol] | None = None) -> Typed:
    """A filter or check over a ledger's rows; `more` are names of children's totals."""
    typed = _Reader(ledger, more or {}).read(_parsed(text))
    if typed.type != "boolean":
        raise ExpressionError(f"“{text}”不是条件", hint="条件要能判断真假，如 amount > 0")
    return typed


def measure(text: str, ledger: Ledger) -> Typed:
    """One aggregate: count(*), count(distinct x), sum(x), min(x), max(x), each with `filter (where …)`."""
    ast, reader = _parsed(text), _Reader(ledger, {})
    if isinstance(ast, exp.Filter):
        inside = reader.aggregate(ast.this, text)
        where = reader.read(ast.expression.this)
        if where.type != "boolean":
            raise ExpressionError(f"“{text}”的 filter 里不是条件")
        return replace(inside, ast=exp.Filter(this=inside.ast, expression=exp.Where(this=where.ast)))
    return reader.aggregate(ast, text)


def _parsed(text: str) -> exp.Expr:
    """One expression, without comments or a second statement."""
    if len(text) > LONGEST:
        raise ExpressionError(f"表达式过长（{len(text)}字符）", hint=f"最多{LONGEST}字符")
    if not text.strip():
        raise ExpressionError("表达式是空的")
    try:
        if any(token.comments for token in sqlglot.tokenize(text, dialect=DIALECT)) or ";" in text:
            raise ExpressionError(f"“{text}”里有注释或分号", hint="只写一个表达式")
        query = sqlglot.parse_one(f"SELECT {text}", dialect=DIALECT)
    except (SqlglotError, RecursionError) as fault:
        raise ExpressionError(f"“{text}”读不懂", hint="检查括号、引号和运算符") from fault
    only = len(query.expressions) == 1 and set(_said(query)) == {"expressions"}
    if not isinstance(query, exp.Select) or not only:
        raise ExpressionError(f"“{text}”不是一个表达式", hint="只能写条件或计算，不能写查询")
    ast = query.expressions[0]
    assert isinstance(ast, exp.Expr)
    if _depth(ast) > DEEPEST:
        raise ExpressionError("表达式嵌套过深", hint=f"最多{DEEPEST}层")
    return ast


def _said(node: exp.Expr) -> dict[str, object]:
    return {name: value for name, value in node.args.items() if value not in (None, [], False)}


def _depth(node: exp.Expr) -> int:
    deepest, layer = 0, [node]
    while layer:
        deepest += 1
        layer = [child for one in layer for child in one.iter_expressions()]
    return deepest


class _Reader:
    """Reads one expression over one ledger's names."""

    def __init__(self, ledger: Ledger, more: Mapping[str, Symbol]) -> None:
        self.symbols = {**of_ledger(ledger), **more}
        self.stages = [stage.key for stage in ledger.stages]
        self.reached = ledger.reached
        self.asides = [stage.key for stage in ledger.stages if stage.aside]

    def aggregate(self, ast: exp.Expr, text: str) -> Typed:
        if isinstance(ast, exp.Count):
            return self._count(ast, text)
        if isinstance(ast, exp.Sum | exp.Min | exp.Max):
            inside = self._plain(ast, "this")
            if isinstance(ast, exp.Sum) and inside.type not in ("money", "number"):
                raise ExpressionError(f"“{text}”不能求和", hint="只有数字和金额能求和")
            return replace(inside, ast=type(ast)(this=inside.ast), choices=())
        raise ExpressionError(
            f"“{text}”不是一个统计", hint="可用 count(*)、count(distinct 字段)、sum(…)、min(…)、max(…)"
        )

    def _count(self, ast: exp.Count, text: str) -> Typed:
        if isinstance(ast.this, exp.Star) and not _said(ast.this):
            return Typed(exp.Count(this=exp.Star()), "number")
        if isinstance(ast.this, exp.Distinct) and len(ast.this.expressions) == 1:
            one = self.read(ast.this.expressions[0])
            return Typed(exp.Count(this=exp.Distinct(expressions=[one.ast])), "number")
        raise ExpressionError(f"“{text}”不能这样计数", hint="写 count(*) 或 count(distinct 字段)")

    def read(self, node: exp.Expr) -> Typed:
        """The typed form of a node, or what is wrong with it."""
        for kind, reader in _READERS.items():
            if isinstance(node, kind):
                return reader(self, node)
        raise ExpressionError(
            f"不能使用 {node.sql(dialect=DIALECT)[:60]}", hint="台账包里的表达式只认识字段、比较和加减乘"
        )

    def _plain(self, node: exp.Expr, *parts: str) -> Typed:
        """The one part of a node that may have no others."""
        extra = set(_said(node)) - set(parts) - {"big_int"}
        if extra:
            raise ExpressionError(f"不能使用 {node.sql(dialect=DIALECT)[:60]}")
        return self.read(node.args[parts[0]])

    def _paren(self, node: exp.Expr) -> Typed:
        inside = self._plain(node, "this")
        return replace(inside, ast=exp.paren(inside.ast))

    def _column(self, node: exp.Expr) -> Typed:
        name = node.name
        if node.parts[:-1]:  # type: ignore[attr-defined]  # every column has parts
            raise ExpressionError(f"不能使用 {node.sql(dialect=DIALECT)}", hint="只写字段名")
        symbol = self.symbols.get(name)
        if symbol is None:
            raise ExpressionError(f"没有名为“{name}”的字段", hint=suggestion(name, self.symbols))
        ast = symbol.ast.copy()
        wrapped = ast if isinstance(ast, exp.Column) else exp.paren(ast)
        return Typed(wrapped, symbol.type, symbol.scale, symbol.places, symbol.choices)

    def _literal(self, node: exp.Expr) -> Typed:
        if node.is_string:
            return Typed(exp.Literal.string(node.name), "text", literal=True)
        try:
            number = Decimal(node.name)
        except ArithmeticError as fault:
            raise ExpressionError(f"“{node.name}”不是数字") from fault
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or abs(exponent) > 12 or number >= 10**18:
            raise ExpressionError(f"“{node.name}”太大或太细")
        scale = max(-exponent, 0)
        return Typed(exp.Literal.number(int(number.scaleb(scale))), "number", scale, literal=True)

    def _boolean(self, node: exp.Expr) -> Typed:
        return Typed(node.copy(), "boolean", literal=True)

    def _null(self, node: exp.Expr) -> Typed:
        return Typed(node.copy(), None, literal=True)

    def _negative(self, node: exp.Expr) -> Typed:
        inside = self._plain(node, "this")
        _numeric(inside, node)
        return replace(inside, ast=exp.Neg(this=inside.ast))

    def _day(self, node: exp.Expr) -> Typed:
        """`DATE '2026-01-31'`, the only cast there is."""
        if node.this.is_string and node.args["to"].is_type("date"):
            return _as_day(Typed(exp.Literal.string(node.this.name), "text", literal=True))
        raise ExpressionError(f"不能使用 {node.sql(dialect=DIALECT)[:60]}", hint="日期写作 '2026-01-31'")

    def _not(self, node: exp.Expr) -> Typed:
        inside = self._plain(node, "this")
        _logical(inside, node)
        return Typed(exp.Not(this=inside.ast), "boolean")

    def _both(self, node: exp.Expr) -> Typed:
        left, right = self.read(node.this), self.read(node.expression)
        _logical(left, node)
        _logical(right, node)
        return Typed(type(node)(this=left.ast, expression=right.ast), "boolean")

    def _added(self, node: exp.Expr) -> Typed:
        left, right = self.read(node.this), self.read(node.expression)
        if isinstance(node, exp.Sub) and "date" in (left.type, right.type):
            return _days(left, right, node)
        _numeric(left, node)
        _numeric(right, node)
        left, right = _aligned(left, right)
        kind: Type = "money" if "money" in (left.type, right.type) else "number"
        of = left if left.type == kind else right
        return Typed(type(node)(this=left.ast, expression=right.ast), kind, of.scale, of.places)

    def _multiplied(self, node: exp.Expr) -> Typed:
        left, right = self.read(node.this), self.read(node.expression)
        _numeric(left, node)
        _numeric(right, node)
        if left.type == right.type == "money":
            raise ExpressionError(f"{node.sql(dialect=DIALECT)[:60]} 是金额乘金额")
        kind: Type = "money" if "money" in (left.type, right.type) else "number"
        ast = exp.Mul(this=left.ast, expression=right.ast)
        return Typed(ast, kind, left.scale + right.scale, left.places + right.places)

    def _compared(self, node: exp.Expr) -> Typed:
        left, right = _comparable(self.read(node.this), self.read(node.expression), node)
        return Typed(type(node)(this=left.ast, expression=right.ast), "boolean")

    def _between(self, node: exp.Expr) -> Typed:
        parts = [self.read(node.this), self.read(node.args["low"]), self.read(node.args["high"])]
        if node.args.get("symmetric"):
            raise ExpressionError("between 不能加 symmetric")
        one, low, high = _all_comparable(parts, node)
        return Typed(exp.Between(this=one.ast, low=low.ast, high=high.ast), "boolean")

    def _among(self, node: exp.Expr) -> Typed:
        values = [self.read(value) for value in node.expressions]
        if set(_said(node)) != {"this", "expressions"} or not all(value.literal for value in values):
            raise ExpressionError(
                f"{node.sql(dialect=DIALECT)[:60]} 里只能列出具体的值", hint="如 kind in ('a', 'b')"
            )
        one, *rest = _all_comparable([self.read(node.this), *values], node)
        return Typed(exp.In(this=one.ast, expressions=[value.ast for value in rest]), "boolean")

    def _is(self, node: exp.Expr) -> Typed:
        if not isinstance(node.expression, exp.Null):
            raise ExpressionError(f"不能使用 {node.sql(dialect=DIALECT)[:60]}", hint="is 后面只能写 null")
        return Typed(exp.Is(this=self.read(node.this).ast, expression=exp.Null()), "boolean")

    def _coalesce(self, node: exp.Expr) -> Typed:
        parts = [self.read(part) for part in (node.this, *node.expressions)]
        first, *rest = _all_comparable(parts, node)
        ast = exp.Coalesce(this=first.ast, expressions=[part.ast for part in rest])
        return _widest([first, *rest], ast)

    def _case(self, node: exp.Expr) -> Typed:
        if node.this is not None:
            raise ExpressionError("case 后面直接写 when 条件")
        conditions = [self.read(branch.this) for branch in node.args["ifs"]]
        for one in conditions:
            _logical(one, node)
        values = [self.read(branch.args["true"]) for branch in node.args["ifs"]]
        last = (
            self.read(node.args["default"])
            if node.args.get("default")
            else Typed(exp.Null(), None, literal=True)
        )
        *values, last = _all_comparable([*values, last], node)
        case = exp.Case()
        for one, value in zip(conditions, values, strict=True):
            case = case.when(one.ast, value.ast)
        return _widest([*values, last], case.else_(last.ast))

    def _function(self, node: exp.Expr) -> Typed:
        name = str(node.this).lower()
        if name != "stage_at_least":
            raise ExpressionError(
                f"不能使用函数 {name}", hint=suggestion(name, ["stage_at_least", "coalesce"])
            )
        said = [argument.name for argument in node.expressions]
        if len(said) != 1 or said[0] not in self.stages:
            raise ExpressionError(
                f"没有名为“{'、'.join(said)}”的阶段", hint=suggestion(said[0] if said else "", self.stages)
            )
        later = self.reached(said[0])
        found: exp.Expr = _stage_in(later)
        if self.asides and said[0] not in self.asides:
            was = exp.or_(*(exp.column(f"stage_{key}").is_(exp.Null()).not_() for key in later))
            found = exp.Paren(this=exp.or_(found, exp.and_(_stage_in(self.asides), was)))
        return Typed(found, "boolean")


_READERS: Mapping[type[exp.Expr], Callable[[_Reader, exp.Expr], Typed]] = {
    exp.Paren: _Reader._paren,
    exp.Column: _Reader._column,
    exp.Literal: _Reader._literal,
    exp.Boolean: _Reader._boolean,
    exp.Null: _Reader._null,
    exp.Neg: _Reader._negative,
    exp.Cast: _Reader._day,
    exp.Not: _Reader._not,
    exp.And: _Reader._both,
    exp.Or: _Reader._both,
    exp.Add: _Reader._added,
    exp.Sub: _Reader._added,
    exp.Mul: _Reader._multiplied,
    exp.EQ: _Reader._compared,
    exp.NEQ: _Reader._compared,
    exp.GT: _Reader._compared,
    exp.GTE: _Reader._compared,
    exp.LT: _Reader._compared,
    exp.LTE: _Reader._compared,
    exp.Between: _Reader._between,
    exp.In: _Reader._among,
    exp.Is: _Reader._is,
    exp.Coalesce: _Reader._coalesce,
    exp.Case: _Reader._case,
    exp.Anonymous: _Reader._function,
}


def suggestion(said: str, known: Sequence[str] | Mapping[str, object]) -> str:
    """您是不是要写…？ for the nearest known word; else the words there are."""
    near = process.extractOne(said, list(known), score_cutoff=60)
    if near:
        return f"您是不是要写 {near[0]}？"
    return "可用：" + "、".join(list(known)[:20]) if known else ""


def _stage_in(keys: Sequence[str]) -> exp.Expr:
    values: list[exp.Expr] = [exp.Literal.string(key) for key in keys]
    return exp.In(this=exp.column("stage"), expressions=values)


def _numeric(one: Typed, node: exp.Expr) -> None:
    if one.type not in ("money", "number"):
        raise ExpressionError(f"{node.sql(dialect=DIALECT)[:60]} 里有不是数字的部分")


def _logical(one: Typed, node: exp.Expr) -> None:
    if one.type != "boolean":
        raise ExpressionError(f"{node.sql(dialect=DIALECT)[:60]} 里有不是条件的部分")


def _raised(one: Typed, by: int) -> Typed:
    """The same number at a finer scale."""
    if by == 0 or one.type is None:
        return one
    if isinstance(one.ast, exp.Literal):
        ast: exp.Expr = exp.Literal.number(int(one.ast.name) * 10**by)
    else:
        ast = exp.Mul(this=exp.paren(one.ast), expression=exp.Literal.number(10**by))
    return replace(one, ast=ast, scale=one.scale + by)


def _aligned(left: Typed, right: Typed) -> tuple[Typed, Typed]:
    """Both at one scale. Two amounts of money meet as 分, whatever the units they are entered in."""
    both_money = left.type == right.type == "money"
    mine = left.scale - (left.places if both_money else 0)
    theirs = right.scale - (right.places if both_money else 0)
    return _raised(left, max(theirs - mine, 0)), _raised(right, max(mine - theirs, 0))


def _as_day(one: Typed) -> Typed:
    try:
        day = date.fromisoformat(one.ast.name)
    except ValueError as fault:
        raise ExpressionError(f"“{one.ast.name}”不是日期", hint="写作 '2026-01-31'") from fault
    return Typed(exp.cast(exp.Literal.string(day.isoformat()), "date"), "date", literal=True)


def _days(left: Typed, right: Typed, node: exp.Expr) -> Typed:
    """How many days lie between two dates, the only sum in which dates stand."""
    left, right = _comparable(left, right, node)
    days = exp.DateDiff(this=left.ast, expression=right.ast, unit=exp.var("DAY"))
    return Typed(days, "number")


def _comparable(left: Typed, right: Typed, node: exp.Expr) -> tuple[Typed, Typed]:
    first, second = _all_comparable([left, right], node)
    return first, second


def _all_comparable(parts: Sequence[Typed], node: exp.Expr) -> list[Typed]:
    """Values of one type at one scale; texts meet dates as dates, and choices are checked."""
    types = {part.type for part in parts if part.type is not None}
    if types == {"date", "text"}:
        parts = [_as_day(part) if part.type == "text" and part.literal else part for part in parts]
        types = {part.type for part in parts if part.type is not None}
    if len(types) > 1 and not types <= {"money", "number"}:
        raise ExpressionError(
            f"{node.sql(dialect=DIALECT)[:60]} 两边类型不同", hint="文字加引号，数字不加引号"
        )
    _check_choices(parts)
    finest = list(parts)
    for index in range(1, len(finest)):
        finest[0], finest[index] = _aligned(finest[0], finest[index])
    return [_aligned(finest[0], part)[1] for part in finest]


def _check_choices(parts: Sequence[Typed]) -> None:
    choices = next((part.choices for part in parts if part.choices), ())
    for part in parts:
        if choices and part.literal and part.type == "text" and part.ast.name not in choices:
            raise ExpressionError(f"没有名为“{part.ast.name}”的选项", hint=suggestion(part.ast.name, choices))


def _widest(parts: Sequence[Typed], ast: exp.Expr) -> Typed:
    """The common type of values already brought to one scale."""
    money = next((part for part in parts if part.type == "money"), None)
    known = money or next((part for part in parts if part.type is not None), parts[0])
    return Typed(ast, known.type, known.scale, known.places)
