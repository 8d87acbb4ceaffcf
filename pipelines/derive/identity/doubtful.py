"""Strong keys that would make one person of two: they are held back, for a person to decide.

Two customers (numbers of one kind) are kept apart where customer records give them other names or birth dates, or where
nothing but a single record would join them. A key that both have alike is nobody's; else it is the one's who has it on more
than a single record. What is to be apart by decision is cut in the same way: links are added again, the firmest first, and a
link that would join the two is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from pipelines.derive.identity.told import Told, agree, any_contradict, contradict

CONTRADICTION, ONE_RECORD = "contradiction", "one_record"
Pair = tuple[int, int]


class Link(NamedTuple):
    """Two keys that stand on one record or were decided to be together. Firm: on a customer record or on several records.

    bundle: the combination of keys on a record with both, the only one where there is one record.
    """

    a: int
    b: int
    records: int
    is_decided: bool
    is_firm: bool
    bundle: int


class Parted(NamedTuple):
    """Keys in groups, those that are nobody's, and the links that were held back, with the reason."""

    groups: list[list[int]]
    contested: set[int]
    held: dict[Pair, str]


class Groups:
    """Sets of keys that grow together, unless two that were decided to be apart would meet."""

    def __init__(self, members: Iterable[int], apart: Iterable[Pair], told: Mapping[int, Told]) -> None:
        self.of = {member: [member] for member in members}
        self.told = told
        self.foes: dict[int, set[int]] = defaultdict(set)
        for a, b in apart:
            self.foes[a].add(b)
            self.foes[b].add(a)

    def are_apart(self, a: int, b: int) -> bool:
        small, large = sorted((self.of[a], self.of[b]), key=len)
        return any(self.of.get(foe) is large for one in small for foe in self.foes.get(one, ()))

    def are_one(self, a: int, b: int) -> bool:
        return self.of[a] is self.of[b]

    def join(self, a: int, b: int) -> None:
        small, large = sorted((self.of[a], self.of[b]), key=len)
        large += small
        for member in small:
            self.of[member] = large

    def customers(self, key: int) -> list[Told]:
        """The customers in the group of a key."""
        return [self.told[member] for member in self.of[key] if member in self.told]


def part_keys(
    links: list[Link], members: Iterable[int], apart: Iterable[Pair], told: Mapping[int, Told], personal: set[int]
) -> Parted:
    """The members in groups: links join them in their order, the firmest first. `personal`: keys that are never nobody's."""
    groups, held = Groups(members, apart, told), {}
    for link in links:
        if link.is_decided and not groups.are_one(link.a, link.b) and not groups.are_apart(link.a, link.b):
            groups.join(link.a, link.b)
    decided = {key for link in links if link.is_decided for key in (link.a, link.b)}
    contested = find_contested(links, groups, decided | personal)
    free = []
    for link in links:
        if reason := contested.get(link.a) or contested.get(link.b):
            held[link.a, link.b] = reason
        else:
            free.append(link)
    for link in (link for link in free if link.is_firm):
        join_unless_two(link, groups, held, is_bridge=False)
    bridges = count_bridges(free, groups)
    single = [(bridges[pair_of(groups, link)] == 1, link) for link in free if not link.is_firm and not link.is_decided]
    for is_bridge, link in sorted(single, key=lambda each: each[0]):  # several single records say more than one does
        join_unless_two(link, groups, held, is_bridge=is_bridge)
    held = {(a, b): reason for (a, b), reason in held.items() if not groups.are_one(a, b)}
    parts = {id(group): group for group in groups.of.values()}.values()
    return Parted([part for part in parts if not contested.keys() & part], set(contested), held)


def find_contested(links: list[Link], groups: Groups, not_these: set[int]) -> dict[int, str]:
    """Keys that customers who are two have alike, with the reason: the firmest links to their numbers tell no difference."""
    claims: dict[int, dict[bool, list[int]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        for key, number in ((link.a, link.b), (link.b, link.a)):
            is_number_of = number in groups.told and not link.is_decided and not groups.are_apart(key, number)
            if is_number_of and (key not in groups.told or groups.told[key].rank > groups.told[number].rank):
                claims[key][link.is_firm].append(number)
    found = {}
    for key, numbers in claims.items():
        is_firm = max(numbers)
        for one, other in combinations(sorted(set(numbers[is_firm])), 2):
            if key in not_these or groups.are_one(one, other):
                continue
            if contradict(groups.told[one], groups.told[other]):
                found[key] = CONTRADICTION
                break
            if not is_firm and are_two([groups.told[one]], [groups.told[other]]):
                found[key] = ONE_RECORD
    return found


def join_unless_two(link: Link, groups: Groups, held: dict[Pair, str], *, is_bridge: bool) -> None:
    """Join the two groups of a link, or hold it back; what a decision keeps apart needs no other reason."""
    if groups.are_one(link.a, link.b) or groups.are_apart(link.a, link.b):
        return
    ours, theirs = groups.customers(link.a), groups.customers(link.b)
    if any_contradict(ours, theirs):
        held[link.a, link.b] = CONTRADICTION
    elif is_bridge and are_two(ours, theirs):
        held[link.a, link.b] = ONE_RECORD
    else:
        groups.join(link.a, link.b)


def are_two(ours: list[Told], theirs: list[Told]) -> bool:
    """Whether both sides hold an established customer of the company, of one kind, and no record says that they are one."""
    pairs = [
        (one, other)
        for one in ours
        for other in theirs
        if one.kind == other.kind and one.is_of_company and not one.above & other.above
    ]
    are_known = any(one.is_established and other.is_established for one, other in pairs)
    return are_known and not any(agree(one, other) for one, other in pairs)


def count_bridges(links: list[Link], groups: Groups) -> dict[Pair, int]:
    """How many single records lie between two groups, by groups."""
    between: dict[Pair, set[int]] = defaultdict(set)
    for link in links:
        if not link.is_firm and not link.is_decided:
            between[pair_of(groups, link)].add(link.bundle)
    return {pair: len(bundles) for pair, bundles in between.items()}


def pair_of(groups: Groups, link: Link) -> Pair:
    """What tells the two groups of a link from any other two."""
    one, other = sorted((id(groups.of[link.a]), id(groups.of[link.b])))
    return one, other
