"""A package as it is made, for a close and for a correction: snapshot, figures, disclosures, manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from luoshi.figures.engines import Duck
from luoshi.journal import actions as journal
from luoshi.journal import queries as journal_queries
from luoshi.kernel import canonical, disk
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period
from luoshi.kernel.progress import Tell
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Field
from luoshi.periods import keys, lake, package, queries, snapshot
from luoshi.periods.basis import figures as counted
from luoshi.periods.disclosure import disclosed
from luoshi.units import queries as units

STEPS = 4


@dataclass(frozen=True)
class Built:
    """A finished package that has no name yet: its digest, the journal it covers, the package it follows."""

    folder: Path
    digest: str
    journal: Mapping[str, Any]
    previous: str


@contextmanager
def alone() -> Iterator[None]:
    """One package is made at a time: another would clear away what the first is still writing."""
    folder = Path(settings.PACKAGES)
    folder.mkdir(parents=True, exist_ok=True)
    with disk.alone(folder) as mine:
        if not mine:
            raise InputError("正在结账或出更正包", hint="等它完成")
        yield


def build(
    actor: Actor,
    period: Period,
    name: str,
    *,
    compared: Period | None,
    tell: Tell,
    more: Mapping[str, str] | None = None,
) -> Built:
    """Build the package of a period under a passing name, and sign it. `compared` is the closed month whose
    package it discloses changes from; `more` is what its manifest says besides."""
    covers = dict[str, Any]()
    parts = lake.parts(period)
    passing = package.building(
        Path(settings.PACKAGES), name, lambda folder: covers.update(_fill(folder, period, compared, tell))
    )
    tell("签名", 3, STEPS)
    folder = Path(settings.KEYS)
    packs = ledgers.packs()
    stated: dict[str, Any] = {
        "site": units.site_name(), "unit": units.tree()[0].unit.code, "period": str(period),
        "closed_at": actor.now().isoformat(),
        "packs": {key: [one.version, one.digest] for key, one in packs.items()},
        "fields": {
            name: {key: stored_as(field) for key, field in spec.fields.items()}
            for name, spec in ledgers.ledgers().items()
        },
        "journal": covers,
        "previous": queries.last_package(),
        "received": {one.unit: one.digest for one in parts},
        "origins": lake.origins(parts),
        "rotations": keys.rotations(folder),
        **(more or {}),
    }  # fmt: skip
    digest = package.seal(passing, stated, keys.signing_key(folder))
    return Built(passing, digest, covers, stated["previous"])


def stored_as(field: Field) -> str:
    """What a field's stored values mean: two packs that agree on it can be counted as one."""
    return f"{field.type}:{field.places}" if field.type == "decimal" else field.type


def _fill(folder: Path, period: Period, compared: Period | None, tell: Tell) -> dict[str, Any]:
    """Snapshot, figures from the snapshot alone, disclosures; then the root that covers all of it."""
    tell("快照", 0, STEPS)
    with snapshot.one_moment():
        snapshot.write(folder)
    lake.merge(folder, period)
    tell("计算", 1, STEPS)
    packs = ledgers.packs()
    with Duck(folder) as engine:
        said = [figure.to_json() for figure in counted(packs, engine, period)]
    (folder / "figures.json").write_bytes(canonical.dumps(said))
    changed = []
    if compared:
        changed = [asdict(one) for one in disclosed(packs, folder, queries.folder(compared), compared)]
    (folder / "disclosed.json").write_bytes(canonical.dumps(changed))
    tell("封存日志", 2, STEPS)
    size, _ = journal.seal()
    return {"size": size, "root": journal_queries.root(size)}
