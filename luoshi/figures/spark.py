"""Figures counted by Spark: on this machine, or on a cluster that the site is told of.

Only the driver is here; what runs on executors is Spark's own SQL, so that they need neither Python nor us.
Sums are taken in 38 digits and every overflow is an error (ANSI), so that a figure is DuckDB's or none.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow.parquet as pq
from sqlglot import exp

from luoshi.figures.cluster import Cluster
from luoshi.figures.engines import TYPES, Folder, Row, render, said
from luoshi.figures.gathering import FILE, gathered
from luoshi.figures.questions import Dated
from luoshi.kernel.errors import SiteError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

WIDEST = exp.DataType.build("decimal(38, 0)")
_EQUAL = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
"""What equal figures rest on, whatever a cluster's own settings say."""
_QUIET = {"spark.log.level": "ERROR", "spark.ui.showConsoleProgress": "false"}
_PARTS = "spark.sql.shuffle.partitions"
"""As many as there are cores, unless the cluster's settings say how many: figures are small once added."""
_ALONE = {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1"}
"""On this machine nothing listens to the network."""


class Spark(Folder):
    """Spark over a folder of Parquet and whatever files queries `instead` name. A process has one Spark; each
    of these has names of its own in it."""

    def __init__(
        self, folder: Path, cluster: Cluster | None = None, *, instead: Mapping[str, exp.Expr] | None = None
    ) -> None:
        super().__init__(folder, instead)
        self._cluster = cluster or Cluster()
        self.session = _session(self._cluster)
        self._views: dict[tuple[Path, ...], str] = {}

    def _answer(self, query: exp.Expr | Dated) -> list[Row]:
        with _in_a_sentence():
            columns = self._asked(query).toArrow().columns
        return list(zip(*(column.to_pylist() for column in columns), strict=True))

    def _define(self, table: str, query: exp.Expr) -> None:
        with _in_a_sentence():
            self._asked(gathered(query, self._named)).createOrReplaceTempView(table)

    def _asked(self, query: exp.Expr | Dated) -> DataFrame:
        return self.session.sql(said(query, "spark", lambda ast, to: render(ast.transform(self._here), to)))

    def _here(self, node: exp.Expr) -> exp.Expr:
        """Files as the view of them; a sum as one of 38 digits."""
        if isinstance(node, exp.ReadParquet):
            return exp.to_table(self._view(tuple(Path(one.name) for one in node.expressions)))
        if isinstance(node, exp.Sum) and not isinstance(node.this, exp.Cast):
            return exp.Sum(this=exp.cast(node.this, WIDEST))
        return node

    def _view(self, files: tuple[Path, ...]) -> str:
        """Files by one name. Their columns are known here, so that no executor looks for them."""
        if files not in self._views:
            name = f"file_{len(self._views)}"
            columns = ", ".join(
                f"`{one.name}` {exp.DataType.build(TYPES[one.type]).sql('spark')}"
                for one in pq.read_schema(files[0])
                if one.type in TYPES
            )
            frame = self.session.read.schema(columns).parquet(*(self._there(one) for one in files))
            if len(files) > 1:
                frame = frame.selectExpr("*", f"_metadata.file_path AS {FILE}")
            frame.createOrReplaceTempView(name)
            self._views[files] = name
        return self._views[files]

    def _there(self, file: Path) -> str:
        """Where executors read a file."""
        return self._shared(file) if self._cluster.files else f"file://{file}"

    def _named(self, file: Path) -> str:
        """What Spark calls a file that it reads: by the canonical form of its path."""
        java: Any = self.session.sparkContext
        path = java._jvm.org.apache.hadoop.fs.Path
        there = path(self._there(file))
        whole = there.getFileSystem(java._jsc.hadoopConfiguration()).makeQualified(there)
        return str(path(whole.toString()).toUri().toString())

    def _shared(self, file: Path) -> str:
        """Where executors read a file: under its own digest, so that another's or an older one is never read
        for it. It is brought there once, and seen only when it is whole."""
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        there = f"{self._cluster.files}/{digest}.parquet"
        java: Any = self.session.sparkContext
        hadoop = java._jvm.org.apache.hadoop.fs
        target, passing = hadoop.Path(there), hadoop.Path(f"{self._cluster.files}/.{uuid4().hex}")
        system = target.getFileSystem(java._jsc.hadoopConfiguration())
        if not system.exists(target):
            system.mkdirs(target.getParent())
            system.copyFromLocalFile(hadoop.Path(f"file://{file}"), passing)
            system.rename(passing, target)
        return there

    def close(self) -> None:
        for name in (*self._views.values(), *self._known):
            self.session.catalog.dropTempView(name)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """What Spark says at length, in a sentence for whoever runs the site."""
    from py4j.protocol import Py4JError
    from pyspark.errors import ArithmeticException, PySparkException

    try:
        yield
    except ArithmeticException as fault:
        raise SiteError("金额或数量超出了整数的范围", hint="查一查台账里有没有填错的数") from fault
    except (PySparkException, Py4JError) as fault:
        raise SiteError(f"Spark 没有算完：{_first_line(fault)}", hint=_HINT) from fault


_HINT = "看 LUOSHI_SPARK、LUOSHI_SPARK_FILES 和 spark-defaults.conf；也可以改用 --engine duckdb"


def _first_line(fault: Exception) -> str:
    """Of Java's errors the line that names the cause comes second."""
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    told = lines[1] if len(lines) > 1 and lines[0].endswith(".") else "".join(lines[:1])
    return told.lstrip(": ")[:300]


def _session(cluster: Cluster) -> SparkSession:
    """A session of the process's Spark, which is started for the first."""
    try:
        import pyspark.sql  # noqa: F401  # an extra that most sites do without
    except ImportError as fault:
        raise SiteError("没有安装 Spark", hint="运行 pip install 'luoshi[spark]'") from fault
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise SiteError("没有 Java，Spark 不能启动", hint="安装 Java 17（Debian：openjdk-17-jre-headless）")
    base = _started(cluster)
    session = base.newSession()
    for key, value in _EQUAL.items():
        session.conf.set(key, value)
    if not base.sparkContext.getConf().contains(_PARTS):
        session.conf.set(_PARTS, str(base.sparkContext.defaultParallelism))
    return session


@cache
def _started(cluster: Cluster) -> SparkSession:
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    PySparkLogger.getLogger("SQLQueryContextLogger").setLevel("CRITICAL")  # we say it in a sentence
    settings = dict(_QUIET)
    if cluster.alone:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("SPARK_LOCAL_HOSTNAME", "127.0.0.1")
        settings |= _ALONE
    builder = SparkSession.builder.master(cluster.master).appName("luoshi")
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        base = builder.getOrCreate()
    except Exception as fault:  # Java's and Python's own, of many kinds
        raise SiteError(f"Spark 没有启动：{_first_line(fault)}", hint=_HINT) from fault
    atexit.register(base.stop)
    return base
