"""Measure how well typed places are understood: judge every row of the corpus, and count by half and language.

Run: python -m tests.corpus.scoring [tuning|held-out]
Failing rows are printed for the tuning half only; the held-out half is only counted.
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.core.places.gazetteer import Gazetteer, Place, State
from bot.core.places.matching import match
from bot.core.places.ranking import CountryOnly, Found, FoundState, Match, Unknown, Unsure

Row = dict[str, str]
HALVES = ("tuning", "held-out")
COLUMNS = ("found", "first", "among", "wrong", "ask", "asked back", "ask, Found", "unknown", "left", "unknown, Found")
"""For each kind of row: the total, and the results; "wrong" means that another town was Found."""


def rows(half: str) -> list[Row]:
    """Return the labelled places of one half."""
    with (Path(__file__).parent / "places.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["half"] == half]


def verdict(row: Row, result: Match) -> str:
    """Return the result of a row, as one of COLUMNS; "" for a miss without harm."""
    candidates = offered(result)
    right = [names_it(thing, row) for thing in candidates]
    match row["expect"]:
        case "found" if isinstance(result, Found) and not right[0]:
            return "wrong"
        case "found":
            return "first" if right[:1] == [True] else "among" if any(right) else ""
        case kind if isinstance(result, Found):
            return f"{kind}, Found"
        case "ask":
            return "asked back" if asks_back(result, row) else ""
    return "left" if result in (Unknown(), CountryOnly(row["country"])) else ""


def offered(result: Match) -> list[Place | State]:
    """Return the places and states in an answer, in order."""
    match result:
        case Found(place):
            return [place]
        case FoundState(state):
            return [state]
        case Unsure(candidates):
            return list(candidates)
    return []


def names_it(thing: Place | State, row: Row) -> bool:
    """Return whether this is the town of a row; abroad, the name and the country are enough."""
    if isinstance(thing, State):
        return False
    same_region = thing.state == row["state"] if row["country"] == "MX" else thing.country == row["country"]
    return thing.name == row["place"] and same_region


def asks_back(result: Match, row: Row) -> bool:
    """Return whether the known parts of a row were understood, and the empty parts are asked for."""
    regions = {thing.code if isinstance(thing, State) else thing.region for thing in offered(result)}
    if row["state"].startswith("MX"):
        return row["state"] in regions
    if row["place"]:
        return len(regions) > 1
    if row["country"]:
        return result == CountryOnly(row["country"])
    return isinstance(result, Unsure | Unknown) or result == CountryOnly("MX")


def score(half: str, answer: Callable[[Row], Match]) -> dict[str, Counter[str]]:
    """Count, by language, how often each of COLUMNS occurs; "first" counts as "among" too."""
    placed = rows(half)
    counts = {language: Counter[str]() for language in sorted({row["language"] for row in placed})}
    for row in placed:
        became = verdict(row, answer(row))
        counts[row["language"]].update([row["expect"], became, *(["among"] if became == "first" else [])])
    return counts


def table(counted: dict[str, Counter[str]], title: str) -> Iterable[str]:
    """Return the counts as lines of text, one for each language and one for all."""
    yield f"{title:<9}" + "".join(f"{column:>{len(column) + 2}}" for column in COLUMNS)
    for language, count in [*counted.items(), ("all", sum(counted.values(), Counter()))]:
        yield f"{language:<9}" + "".join(f"{count[column]:>{len(column) + 2}}" for column in COLUMNS)


def by_matcher(gazetteer: Gazetteer) -> Callable[[Row], Match]:
    """Return a function that gives the answers of the matcher itself."""
    return lambda row: match(row["text"], gazetteer)


def main(halves: Iterable[str]) -> None:
    """Print the tables and, below the table of the tuning half, the rows that fail."""
    from bot.storage.files.gazetteer import load_gazetteer

    answer = by_matcher(load_gazetteer())
    for half in halves:
        print("\n".join(table(score(half, answer), half)))
        for row in rows(half) if half == "tuning" else ():
            if (became := verdict(row, answer(row))) not in ("first", "among", "asked back", "left"):
                print(row["id"], row["text"], "->", became, answer(row), {k: v for k, v in row.items() if v}, sep="  ")


if __name__ == "__main__":
    main(sys.argv[1:] or HALVES)
