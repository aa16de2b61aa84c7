"""Plain values → the vocabulary, and pydantic's complaints → sentences with a line."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.source import Source, Way

M = TypeVar("M", bound=BaseModel)


def shaped(
    model: type[M], said: Mapping[str, Any], source: Source, way: Way, issues: list[Issue]
) -> M | None:
    """The value, or None with every complaint added to `issues`. `way` leads to it in its file."""
    try:
        return model.model_validate(said)
    except ValidationError as fault:
        for detail in fault.errors():
            issues.append(_issue(model, detail, source, way))
        return None


def _issue(model: type[BaseModel], detail: ErrorDetails, source: Source, way: Way) -> Issue:
    inside = tuple(part for part in detail["loc"] if part != "[key]")
    what, right = _words(model, detail, inside)
    return source.error((*way, *inside), what, right)


def _words(model: type[BaseModel], detail: ErrorDetails, inside: Way) -> tuple[str, str]:
    word = str(inside[-1]) if inside else ""
    match detail["type"]:
        case "extra_forbidden":
            return f"不认识的词“{word}”", suggestion(word, _known(model, inside[:-1]))
        case "missing":
            return f"缺少“{word}”", ""
        case "literal_error":
            expected = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
            return f"“{word}”的值“{detail['input']}”不可用", suggestion(
                str(detail["input"]), expected.split(", ")
            )
        case "value_error":
            return str(detail["ctx"]["error"]), ""
        case "string_pattern_mismatch":
            return f"“{detail['input']}”不能作键", "小写字母开头，只用小写字母、数字和下划线"
        case _:
            return f"“{word}”的值“{_short(detail['input'])}”不对", detail["msg"]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _known(model: type[BaseModel], way: Way) -> list[str]:
    """The words that may stand at a place of a model."""
    kind: Any = model
    for part in way:
        kind = _inner(kind, part)
        if kind is None:
            return []
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [name for name in kind.model_fields if name not in ("pack", "key", "digest")]
    return []


def _inner(kind: Any, part: str | int) -> Any:
    """The type of a part: a field of a model, a mapping's value, a tuple's item."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(part))
        return _bare(field.annotation) if field else None
    inside = [one for one in get_args(kind) if one is not ...]
    return _bare(inside[-1]) if inside else None


def _bare(annotation: Any) -> Any:
    """A type without `Annotated` and without `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation
