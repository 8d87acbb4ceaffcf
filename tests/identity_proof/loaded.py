"""The sample's exports, more of their kind, or those of misleading families, in a warehouse of their own; what it says about persons."""

from __future__ import annotations

import csv
import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from metrics.rollups import build_rollups
from pipelines.load import load_exports
from sample_data.generate import EXPORTS, SEED, TRUTH, write_exports
from tests.identity_proof.misleading import write_families
from tests.identity_proof.pairs import Owner
from warehouse.config.settings import load_settings
from warehouse.store.engine import Engine, open_engine

SETTINGS = EXPORTS.parent / "hilo.toml"  # lists the switchboard that nothing else gives away
# Tables whose records identity_truth.csv.gz knows; a refund at the till is an order and a visit of the same name.
TABLES = ("interactions", "orders", "subscriptions", "customers")


@contextmanager
def load_sample(folder: Path, families: int = 1, seed: int = SEED) -> Iterator[tuple[Engine, dict[str, Owner]]]:
    """Load the committed exports, or newly written ones with more families, under folder; give the engine and the truth."""
    folder.mkdir(parents=True, exist_ok=True)
    exports, truth = EXPORTS, TRUTH
    if families != 1 or seed != SEED:
        exports, truth = folder / "exports", folder / "identity_truth.csv.gz"
        write_exports(exports, seed, families).write(truth)
        for mapping in EXPORTS.rglob("*.mapping.toml"):
            shutil.copy(mapping, exports / mapping.relative_to(EXPORTS))
    with load_into(folder / "home", exports) as engine:
        yield engine, read_truth(truth)


@contextmanager
def load_misleading(folder: Path, seed: int = SEED) -> Iterator[tuple[Engine, dict[str, Owner]]]:
    """Load newly written exports of families whose strong keys mislead, under folder; give the engine and the truth."""
    truth = write_families(folder, seed)
    with load_into(folder / "home", folder / "exports") as engine:
        yield engine, read_truth(truth)


@contextmanager
def load_into(home: Path, exports: Path) -> Iterator[Engine]:
    """An engine on a new installation with the sample's settings that loaded the exports."""
    home.mkdir(parents=True)
    shutil.copy(SETTINGS, home)
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("HILO_")}
    os.environ["HILO_HOME"] = str(home)
    try:
        load_exports([exports], load_settings(), build_rollups)
        engine = open_engine()
        yield engine
        engine.close()
    finally:
        del os.environ["HILO_HOME"]
        os.environ.update(before)


def read_truth(path: Path) -> dict[str, Owner]:
    """Return the owner of each record that names somebody."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return {row["record_id"]: Owner(int(row["person"]), row["family"]) for row in csv.DictReader(file)}


def read_persons(engine: Engine) -> dict[str, int]:
    """Return the person of each record; a record that is nobody's has a person of its own."""
    union = " UNION ALL ".join(f"SELECT record_id, person_id FROM {table}" for table in TABLES)
    return dict(engine.query(f"SELECT DISTINCT record_id, person_id FROM ({union})").rows())
