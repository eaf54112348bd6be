"""Who gets a place by chance: many draws of the real function, and every kind of group counted.

Run: .venv/bin/python -m tests.bench.fairness
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import permutations
from math import sqrt
from random import Random
from typing import Literal, NamedTuple

from bot.core.booking.allocation import Decision, Placed, Request, SiteDay, allocate

Rule = Literal["carry", "overflow", "no excess"]
"""Where missing seats come from: the next day; what the site declares; nowhere, and the group goes first next time."""
NUMBERS = {"north": 30, "middle": 50, "south": 85}
LARGEST = 9
SENIORITY_PERCENT = 30
SITES = [sites for n in (1, 2, 3) for sites in permutations(NUMBERS, n)]
LANGUAGES = ("en", "es", "fr", "ht")
"""A draw knows no languages: these four stand for any, and make the crowd as large as it is."""
PEOPLE = [(f"size {seats}", f"language {language}") for seats in range(1, 10) for language in LANGUAGES]
"""All sizes in all languages: a crowd of so many groups wants 180 seats or so."""
ALL = "all"


class Group(NamedTuple):
    """A request, and the kinds of group that it is."""

    request: Request
    kinds: tuple[str, ...]


@dataclass
class Chances:
    """How many of each kind were left when the longest waiting had their part, and how many of them got a place."""

    tried: Counter[str] = field(default_factory=Counter)
    won: Counter[str] = field(default_factory=Counter)

    def count(self, crowd: Sequence[Group], decisions: Sequence[Decision]) -> list[Group]:
        """Count a draw, and return the groups that go first in the next one."""
        decided = {decision.ticket: decision for decision in decisions}
        first = []
        for group in crowd:
            decision = decided.get(group.request.ticket)
            by = decision.by if isinstance(decision, Placed) else ""
            if by != "seniority" and not group.request.first:
                self.tried.update(group.kinds)
            if by in ("chance", "first"):
                self.won.update(group.kinds)
            if decision and not isinstance(decision, Placed) and decision.reason == "next":
                first.append(group._replace(request=replace(group.request, first=True)))
        return first

    def relative(self, kind: str) -> tuple[float, float]:
        """Return the interval (99 %) of the chance of a kind, where 1 is the chance of all."""
        chance, of_all = (self.won[each] / self.tried[each] for each in (kind, ALL))
        half = 2.576 * sqrt(chance * (1 - chance) / self.tried[kind])
        return (chance - half) / of_all, (chance + half) / of_all

    def unequal(self, tolerance: float = 0.01) -> dict[str, tuple[float, float]]:
        """Return the kinds whose interval is not wholly within the tolerance."""
        intervals = {kind: self.relative(kind) for kind in self.tried}
        return {kind: (low, high) for kind, (low, high) in intervals.items() if max(1 - low, high - 1) > tolerance}


def simulate(rule: Rule, days: int, seed: int, crowds: int = 1) -> Chances:
    """Draw on many days, each time for so many new crowds."""
    made = Random(seed)
    chances = Chances()
    lent = Counter[str]()
    first: list[Group] = []
    for ahead in range(days):
        day = date(2026, 1, 1) + timedelta(days=ahead)
        crowd = [*first, *_crowd(made, crowds, ahead)]
        offer = [_offered(rule, site, day, seats - lent[site]) for site, seats in NUMBERS.items()]
        decisions = allocate([group.request for group in crowd], offer, made.randbytes(16), SENIORITY_PERCENT)
        lent.clear()
        for decision in decisions:
            if rule == "carry" and isinstance(decision, Placed):
                lent[decision.site] += decision.borrowed
        first = chances.count(crowd, decisions)
    return chances


def _offered(rule: Rule, site: str, day: date, seats: int) -> SiteDay:
    excess = 0 if rule == "no excess" else LARGEST - 1
    return SiteDay(site, day, seats, excess, day + timedelta(days=1) if rule == "carry" else None)


def _crowd(made: Random, crowds: int, ahead: int) -> list[Group]:
    """Everybody is drawn alone: in a crowd made to measure, who is large would have smaller groups around them."""
    groups = crowds * len(PEOPLE)
    drawn = (made.choices(choices, k=groups) for choices in (PEOPLE, SITES, range(40)))
    crowd = []
    for place, ((size, language), sites, since) in enumerate(zip(*drawn, strict=True)):
        request = Request(b"%d %d" % (ahead, place), since, int(size[5:]), sites)
        crowd.append(Group(request, (ALL, size, language, f"quarter {4 * place // groups + 1}")))
    return crowd


def main() -> None:
    """Print the chances, where there are many and few seats."""
    for crowds, days in ((1, 40_000), (6, 150_000)):
        for rule in ("carry", "overflow", "no excess"):
            chances = simulate(rule, days, seed=1, crowds=crowds)
            wanted = 180 * crowds / sum(NUMBERS.values())
            print(f"\n{rule}, {wanted:.1f} wanted for each seat: chance {chances.won[ALL] / chances.tried[ALL]:.3f}")
            for kind in sorted(chances.tried):
                low, high = chances.relative(kind)
                print(f"{kind:12} {low:.4f} to {high:.4f} of it, {chances.tried[kind]} groups")


if __name__ == "__main__":
    main()
