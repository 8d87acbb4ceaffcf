"""E-mail addresses that are one slip of the keys apart, among millions, without comparing all with all."""

from __future__ import annotations

import duckdb
import numpy
from numpy.typing import NDArray

SHORTEST_LOCAL, LONGEST_LOCAL = (
    6,
    40,
)  # signs before the @: shorter ones are a slip apart by chance, longer ones machines'
BASE = numpy.uint64(6364136223846793005)  # odd; a meeting by chance is compared sign by sign afterwards
MOST_AT_ONCE = 2_000_000  # addresses: their shortened forms take 0.5 GB
Numbers = NDArray[numpy.uint64]


def find_near_emails(con: duckdb.DuckDBPyConnection, largest_block: int) -> None:
    """Make the temporary table `near_email` (one, other: rowids of person_email) of addresses of one domain that may be a slip apart.

    Two texts that are one letter apart (wrong, missing, doubled or swapped) have a text in common once one letter is left
    out of each: addresses meet by the hash of those. Of a million 11 million such texts: numpy hashes and sorts them in
    3 s, the database in 20. Numbers and marks are not left out, see suggestion_candidates.letters.
    """
    found = con.execute(f"""
        SELECT rowid AS row, local, length(local) AS length, hash(domain) AS domain FROM person_email
        WHERE length(local) BETWEEN {SHORTEST_LOCAL} AND {LONGEST_LOCAL} AND length(local) = strlen(local)
    """).fetchnumpy()
    signs = found["local"].astype(f"S{LONGEST_LOCAL}").view(numpy.uint8).reshape(-1, LONGEST_LOCAL)
    parts = len(signs) // MOST_AT_ONCE + 1
    pairs = [
        pair_up(*shorten(signs, found["length"], found["domain"], part, parts), largest_block) for part in range(parts)
    ]
    one, other = (numpy.concatenate(side) for side in zip(*pairs, strict=True))
    con.register("found_pairs", {"one": found["row"][one], "other": found["row"][other]})
    con.execute(
        "CREATE OR REPLACE TEMP TABLE near_email AS"
        " SELECT DISTINCT least(one, other) AS one, greatest(one, other) AS other FROM found_pairs WHERE one <> other"
    )
    con.unregister("found_pairs")


def shorten(
    signs: NDArray[numpy.uint8], lengths: NDArray[numpy.int64], domains: Numbers, part: int, parts: int
) -> tuple[Numbers, NDArray[numpy.int64]]:
    """Hashes of each address as it is and without each of its letters, and whose they are; of all hashes, one part in `parts`."""
    powers = BASE ** numpy.arange(LONGEST_LOCAL + 1, dtype=numpy.uint64)
    begun = [domains]  # the hash of the first 0, 1, 2 … signs
    for place in range(LONGEST_LOCAL):
        inside = lengths > place
        begun.append(numpy.where(inside, begun[-1] * BASE + signs[:, place], begun[-1]))
    whole = begun[-1]
    rows = numpy.arange(len(signs))
    hashes, owners = [whole], [rows]
    for place in range(LONGEST_LOCAL):
        kept = rows[(signs[:, place] >= ord("a")) & (lengths > place)]
        behind = powers[lengths[kept] - place - 1]
        hashes.append(whole[kept] - (begun[place + 1][kept] - begun[place][kept]) * behind)
        owners.append(kept)
    both = numpy.concatenate(hashes), numpy.concatenate(owners)
    if parts == 1:
        return both
    chosen = both[0] % numpy.uint64(parts) == part
    return both[0][chosen], both[1][chosen]


def pair_up(
    hashes: Numbers, owners: NDArray[numpy.int64], largest_block: int
) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
    """Owners of equal hashes, two and two; hashes that more of them have are left out."""
    order = numpy.argsort(hashes)
    hashes, owners = hashes[order], owners[order]
    starts = numpy.flatnonzero(numpy.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else order
    sizes = numpy.diff(numpy.append(starts, len(hashes)))
    is_used = numpy.repeat((sizes > 1) & (sizes <= largest_block), sizes)
    hashes, owners = hashes[is_used], owners[is_used]
    ones, others = [owners[:0]], [owners[:0]]
    for step in range(1, largest_block):
        meets = numpy.flatnonzero(hashes[step:] == hashes[:-step])
        ones.append(owners[meets])
        others.append(owners[meets + step])
    return numpy.concatenate(ones), numpy.concatenate(others)
