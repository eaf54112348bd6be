"""The draw of a day: time and memory from the rows on the disk to the decisions, beside `random.sample` on them.

Run: .venv/bin/python -m tests.bench.draw
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from bot.core.booking.allocation import Placed, Request, SiteDay, allocate
from bot.storage import sqlite

DAY = date(2026, 12, 1)
NUMBERS = {"san-ysidro": 385, "calexico": 75, "nogales": 100, "el-paso": 200, "eagle-pass": 60, "laredo": 55,
           "hidalgo": 195, "brownsville": 380}  # fmt: skip
SEATS = sum(NUMBERS.values())
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 9)
WEIGHTS = (550, 150, 110, 85, 50, 20, 10, 10, 15)
"""How many groups of a thousand have each size."""
TABLE = """CREATE TABLE request (ticket BLOB PRIMARY KEY, since INTEGER, seats INTEGER, sites TEXT, days TEXT,
                                 limits TEXT, first INTEGER) STRICT, WITHOUT ROWID"""


def fill(path: Path, groups: int) -> None:
    """Write the requests of so many groups: one to eight sites each, and a third of them with days that suit."""
    made = random.Random(groups)
    days = [(DAY + timedelta(days=ahead)).isoformat() for ahead in range(14)]
    rows = (
        (
            made.randbytes(16),
            made.randrange(10**7),
            made.choices(SIZES, WEIGHTS)[0],
            " ".join(made.sample(list(NUMBERS), made.randint(1, len(NUMBERS)))),
            " ".join(made.sample(days, made.randint(2, 7))) if made.random() < 1 / 3 else "",
            "nationality:MX" if made.random() < 0.2 else "",
            0,
        )
        for _ in range(groups)
    )
    db = sqlite.connect(path)
    with db:
        db.execute(TABLE)
        db.executemany("INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    db.close()


def draw(path: Path) -> int:
    """Draw, with half of the seats for the longest waiting, a limit, and missing seats from the next day."""
    offer = [SiteDay(site, DAY, seats, max(SIZES) - 1, DAY + timedelta(days=1)) for site, seats in NUMBERS.items()]
    decisions = allocate(_requests(path), offer, b"bench", 50, {("nationality:MX", DAY): SEATS // 10})
    return sum(decision.seats for decision in decisions if isinstance(decision, Placed))


def sample(path: Path) -> int:
    """What an office does without us: read the rows, take some by chance, one seat each."""
    rows = sqlite.connect(path).execute("SELECT ticket, seats, sites FROM request").fetchall()
    return len(random.Random(1).sample(rows, SEATS))


def _requests(path: Path) -> Iterator[Request]:
    words = cache(lambda text: tuple(text.split()))
    days = cache(lambda text: tuple(map(date.fromisoformat, text.split())))
    db = sqlite.connect(path)
    for ticket, since, seats, sites, suits, limits, first in db.execute("SELECT * FROM request"):
        yield Request(ticket, since, seats, words(sites), days(suits), words(limits), bool(first))
    db.close()


def measure(what: Callable[[Path], int], path: Path) -> tuple[int, float, float, float]:
    """Return the seats given, and seconds by the clock and of the processor, and the peak memory in MB."""
    clock, processor = time.perf_counter(), time.process_time()
    seats = what(path)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return seats, clock, processor, peak


def main() -> None:
    """Print the curve; each measurement is a process of its own."""
    print("groups     what    seats given  seconds  of processor  peak MB")
    with tempfile.TemporaryDirectory() as folder:
        for groups in (30_000, 100_000, 300_000):
            path = Path(folder) / f"{groups}.db"
            fill(path, groups)
            for what in (draw, sample):
                with ProcessPoolExecutor(1, get_context("spawn")) as alone:
                    seats, clock, processor, peak = alone.submit(measure, what, path).result()
                print(f"{groups:7}  {what.__name__:>7}  {seats:11}  {clock:7.2f}  {processor:12.2f}  {peak:7.0f}")


if __name__ == "__main__":
    main()
