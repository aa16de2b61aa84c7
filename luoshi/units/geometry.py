"""Outlines of units as an administrator gives them: GeoJSON read and checked, without a database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from luoshi.kernel.errors import InputError, Problem

LARGEST = 8 * 1024 * 1024
"""Bytes of a file: finer lines than that nobody sees on a page."""
PLACES = 5
"""Decimal places of a degree that are kept: about a metre."""
_RIGHT = "属性 unit 写单位代码，图形为多边形，经纬度用度数，每圈首尾相同"

Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Position = tuple[Longitude, Latitude] | tuple[Longitude, Latitude, float]
Ring = Annotated[list[Position], Field(min_length=4)]


class _Polygon(BaseModel):
    type: Literal["Polygon"]
    coordinates: Annotated[list[Ring], Field(min_length=1)]


class _MultiPolygon(BaseModel):
    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Annotated[list[Ring], Field(min_length=1)]], Field(min_length=1)]


class _Named(BaseModel):
    unit: str


class _Feature(BaseModel):
    type: Literal["Feature"]
    properties: _Named
    geometry: _Polygon | _MultiPolygon = Field(discriminator="type")


class _Collection(BaseModel):
    type: Literal["FeatureCollection"]
    features: Annotated[list[Any], Field(min_length=1)]


def read(content: bytes, known: Collection[str]) -> dict[str, dict[str, Any]]:
    """Unit code → GeoJSON geometry (Polygon or MultiPolygon) of a FeatureCollection whose features name their
    unit in the property `unit`. All that is wrong is raised at once, by the feature's number."""
    if len(content) > LARGEST:
        size = len(content) // 1024 // 1024
        raise InputError(f"文件有 {size} MB", hint=f"不超过 {LARGEST // 1024 // 1024} MB，请简化边界线")
    try:
        features = _Collection.model_validate_json(content.removeprefix(b"\xef\xbb\xbf")).features
    except ValidationError as fault:
        hint = "应为 GeoJSON 的 FeatureCollection，UTF-8 编码，至少一个要素"
        raise InputError("文件不是可用的 GeoJSON", hint=hint) from fault
    found: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for number, said in enumerate(features, start=1):
        wrong = _take(said, known, found)
        if wrong:
            problems.append(Problem(f"第 {number} 个要素：{wrong[0]}", wrong[1]))
    if problems:
        raise InputError(problems=problems)
    return found


def _take(said: Any, known: Collection[str], found: dict[str, dict[str, Any]]) -> tuple[str, str] | None:
    """Put a feature's outline with the others, or say what is wrong with it and what would be right."""
    try:
        feature = _Feature.model_validate(said)
    except ValidationError as fault:
        where = ".".join(str(one) for one in fault.errors()[0]["loc"])
        return f"“{where}”不对", _RIGHT
    unit = feature.properties.unit
    if unit not in known:
        return f"没有代码为“{unit}”的单位", "写“管理”页里的单位代码"
    if unit in found:
        return f"单位“{unit}”出现两次", "同一单位的几块写成一个 MultiPolygon"
    shapes = (
        [feature.geometry.coordinates]
        if isinstance(feature.geometry, _Polygon)
        else feature.geometry.coordinates
    )
    if any(ring[0] != ring[-1] for rings in shapes for ring in rings):
        return "有一圈没有闭合", "每圈最后一点与第一点相同"
    found[unit] = _kept(shapes)
    return None


def _kept(shapes: list[list[Ring]]) -> dict[str, Any]:
    rounded = [
        [[[round(point[0], PLACES), round(point[1], PLACES)] for point in ring] for ring in rings]
        for rings in shapes
    ]
    if len(rounded) == 1:
        return {"type": "Polygon", "coordinates": rounded[0]}
    return {"type": "MultiPolygon", "coordinates": rounded}


def collection(outlines: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Outlines by unit code as a GeoJSON FeatureCollection, as `read` takes it."""
    features = [
        {"type": "Feature", "properties": {"unit": unit}, "geometry": dict(geometry)}
        for unit, geometry in outlines.items()
    ]
    return {"type": "FeatureCollection", "features": features}
