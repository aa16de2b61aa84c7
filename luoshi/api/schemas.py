"""What several endpoints share: pages of a list, moments, texts, the answers an endpoint may give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from luoshi.api.errors import STATUSES, Fault
from luoshi.kernel.actor import SHANGHAI, Actor

T = TypeVar("T")
LARGEST = 2**63 - 1


class Request(HttpRequest):
    """A request as an endpoint meets it: `auth` is on whose behalf it is made."""

    auth: Actor


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("含有不能保存的字符")
    return text


def _local(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI)


Text = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[datetime, AfterValidator(_local)]
Number = Annotated[int, Field(ge=0, le=LARGEST)]
"""A record's number, or a version."""


class Body(Schema):
    """What is sent; a word that is not known is told, never passed over."""

    model_config = ConfigDict(extra="forbid")


class Paging(Schema):
    page: int = Field(default=1, ge=1, le=1_000_000, description="第几页，从 1 起")
    size: int = Field(default=50, ge=1, le=200, description="每页条数，至多 200")

    def cut(self, rows: Sequence[T]) -> Sequence[T]:
        """The page's rows of a list."""
        return rows[(self.page - 1) * self.size : self.page * self.size]

    def told(self, total: int) -> dict[str, int]:
        """What a page of a list says of itself."""
        return {
            "total": total, "page": self.page, "size": self.size,
            "pages": max(1, -(-total // self.size)),
        }  # fmt: skip


class Listed(BaseModel):
    """A page of a list; its `rows` are the endpoint's."""

    total: int = Field(description="一共多少条")
    page: int = Field(description="第几页")
    size: int = Field(description="每页条数")
    pages: int = Field(description="一共多少页")


def answers(success: Any, status: int = 200) -> dict[int, Any]:
    """The answers of an endpoint: its success, and every fault in the one shape."""
    faults = sorted(set(STATUSES.values()) - {405, 413})
    return {status: success, **dict.fromkeys(faults, Fault)}
