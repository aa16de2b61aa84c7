"""Where a site's files are: the folders that a backup holds beside the database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class Places:
    """A site's folder."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "site.json"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def evidence(self) -> Iterator[tuple[str, Path]]:
        """Evidence by its member's name; what somebody is writing just now has no such name."""
        for file in sorted((self.folder / "evidence").glob("??/*")):
            digest = file.parent.name + file.name
            if re.fullmatch("[0-9a-f]{64}", digest):
                yield f"evidence/{digest}", file

    def packages(self, closed: Collection[str]) -> Iterator[tuple[str, Path]]:
        """The files of packages; of months only those that the database knows to be closed."""
        top = self.folder / "packages"
        for file in sorted(top.rglob("*")):
            parts = file.relative_to(top).parts
            passing = any(part.startswith(".") for part in parts)
            early = _MONTH.fullmatch(parts[0]) is not None and parts[0] not in closed
            if file.is_file() and not passing and not early:
                yield "/".join(("packages", *parts)), file

    def lake(self, received: Collection[str]) -> Iterator[tuple[str, Path]]:
        """The files of packages that came from others, of those alone that the database knows."""
        for package in sorted(received):
            for file in sorted((self.folder / "lake" / package).rglob("*")):
                if file.is_file():
                    yield file.relative_to(self.folder).as_posix(), file

    def ballots(self) -> Iterator[tuple[str, Path]]:
        """Boxes that were closed; an open box is nowhere but in its place (docs/decisions/0040)."""
        for file in sorted((self.folder / "ballots").glob("*.jsonl")):
            yield f"ballots/{file.name}", file

    def of_member(self, name: str) -> Path:
        """Where a member goes; its name was looked at when the archive was opened."""
        kind, _, rest = name.partition("/")
        return self.folder / kind / rest[:2] / rest[2:] if kind == "evidence" else self.folder / name
