"""A folder of YAML → a frozen pack, or every mistake in it with file and line.

    read      YAML to plain values with their lines
    shape     plain values to the vocabulary's frozen values
    check     whether what they say of one another holds
    freeze    the digest

All issues are returned, the first mistake hides no other; a pack with an error is no pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luoshi.packs import checks, freeze
from luoshi.packs.issues import Issue
from luoshi.packs.shape import shaped
from luoshi.packs.source import Source, Way, read
from luoshi.packs.spec import Bulletin, Indicator, Ledger, Pack, Policy, Sheet

PARTS: Mapping[str, tuple[str, type[Ledger] | type[Sheet] | type[Bulletin] | type[Policy]]] = {
    "ledgers": ("ledger", Ledger),
    "sheets": ("sheet", Sheet),
    "bulletins": ("bulletin", Bulletin),
    "policies": ("policy", Policy),
}
"""Folder → (the word that names the thing in its file, what it is)."""


@dataclass(frozen=True)
class Compiled:
    """`pack` is None when an issue is an error."""

    pack: Pack | None
    issues: tuple[Issue, ...]


def load(folder: Path, known: Mapping[str, Pack] | None = None) -> Compiled:
    """Compile a pack's folder; `known` are the packs it may build on. Never raises for what is in it."""
    head = folder / "pack.yaml"
    if not head.is_file():
        missing = Issue("pack.yaml", 0, "error", f"{folder} 里没有 pack.yaml", "台账包文件夹要有 pack.yaml")
        return Compiled(None, (missing,))
    reading = _Reading(folder)
    said = reading.head(head)
    for part, (word, model) in PARTS.items():
        said[part] = reading.part(part, word, model, said["key"])
    said["indicators"] = reading.indicators(said["key"])
    pack = shaped(Pack, said, reading.sources["pack"], (), reading.issues)
    if isinstance(pack, Pack):
        reading.issues += checks.run(pack, reading.sources, known or {})
    issues = tuple(sorted(set(reading.issues)))
    if pack is None or any(issue.level == "error" for issue in issues):
        return Compiled(None, issues)
    return Compiled(pack.model_copy(update={"digest": freeze.digest(pack)}), issues)


class _Reading:
    """The files of one folder as they are read, and what was found wrong on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.issues: list[Issue] = []
        self.sources: dict[str, Source] = {}

    def _source(self, name: str, file: Path) -> Source:
        source = read(self.folder, file)
        self.issues += source.issues
        self.sources[name] = source
        if source.value is not None and not isinstance(source.value, dict):
            self.issues.append(source.error((), "文件应是“键: 值”的形式"))
            source.value = None
        return source

    def head(self, file: Path) -> dict[str, Any]:
        source = self._source("pack", file)
        said = dict(source.value or {})
        for part in (*PARTS, "indicators"):
            if part in said:
                self.issues.append(
                    source.error((part,), f"“{part}”不写在 pack.yaml 里", f"写在 {part} 文件里")
                )
                del said[part]
        said["key"] = said.pop("pack", self.folder.name)
        source.lines[("key",)] = source.line(("pack",))
        if said.get("lights") is None:
            said.pop("lights", None)
        return said

    def part(self, part: str, word: str, model: type[Any], pack: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for file in sorted((self.folder / part).glob("*.yaml")):
            source = self._source(f"{part}/{file.stem}", file)
            if source.value is None:
                continue
            said = _with_stages(dict(source.value), source)
            said["key"], said["pack"] = said.pop(word, file.stem), pack
            source.lines[("key",)] = source.line((word,))
            if said["key"] != file.stem:
                self.issues.append(
                    source.error((word,), f"文件名与“{said['key']}”不一致", f"文件改名为 {said['key']}.yaml")
                )
            value = shaped(model, said, source, (), self.issues)
            if value is not None:
                found[file.stem] = value
        return found

    def indicators(self, pack: str) -> dict[str, Indicator]:
        file = self.folder / "indicators.yaml"
        if not file.exists():
            return {}
        source, found = self._source("indicators", file), {}
        for key, said in (source.value or {}).items():
            if not isinstance(said, dict):
                self.issues.append(source.error((key,), f"指标“{key}”没有内容"))
                continue
            value = shaped(Indicator, {**said, "key": key, "pack": pack}, source, (key,), self.issues)
            if value is not None:
                found[key] = value
        return found


def _with_stages(said: dict[str, Any], source: Source) -> dict[str, Any]:
    """`- signed: {label: 签约}` → `{key: signed, label: 签约}`, lines following."""
    stages = said.get("stages")
    if not isinstance(stages, list):
        return said
    made: list[Any] = []
    for index, stage in enumerate(stages):
        if not (isinstance(stage, dict) and len(stage) == 1):
            made.append(stage)
            continue
        ((key, body),) = stage.items()
        _shift(source.lines, ("stages", index, key), ("stages", index))
        made.append({"key": key, **body} if isinstance(body, dict) else {"key": key, "label": body})
    return {**said, "stages": made}


def _shift(lines: dict[Way, int], old: Way, new: Way) -> None:
    for way, line in list(lines.items()):
        if way[: len(old)] == old:
            lines[(*new, *way[len(old) :])] = line
