"""Exports that were changed at random, many in one load beside two that were not: each is loaded with an account that adds
up or refused in one line, the untouched ones are there whole, and nothing unforeseen, slow or large happens."""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from random import Random

import duckdb

from tests.attack.child import run_command
from tests.attack.exports import (
    NEIGHBOUR_ROWS,
    NEIGHBOURS,
    Group,
    compress,
    source_groups,
    table_group,
    write_mappings,
)
from tests.attack.mutations import mutate
from tests.attack.result import Report, Result

BATCH = 100
TABLE_SHARE = 0.6  # of the loads: the table in all formats; the others are of one source each
SECONDS, SECONDS_A_FILE = 30, 2  # for a whole load
PEAK_BYTES = 2 << 30
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")


def run(cases: int, seed: int, report: Report) -> Result:
    """Load as many changed files; a load that goes wrong is repeated with fewer, until one file alone does it."""
    table, sources = table_group(), source_groups()
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="hilo-attack-") as folder:
        for first in range(0, cases, BATCH):
            random = Random(f"{seed} from {first}")
            group = table if random.random() < TABLE_SHARE else random.choice(sources)
            files = dict(make_case(group, seed, number) for number in range(first, min(first + BATCH, cases)))
            found = find_culprits(Path(folder), files, group.options, seed)
            for line in found:
                report(f"fuzz: {line}")
            failures += found
            if first // BATCH % 10 == 9:
                report(f"fuzz: {first + BATCH} of {cases}, {len(failures)} failures")
    return Result(cases, failures)


def make_case(group: Group, seed: int, number: int) -> tuple[str, bytes]:
    """Name and content of the case."""
    random = Random(f"{seed} {number}")
    shown = random.choice(sorted(group.exports))
    content, is_text = group.exports[shown], not shown.endswith((".gz", ".xlsx", ".parquet"))
    packed = random.random() < 0.12 and is_text
    if packed:
        shown += random.choice([".gz", ".zst"])
        if random.random() < 0.5:
            content = compress(mutate(content, random, is_text), shown)
        else:
            content = mutate(compress(content, shown), random, is_text=False)
    else:
        content = mutate(content, random, is_text)
    # Names that a source asks for must stay; the folder tells the cases apart.
    return f"{number:06d}/{shown}", content


def find_culprits(folder: Path, files: dict[str, bytes], options: list[str], seed: int) -> list[str]:
    """One line for each file that makes a load go wrong, or for the whole when no single one does."""
    problem = load_beside_neighbours(folder, files, options)
    if problem is None:
        return []
    if len(files) == 1:
        ((name, content),) = files.items()
        return [
            f"seed {seed} case {int(name[:6])}: {name[7:]}, {len(content):,} bytes: {problem}{keep_file(seed, name, content)}"
        ]
    names = list(files)
    halves = [names[: len(names) // 2], names[len(names) // 2 :]]
    found = [
        line for half in halves for line in find_culprits(folder, {name: files[name] for name in half}, options, seed)
    ]
    return found or [f"seed {seed} cases {int(names[0][:6])} to {int(names[-1][:6])} together: {problem}"]


def keep_file(seed: int, name: str, content: bytes) -> str:
    """Write the file where the user wants to have it; says where."""
    if not (wanted := os.environ.get("ATTACK_KEEP")):
        return ""
    path = Path(wanted) / f"{seed}-{name.replace('/', '-')}"
    path.write_bytes(content)
    return f" ({path.name})"


def load_beside_neighbours(folder: Path, files: dict[str, bytes], options: list[str]) -> str | None:
    """Load the files in one command into an empty home; what is wrong about it."""
    place = folder / "case"
    shutil.rmtree(place, ignore_errors=True)
    for name, content in {**files, **{name: text.encode() for name, text in NEIGHBOURS.items()}}.items():
        path = place / "given" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    write_mappings(place / "given")
    ended = run_command(place, ["load", "given", "--json", *options], seconds=SECONDS + SECONDS_A_FILE * len(files))
    if trouble := ended.trouble():
        return trouble
    if ended.peak_bytes > PEAK_BYTES:
        return f"took {ended.peak_bytes >> 20:,} MB"
    try:
        said = json.loads(ended.out)
    except ValueError:
        return f"no account: {(ended.err or ended.out).strip()[-300:]}"
    return judge_account(place, said, ended.status or 0) or judge_neighbours(place / "home")


def judge_account(place: Path, said: dict[str, dict[str, str]], status: int) -> str | None:
    """What is wrong about the account of a load: every file is in it once, the numbers add up, a refusal is one line."""
    given = {str(path.relative_to(place)) for path in (place / "given").rglob("*") if path.is_file()}
    given = {path for path in given if not path.endswith(".toml")}
    told = [*said["files"], *said["unchanged"], *said["refused"]]
    if sorted(told) != sorted(given):
        return f"not every file is told of once: {sorted(given ^ set(told))[:3]}"
    for path, account in said["files"].items():
        read, *parts = (int(account[key]) for key in ("rows_read", "rows_loaded", "rows_rejected", "rows_skipped"))
        if read != sum(parts) or min(parts) < 0:
            return f"{path}: {read} rows read are not {parts}"
    for path, line in said["refused"].items():
        if CONTROL.search(line) or len(line) > 1_500 or Path(path).name[:40] not in line:
            return f"{path}: refused in other than one line that names it: {line[:300]!r}"
    return None if (status == 1) == bool(said["refused"]) else f"status {status} with {len(said['refused'])} refusals"


def judge_neighbours(home: Path) -> str | None:
    """What is wrong about the rows of the untouched files."""
    version = int((home / "published" / "CURRENT").read_text())
    query = (
        "SELECT record_id, CAST(answered_at AS DATE)::VARCHAR, score, comment FROM responses"
        " WHERE source = 'neighbour' ORDER BY record_id"
    )
    with duckdb.connect(str(home / "published" / f"hilo-{version}.duckdb"), read_only=True) as con:
        rows = con.execute(query).fetchall()
    return None if rows == NEIGHBOUR_ROWS else f"the neighbours are not whole: {rows}"
