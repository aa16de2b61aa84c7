"""What a manifest states, strictly read, for it comes from outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from luoshi.kernel.periods import Period
from luoshi.periods.errors import BadPackage

FORMAT = 1
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Moment = Annotated[str, AfterValidator(datetime.fromisoformat)]
Month = Annotated[str, AfterValidator(Period.parse)]
Site = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,5}$")]
"""The number of another site in a package."""


class _Said(BaseModel):
    model_config = ConfigDict(strict=True)


class File(_Said):
    """A file of the package; `rows` of a table."""

    sha256: Digest
    bytes: Count
    rows: Count = 0


class Sealed(_Said):
    """What every package states, so that it can be checked."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)]
    files: dict[str, File]
    public_key: str


class _Origin(_Said):
    unit: str
    manifest: Digest
    period: str
    through: list[Digest]


class _Rotation(_Said):
    old: str
    new: str
    signature: str


class _Journal(_Said):
    size: Count
    root: Digest


class Sent(Sealed):
    """What a package states besides, so that it can be received."""

    unit: str
    period: Month
    closed_at: Moment
    packs: dict[str, Annotated[list[int | str], Field(min_length=2, max_length=2)]]
    fields: dict[str, dict[str, str]]
    previous: Digest
    origins: dict[Site, _Origin]
    rotations: list[_Rotation]
    journal: _Journal
    corrects: Digest | Literal[""] = ""


def check(manifest: Mapping[str, Any], model: type[Sealed]) -> None:
    """Raise `BadPackage` that names the first thing a manifest does not state, or not as it should."""
    try:
        model.model_validate(manifest)
    except ValidationError as fault:
        first = fault.errors()[0]
        name = ".".join(map(str, first["loc"]))
        if name == "format" and first["type"] != "missing":
            raise BadPackage("结账包的格式这个版本读不了", hint="由现在的版本结账，或先升级软件") from None
        if first["type"] == "missing":
            raise BadPackage(f"结账包的清单里没有“{name}”", hint="由现在的版本结账的包才能报送") from None
        raise BadPackage(f"结账包的清单里“{name}”写得不对", hint="由落实结账的包才能报送") from None
