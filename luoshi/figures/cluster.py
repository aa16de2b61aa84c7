"""Where Spark runs, as a site is told. Settings read it at every start: nothing large is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Cluster:
    """Where Spark runs: `master` as Spark writes it, and `files`, where executors read what lies here: a
    place as `s3a://bucket/luoshi` or `hdfs:///luoshi`; empty where they see this machine's folders."""

    master: str = "local[*]"
    files: str = ""

    @classmethod
    def configured(cls, environment: Mapping[str, str]) -> Cluster:
        """As LUOSHI_SPARK and LUOSHI_SPARK_FILES say; the rest is in Spark's own spark-defaults.conf."""
        master = environment.get("LUOSHI_SPARK", "").strip() or cls.master
        return cls(master, environment.get("LUOSHI_SPARK_FILES", "").strip().rstrip("/"))

    @property
    def alone(self) -> bool:
        """Whether everything runs on this machine."""
        return self.master.startswith("local")
