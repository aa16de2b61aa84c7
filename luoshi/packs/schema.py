"""JSON Schema for editors: what each file of a pack may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from luoshi.packs.spec import Bulletin, Indicator, Ledger, Pack, Policy, Sheet

FILES: Mapping[str, type[BaseModel]] = {
    "pack.yaml": Pack,
    "ledgers": Ledger,
    "indicators.yaml": Indicator,
    "sheets": Sheet,
    "bulletins": Bulletin,
    "policies": Policy,
}


def json_schema() -> dict[str, Any]:
    """One schema with a definition per kind of file; `files` says which is which."""
    _, schema = models_json_schema(
        [(model, "validation") for model in FILES.values()], title="Luoshi 台账包"
    )  # fmt: skip
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["files"] = {name: f"#/$defs/{model.__name__}" for name, model in FILES.items()}
    return schema
