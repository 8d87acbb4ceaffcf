"""The memory of a load where nobody sets one."""

from pathlib import Path

import duckdb
import pytest

import pipelines.store.load_memory as load_memory
from pipelines.store.load_memory import choose_load_memory, machine_bytes, memory_left
from warehouse.config.settings import Settings, count_bytes


def write_sparse(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        file.truncate(size)
    return path


@pytest.mark.parametrize(
    ("name", "gigabytes", "machine", "limit"),
    [
        ("small.csv", 0.1, 20, "3000000000B"),
        ("ten_million.csv", 1.2, 20, "3000000000B"),
        ("fifty_million.csv", 5, 20, "7000000000B"),
        ("packed.csv.gz", 1, 40, "11200000000B"),
        ("larger_than_the_machine.csv", 50, 20, "10000000000B"),
        ("small_machine.csv", 50, 2, "2000000000B"),
    ],
)
def test_it_follows_the_exports_within_what_the_machine_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, gigabytes: float, machine: float, limit: str
) -> None:
    monkeypatch.setattr(load_memory, "machine_bytes", lambda: machine * 1e9)
    files = [write_sparse(tmp_path / name, round(gigabytes * 1e9)), tmp_path / "not there"]
    assert choose_load_memory(Settings(), files) == limit


def test_a_setting_wins(tmp_path: Path) -> None:
    assert choose_load_memory(Settings(load_memory_limit="60%"), [tmp_path / "a.csv"]) == "60%"


def test_the_machine_has_memory() -> None:
    assert machine_bytes() > 500e6


def test_an_engine_beside_the_load_s_takes_what_that_one_leaves() -> None:
    with duckdb.connect(":memory:", config={"memory_limit": "400MB", "threads": 1}) as con:
        given = count_bytes(con.sql("SELECT current_setting('memory_limit')").fetchall()[0][0])
        assert float(memory_left(con).rstrip("B")) == pytest.approx(given, rel=0.01)
        con.execute(
            "CREATE TABLE held AS SELECT hash(i) AS cell FROM range(10_000_000) t(i)"
        )  # 80 MB that do not compress
        assert 0.7 * given < float(memory_left(con).rstrip("B")) < 0.85 * given
        con.execute("INSERT INTO held SELECT hash(i) FROM range(30_000_000) t(i)")
        assert float(memory_left(con).rstrip("B")) == pytest.approx(0.25 * given, rel=0.01)
