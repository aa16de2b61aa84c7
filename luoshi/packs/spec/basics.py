"""What every part of a pack is made of: keys, labels, frozen values."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from luoshi.kernel.language import language

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]


Level = Literal["warn", "error"]


def full_name(pack: str, name: str) -> str:
    """`receipt` as said inside `investment` is `investment.receipt`."""
    return name if "." in name else f"{pack}.{name}"


class Spec(BaseModel):
    """A frozen value that refuses words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Label(Spec):
    """What people see: Chinese always, English where the pack gives it.

    As text it is in the language spoken (`kernel.language`); what is compared or kept uses `zh`.
    """

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return (self.en if language() == "en" else "") or self.zh


def _label(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


Text = Annotated[Label, BeforeValidator(_label)]
