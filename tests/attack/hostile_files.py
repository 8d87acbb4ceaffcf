"""Files made by hand to break a reader, each loaded beside two sound ones, with bounded time and memory: it is loaded, kept
aside in part or refused in one line, the records around the harm are there, and so are the sound files."""

import json
import re
import shutil
import tempfile
from pathlib import Path
from random import Random

import duckdb

from tests.attack.child import Ended, run_command
from tests.attack.exports import NEIGHBOURS, write_mappings
from tests.attack.fuzz import CONTROL, judge_neighbours
from tests.attack.hostile import WORDS, Hostile
from tests.attack.hostile_binaries import BINARIES
from tests.attack.hostile_names import NAMED
from tests.attack.hostile_texts import TEXTS
from tests.attack.result import Report, Result

HOSTILE = [*TEXTS, *BINARIES, *NAMED]
SECONDS = 60
MEMORY_BYTES = 8 << 30  # of addresses: threads reserve far more than they use
PEAK_BYTES = 2 << 30


def run(cases: int, seed: int, report: Report) -> Result:
    """Load as many hostile files, in their order, one a command; after the last the first comes again with another seed."""
    failures = []
    with tempfile.TemporaryDirectory(prefix="hilo-attack-") as folder:
        for number in range(cases):
            one = HOSTILE[number % len(HOSTILE)]
            problem = load_hostile(Path(folder) / "case", one, Random(f"{seed} {number}"))
            if problem:
                failures.append(f"seed {seed} case {number}: {one.name}: {problem}")
            if number % 25 == 24:
                report(f"hostile: {number + 1} of {cases}, {len(failures)} failures")
    return Result(cases, failures)


def load_hostile(place: Path, one: Hostile, random: Random) -> str | None:
    """Load the file; what is wrong about how that ends."""
    shutil.rmtree(place, ignore_errors=True)
    given = place / "given"
    given.mkdir(parents=True)
    one.write(given, random)
    for name, text in NEIGHBOURS.items():
        (given / name).write_text(text)
    write_mappings(given)
    ended = run_command(place, ["load", "given", *one.paths, "--json"], seconds=SECONDS, memory_bytes=MEMORY_BYTES)
    if trouble := ended.trouble():
        return trouble
    if ended.peak_bytes > PEAK_BYTES:
        return f"took {ended.peak_bytes >> 20:,} MB"
    return judge_words(ended) or judge_neighbours(place / "home") or judge_records(place / "home", one)


def judge_words(ended: Ended) -> str | None:
    """What is wrong about what was said: the file must be in it, a refusal be one line without codes for the terminal."""
    try:
        said = json.loads(ended.out)
    except ValueError:
        return f"no account: {(ended.err or ended.out).strip()[-300:]}"
    if not re.search("hostile", ended.out + ended.err):
        return "passed over in silence"
    bad = [line for line in said["refused"].values() if CONTROL.search(line) or len(line) > 1_500]
    bad += [line for line in ended.err.splitlines() if re.search(r"[\x00-\x1f\x7f\u202a-\u202e]", line)]
    if bad:
        return f"said in other than plain lines: {bad[0][:300]!r}"
    for account in said["files"].values():
        if account["rows_read"] != sum(account[f"rows_{what}"] for what in ("loaded", "rejected", "skipped")):
            return f"the account does not add up: {account}"
    return None if (ended.status == 1) == bool(said["refused"]) else f"status {ended.status}: {said['refused']}"


def judge_records(home: Path, one: Hostile) -> str | None:
    """What is wrong about the records of the hostile file: those around the harm are there, and none is garbled."""
    version = int((home / "published" / "CURRENT").read_text())
    query = "SELECT regexp_extract(record_id, 't\\d$'), comment FROM responses WHERE source <> 'neighbour' ORDER BY ALL"
    with duckdb.connect(str(home / "published" / f"hilo-{version}.duckdb"), read_only=True) as con:
        found = dict(con.execute(query).fetchall())
    missing = [id for id in one.sound if id not in found]
    if missing:
        return f"lost beside the harm: {', '.join(missing)}"
    garbled = {id: found[id] for id in ("t1", "t3") if id in one.sound and found[id] != WORDS[id]}
    return f"garbled: {str(garbled)[:200]}" if garbled else None
