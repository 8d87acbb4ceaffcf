"""make bench: load speed as a ratio to bare DuckDB, peak memory, what a small load costs of a full one, and the time of every
page's queries.

Each size is generated, read once by a plain CREATE TABLE AS FROM read_csv into a file and once by the whole load
(command start, reading, checking, storing, deriving, rollups, publishing), alternating, every run a process of its own.
Wall seconds on a shared machine are noisy: compare the ratios of one run.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from sample_data.bench import write_interactions
from tests.bench.measure import Run, run_measured

PROJECT = Path(__file__).parents[2]
LITTLE_ROWS = 1_000
PLAIN = """
import duckdb, sys
with duckdb.connect(sys.argv[2]) as con:
    con.execute("CREATE TABLE interactions AS FROM read_csv(?)", [sys.argv[1]])
"""


def main() -> None:
    """Run the sizes asked for and print one block each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=2, help="alternating pairs of runs per size")
    arguments = parser.parse_args()
    for rows in arguments.rows:
        with tempfile.TemporaryDirectory(prefix="hilo-bench-") as folder:
            bench_size(Path(folder), rows, arguments.runs)


def bench_size(folder: Path, rows: int, runs: int) -> None:
    export = write_interactions(folder / "export", rows)
    print(f"\n{rows:,} interactions, {export.stat().st_size / 1e6:,.0f} MB of CSV, {os.cpu_count()} cores")
    plain: list[Run] = []
    loads: list[Run] = []
    for number in range(runs):
        target = folder / f"plain-{number}.duckdb"
        plain.append(run_measured([sys.executable, "-c", PLAIN, str(export), str(target)]))
        target.unlink()
        home = folder / f"home-{number}"
        loads.append(
            run_measured([sys.executable, "-m", "pipelines", "load", str(folder / "export")], HILO_HOME=str(home))
        )
        if number:
            shutil.rmtree(folder / f"home-{number - 1}")
    print_runs("bare DuckDB, CREATE TABLE AS FROM read_csv", plain, rows)
    print_runs("python -m pipelines load", loads, rows)
    wall = [a.wall_seconds / b.wall_seconds for a, b in zip(plain, loads, strict=True)]
    cpu = [a.cpu_seconds / b.cpu_seconds for a, b in zip(plain, loads, strict=True)]
    print(f"  load speed, ratio to bare DuckDB: {median(wall):.2f} of wall time, {median(cpu):.2f} of processor time")
    os.environ["HILO_HOME"] = str(folder / f"home-{runs - 1}")
    version = next((folder / f"home-{runs - 1}" / "published").glob("hilo-*.duckdb"))
    print(f"  published version {version.stat().st_size / 1e6:,.0f} MB")
    subprocess.run([sys.executable, "-m", "tests.bench.queries"], cwd=PROJECT, check=True, env=os.environ)
    for later in dict.fromkeys((LITTLE_ROWS, rows // 100)):
        print_small_load(folder / f"later-{later}", rows, later, median(run.cpu_seconds for run in loads))


def print_small_load(folder: Path, rows: int, later: int, full_cpu_seconds: float) -> None:
    """What it costs to load so many rows more into the version of HILO_HOME."""
    write_interactions(folder, rows, later=later)
    run = run_measured([sys.executable, "-m", "pipelines", "load", str(folder)])
    print(
        f"  {later:,} rows more: {run.wall_seconds:.1f} s, {run.cpu_seconds:.1f} processor s,"
        f" {100 * run.cpu_seconds / full_cpu_seconds:.1f} % of the full load, peak memory {run.peak_mb:,.0f} MB"
    )


def print_runs(name: str, runs: list[Run], rows: int) -> None:
    seconds = median(run.wall_seconds for run in runs)
    print(
        f"  {name}: {seconds:.1f} s, {rows / seconds / 1e6:.2f} million rows/s, "
        f"{median(run.cpu_seconds for run in runs):.1f} processor s, peak memory {max(run.peak_mb for run in runs):,.0f} MB"
    )


if __name__ == "__main__":
    main()
