"""What customer records tell of the customer that a number stands for, and whether two of them can be one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from pipelines.derive.identity.names import may_be_one_name, split_name

# Numbers that a company or a system gives its customers. Whoever gave two of one kind took the two for different persons.
NUMBERS = ("customer_id", "loyalty_number", "vendor_customer_id")
# Those that a customer has one of; a shop makes a new id of its own of every order without a login.
OF_THE_COMPANY = ("customer_id", "loyalty_number")


@dataclass
class Told:
    """A customer by number: what kind of number, the names and birth dates on customer records with it, on how many
    records of any table it stands, and the numbers of a higher kind beside it."""

    kind: str  # type of key, with its source
    rank: int  # place of the type
    is_of_company: bool
    names: set[str] = field(default_factory=set)
    birth_dates: set[date] = field(default_factory=set)
    records: int = 0
    above: set[int] = field(default_factory=set)

    @property
    def is_established(self) -> bool:
        """Whether more is known of it than one record."""
        return self.records > 1


def contradict(one: Told, other: Told) -> bool:
    """Whether two numbers of one kind are of two people: no name of the one may be a name of the other, or no birth date.

    Not where a number of a higher kind stands with both: the company says that they are one customer's.
    """
    if one.kind != other.kind or one.above & other.above:
        return False
    names = [may_be_one_name(a, b) for a, b in product(one.names, other.names)]
    births = [may_be_one_date(a, b) for a, b in product(one.birth_dates, other.birth_dates)]
    return bool(names and not any(names)) or bool(births and not any(births))


def agree(one: Told, other: Told) -> bool:
    """Whether records name both customers, and the name may be one person's."""
    return any(split_name(a) and split_name(b) for a, b in product(one.names, other.names)) and not contradict(
        one, other
    )


def may_be_one_date(a: date, b: date) -> bool:
    """Whether at most one of day, month and year differs, or day and month are exchanged: slips of the keys."""
    same = (a.day == b.day) + (a.month == b.month) + (a.year == b.year)
    return same >= 2 or (a.year == b.year and (a.day, a.month) == (b.month, b.day))


def any_contradict(ours: Iterable[Told], theirs: Iterable[Told]) -> bool:
    """Whether a customer of the one side is not one of the other."""
    return any(contradict(one, other) for one, other in product(ours, theirs))
