"""The draw of a day: time and memory from the rows on the disk to the offers, beside `random.sample` on these rows.

Run: .venv/bin/python -m tests.bench.draw
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from bot.app import App
from bot.core.booking.allocation import Placed, Request, SiteDay, allocate
from bot.core.booking.slot import SeatRequest
from bot.core.programme.site import Capacity
from bot.services.booking import draw
from bot.services.tick import tick
from bot.settings import read_settings
from bot.storage import sqlite
from bot.storage.database import transaction
from bot.storage.tables import people, requests
from bot.storage.tables.audit_log import Actor
from bot.storage.tables.requests import Asked
from tests.services.booking.drawing_people import NOON, SUNDAY, drawing

NUMBERS = {"san-ysidro": 385, "calexico": 75, "nogales": 100, "el-paso": 200, "eagle-pass": 60, "laredo": 55,
           "hidalgo": 195, "brownsville": 380}  # fmt: skip
SEATS = sum(NUMBERS.values())
SIZES = (1, 2, 3, 4, 5, 6, 7, 8)
WEIGHTS = (550, 150, 110, 85, 50, 20, 15, 20)
"""How many groups of a thousand have each size."""
DAY = date(2026, 11, 26)
"""The only day that the draw gives."""
PORTION = 10_000


def opened(path: Path) -> App:
    """Open the file, with a pack that draws the places of one day, at eight sites."""
    app = App.open(read_settings({}, database=str(path)))
    pack = drawing(app.pack, horizon_days=3, lead_hours=48)
    sites = tuple(replace(pack.sites[0], id=id) for id in NUMBERS)
    numbers = tuple(Capacity(id, seats, date(2023, 1, 1), None, "the benchmark") for id, seats in NUMBERS.items())
    return replace(app, pack=replace(pack, sites=sites, capacities=numbers))


def fill(path: Path, groups: int) -> None:
    """Let so many groups ask: for one to eight sites each, and a third of them for days that suit."""
    made = random.Random(groups)
    days = [DAY + timedelta(days=ahead) for ahead in range(-6, 7)]
    app = opened(path)
    tick(app, SUNDAY)
    for begin in range(0, groups, PORTION):
        with transaction(app.db):
            for _ in range(min(PORTION, groups - begin)):
                seats = made.choices(SIZES, WEIGHTS)[0]
                sites = tuple(made.sample(list(NUMBERS), made.randint(1, len(NUMBERS))))
                suit = tuple(made.sample(days, made.randint(2, 7))) if made.random() < 1 / 3 else ()
                since = SUNDAY - timedelta(seconds=made.randrange(10**7))
                person = people.create(app.db, app.seal, since)
                requests.ask(
                    app.db, app.seal, person, app.pack.id, Asked(SeatRequest(seats, seats), sites, suit), since
                )
    tick(app, NOON - timedelta(hours=1))
    app.close()


def whole_draw(path: Path) -> int:
    """Open each request, decide, hold the seats and write the offers."""
    app = opened(path)
    steps = list(draw.portions(app, NOON, Actor("clock", NOON)))
    app.close()
    return steps[-1].offered


def decisions(path: Path) -> int:
    """Decide alone, about as many groups that are in memory, opened."""
    made = random.Random(1)
    groups = sqlite.connect(path).execute("SELECT count(*) FROM waiting").fetchone()[0]
    line = [
        Request(
            made.randbytes(16), made.randrange(120), made.choices(SIZES, WEIGHTS)[0],
            tuple(made.sample(list(NUMBERS), made.randint(1, len(NUMBERS)))),
        )
        for _ in range(groups)
    ]  # fmt: skip
    offer = [SiteDay(site, DAY, seats, max(SIZES) - 1, DAY + timedelta(days=1)) for site, seats in NUMBERS.items()]
    begin = time.process_time()
    placed = [decision for decision in allocate(line, offer, b"bench", 50) if isinstance(decision, Placed)]
    print(f"{'':9}(the function alone: {time.process_time() - begin:.2f} seconds of the processor)")
    return len(placed)


def random_sample(path: Path) -> int:
    """What an office does without us: read the rows, take some by chance, one seat each."""
    rows = sqlite.connect(path).execute("SELECT id, person, since, body FROM waiting").fetchall()
    return len(random.Random(1).sample(rows, SEATS))


def measure(what: Callable[[Path], int], path: Path) -> tuple[int, float, float, float]:
    """Return how many got something, seconds by the clock and of the processor, and the peak memory in MB."""
    clock, processor = time.perf_counter(), time.process_time()
    given = what(path)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return given, clock, processor, peak


def main() -> None:
    """Print the curve; each measurement is a process of its own."""
    print(" groups          what  placed  seconds  of processor  peak MB")
    for groups in [int(argument) for argument in sys.argv[1:]] or [30_000, 100_000, 300_000]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.db"
            fill(path, groups)
            for what in (random_sample, decisions, whole_draw):
                with ProcessPoolExecutor(1, get_context("spawn")) as alone:
                    given, clock, processor, peak = alone.submit(measure, what, path).result()
                print(f"{groups:7}  {what.__name__:>13}  {given:6}  {clock:7.2f}  {processor:12.2f}  {peak:7.0f}")


if __name__ == "__main__":
    main()
