"""How well typed places are understood: every row of the corpus judged, and counted by half and language.

Run: python -m tests.corpus.scoring [tuning|held-out]
The rows that fail are named for the tuning half alone; the other half is for counting.
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
LANGUAGES = ("en", "es", "fr", "ht")
COLUMNS = ("found", "first", "among", "wrong", "ask", "asked back", "ask, Found", "unknown", "left", "unknown, Found")
"""Of each kind of row: how many, and what became of them; wrong: another town called Found."""


def rows(half: str) -> list[Row]:
    """The labelled places of one half."""
    with (Path(__file__).parent / "places.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["half"] == half]


def verdict(row: Row, result: Match) -> str:
    """What became of a row, as one of COLUMNS; "" for a miss that does no harm."""
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
    """The places and states that an answer is taken for, in order."""
    match result:
        case Found(place):
            return [place]
        case FoundState(state):
            return [state]
        case Unsure(candidates):
            return list(candidates)
    return []


def names_it(thing: Place | State, row: Row) -> bool:
    """Whether this is the town of a row; abroad the country is enough beside the name."""
    if isinstance(thing, State):
        return False
    same_region = thing.state == row["state"] if row["country"] == "MX" else thing.country == row["country"]
    return thing.name == row["place"] and same_region


def asks_back(result: Match, row: Row) -> bool:
    """Whether what is known of a row was understood, and what is empty is asked for."""
    regions = {thing.code if isinstance(thing, State) else thing.region for thing in offered(result)}
    if row["state"].startswith("MX"):
        return row["state"] in regions
    if row["place"]:
        return len(regions) > 1
    if row["country"]:
        return result == CountryOnly(row["country"])
    return isinstance(result, Unsure | Unknown) or result == CountryOnly("MX")


def score(half: str, answer: Callable[[Row], Match]) -> dict[str, Counter[str]]:
    """By language, how often each of COLUMNS came; "first" counts as "among" too."""
    counts = {language: Counter[str]() for language in LANGUAGES}
    for row in rows(half):
        became = verdict(row, answer(row))
        counts[row["language"]].update([row["expect"], became, *(["among"] if became == "first" else [])])
    return counts


def table(counted: dict[str, Counter[str]], title: str) -> Iterable[str]:
    """The counts as lines of text, one a language and one for all."""
    yield f"{title:<9}" + "".join(f"{column:>{len(column) + 2}}" for column in COLUMNS)
    for language, count in [*counted.items(), ("all", sum(counted.values(), Counter()))]:
        yield f"{language:<9}" + "".join(f"{count[column]:>{len(column) + 2}}" for column in COLUMNS)


def by_matcher(gazetteer: Gazetteer) -> Callable[[Row], Match]:
    """The answers of the matcher itself."""
    return lambda row: match(row["text"], gazetteer)


def main(halves: Iterable[str]) -> None:
    """Print the tables, and below that of the tuning half the rows that fail."""
    from bot.storage.files.gazetteer import load_gazetteer

    answer = by_matcher(load_gazetteer())
    for half in halves:
        print("\n".join(table(score(half, answer), half)))
        for row in rows(half) if half == "tuning" else ():
            if (became := verdict(row, answer(row))) not in ("first", "among", "asked back", "left"):
                print(row["id"], row["text"], "->", became, answer(row), {k: v for k, v in row.items() if v}, sep="  ")


if __name__ == "__main__":
    main(sys.argv[1:] or HALVES)
