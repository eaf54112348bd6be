"""What a typed place and a pin cost, beside plain rapidfuzz over the same names in the same run.

Run: .venv/bin/python -m tests.bench.places
Texts: both halves of tests/corpus/places.csv. The two matchers take turns, so that a busy machine slows both.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

from rapidfuzz import fuzz, process

from bot.core.places.areas import locate
from bot.core.places.gazetteer import Gazetteer, Place
from bot.core.places.matching import match
from bot.core.places.ranking import Found, FoundState, Match, Unknown
from bot.core.places.spelling import fold_name
from bot.storage.files.gazetteer import load_gazetteer
from tests.corpus.scoring import HALVES, Row, rows, verdict

T = TypeVar("T")
ROUNDS = 7
RIGHT = ("first", "among", "asked back", "left")
LOADED = """
import os, time
from pathlib import Path
from bot.core import places
from bot.storage import gazetteer
def mib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
before = mib()
start = time.perf_counter()
loaded = gazetteer.load_gazetteer()
opened = time.perf_counter()
places.match("Tapachoula", loaded)
first = time.perf_counter()
print(opened - start, first - opened, mib() - before)
"""


def plainly(gazetteer: Gazetteer) -> Callable[[str], Match]:
    """What rapidfuzz alone says: the most alike name of all by WRatio, case and accents aside."""
    named, things = gazetteer.names, gazetteer.things

    def answer(text: str) -> Match:
        best = process.extractOne(fold_name(text), named, scorer=fuzz.WRatio)
        thing = things[best[2]] if best else None
        return Unknown() if thing is None else Found(thing) if isinstance(thing, Place) else FoundState(thing)

    return answer


def microseconds(answer: Callable[[T], object], asked: list[T]) -> float:
    """Of one answer, over all that is asked."""
    start = time.perf_counter()
    for one in asked:
        answer(one)
    return (time.perf_counter() - start) / len(asked) * 1e6


def spread(name: str, taken: list[float]) -> str:
    """A line with the median and the whole range."""
    return f"{name:<34}{median(taken):>9.0f} us   {min(taken):.0f} to {max(taken):.0f}"


def main() -> None:
    """Print times, shares of right answers, and what loading costs in a process of its own."""
    gazetteer = load_gazetteer()
    labelled = [row for half in HALVES for row in rows(half)]
    texts = [row["text"] for row in labelled]
    ours, plain = (lambda text: match(text, gazetteer)), plainly(gazetteer)
    dice = random.Random(1)
    pins = [(dice.uniform(14.5, 32.7), dice.uniform(-117.1, -86.7)) for _ in range(1_000)]
    pinned = [(lat, lon) for lat, lon in pins if (at := locate(lat, lon, 0, gazetteer)) and at.state]

    taken: dict[str, list[float]] = {"a typed place": [], "rapidfuzz WRatio alone": [], "a pin in Mexico": []}
    for _ in range(ROUNDS):
        taken["a typed place"].append(microseconds(ours, texts))
        taken["rapidfuzz WRatio alone"].append(microseconds(plain, texts[::8]))
        taken["a pin in Mexico"].append(microseconds(lambda point: locate(*point, 0, gazetteer), pinned))
    print(f"median of {ROUNDS} rounds, over {len(texts)} texts, {len(gazetteer.names)} names, {len(pinned)} pins")
    for name, times in taken.items():
        print(spread(name, times))
    ratios = [b / a for a, b in zip(taken["a typed place"], taken["rapidfuzz WRatio alone"], strict=True)]
    print(f"times faster: {median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})")
    for name, answer in (("matcher", ours), ("rapidfuzz WRatio alone", plain)):
        print(f"{name:<34}{share(answer, labelled)}")
    loads = [subprocess.check_output([sys.executable, "-c", LOADED], text=True).split() for _ in range(ROUNDS)]
    for index, name in enumerate(("load", "first answer (towns, indexes)", "memory of both")):
        values = sorted(float(load[index]) for load in loads)
        unit, scale = ("MiB", 1) if index == 2 else ("ms", 1000)
        print(f"{name:<34}{median(values) * scale:>9.0f} {unit}  {values[0] * scale:.0f} to {values[-1] * scale:.0f}")


def share(answer: Callable[[str], Match], labelled: list[Row]) -> str:
    """How many rows are answered rightly, and how often a wrong town, or one where a question was due, is Found."""
    became = [verdict(row, answer(row["text"])) for row in labelled]
    right = sum(what in RIGHT for what in became)
    wrong = sum(what == "wrong" or what.endswith(", Found") for what in became)
    return f"{right:>9} of {len(labelled)} right ({right / len(labelled):.1%}), {wrong} called Found that should not be"


if __name__ == "__main__":
    main()
