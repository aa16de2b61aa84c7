"""Whether a site can serve, and how its work stands: what machines ask."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from luoshi.exchange import outbox_queries
from luoshi.journal import queries as journal
from luoshi.ops import beat
from luoshi.ops.models import Job

LEAST = 256 * 1024**2
"""Bytes of disk without which nothing can be saved."""


def unready() -> list[str]:
    """What keeps the site from serving: database, migrations, disk; empty when it can."""
    try:
        behind = steps_left() > 0
    except DatabaseError:
        return ["database"]
    found = ["migrations"] if behind else []
    if _room() < LEAST:
        found.append("disk")
    return found


def _room() -> int:
    """Bytes free where the site lies; none where its disk is not there."""
    try:
        return shutil.disk_usage(Path(settings.BEAT).parent).free
    except OSError:
        return 0


def steps_left() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Standing:
    """How the site's work stands at the moment somebody asks, for Prometheus."""

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        jobs = GaugeMetricFamily("luoshi_jobs", "Jobs by state", labels=["state"])
        ages = GaugeMetricFamily(
            "luoshi_job_age_seconds", "Age of the oldest job of a state", labels=["state"]
        )
        found = Job.objects.order_by().values("state").annotate(count=Count("id"), first=Min("made_at"))
        for one in found:
            jobs.add_metric([one["state"]], one["count"])
            if one["state"] in ("waiting", "running"):
                ages.add_metric([one["state"]], (now - one["first"]).total_seconds())
        yield from (jobs, ages)
        late, failed = outbox_queries.behind(now)
        counts = {
            "luoshi_journal_unsealed": ("Journal entries that no seal covers", journal.unsealed()),
            "luoshi_outbox_waiting": ("Messages that should have gone out by now", late),
            "luoshi_outbox_failed": ("Messages that were given up", failed),
        }
        for name, (what, count) in counts.items():
            yield GaugeMetricFamily(name, what, value=count)
        age = beat.age()
        yield GaugeMetricFamily("luoshi_worker_up", "Whether the worker lives",
                                value=int(age is not None and age < beat.LATE))  # fmt: skip
