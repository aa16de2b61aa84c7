"""A site: the folder that holds everything one installation knows.

`LUOSHI_SITE` names the folder, else `./site`. In it: `db.sqlite3` (unless DATABASE_URL names
a PostgreSQL), `evidence/`, `packages/`, `lake/` (packages received), `keys/`,
`ballots/`, and `site.json` with what an installation sets:

- `name`: shown at the top of every page;
- `secret_key`: made when the site is made;
- `today`: only for a demonstration, the day the product takes for today;
- `hosts`: host names the web server answers to;
- `idle_minutes`: after how long without use somebody is logged out;
- `second_factor`: roles that nobody holds to any effect without a second factor;
- `identity`: a provider by which people log in too (OpenID Connect).
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from luoshi.kernel.errors import SiteError

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Site:
    """Where a site's files are, and what its `site.json` says."""

    folder: Path
    name: str = "落实"
    secret_key: str = ""
    today: date | None = None
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    idle_minutes: int = 240
    second_factor: tuple[str, ...] = ()
    identity: Mapping[str, str] | None = None

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"

    @property
    def packages(self) -> Path:
        return self.folder / "packages"

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def ballots(self) -> Path:
        return self.folder / "ballots"

    def now(self) -> datetime:
        """The moment the product takes for now: a demonstration keeps its day, not its hour."""
        moment = datetime.now(ZONE)
        if self.today is None:
            return moment
        return moment.replace(year=self.today.year, month=self.today.month, day=self.today.day)


def folder() -> Path:
    """The folder of the site in use, absolute."""
    return Path(os.environ.get("LUOSHI_SITE") or "site").absolute()


def load(path: Path | None = None) -> Site:
    """Read `site.json`; a folder without one is a site not yet made, with a passing secret."""
    where = path or folder()
    settings = where / "site.json"
    if not settings.exists():
        return Site(where, secret_key=secrets.token_urlsafe(48))
    try:
        said = json.loads(settings.read_text("utf-8"))
        return Site(
            where,
            name=str(said.get("name", "落实")),
            secret_key=str(said["secret_key"]),
            today=date.fromisoformat(said["today"]) if said.get("today") else None,
            hosts=tuple(said.get("hosts", Site.hosts)),
            idle_minutes=int(said.get("idle_minutes", Site.idle_minutes)),
            second_factor=tuple(said.get("second_factor", ())),
            identity=said.get("identity"),
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise SiteError(
            f"站点设置文件无法读取：{settings}（{fault}）", hint="请恢复备份的 site.json"
        ) from fault


def make(path: Path, *, name: str, today: date | None = None, hosts: Sequence[str] = ()) -> Site:
    """Make a site's folders and its `site.json` with a new secret; an existing one is kept. `hosts` are
    answered to besides the machine itself."""
    path.mkdir(parents=True, exist_ok=True)
    settings = path / "site.json"
    if not settings.exists():
        said: dict[str, object] = {"name": name, "secret_key": secrets.token_urlsafe(48)}
        if today:
            said["today"] = today.isoformat()
        if hosts:
            said["hosts"] = [*hosts, *Site.hosts]
        settings.touch(0o600)
        settings.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
    site = load(path)
    for place in (site.evidence, site.packages, site.keys):
        place.mkdir(exist_ok=True)
    site.keys.chmod(0o700)
    return site


def clock() -> Callable[[], datetime]:
    """The clock that actors of this site carry."""
    return load().now
