"""Messages a second and reply times over loopback: our server, and beside it a bare python-telegram-bot.

Both answer the same walk with texts, keyboards and files of equal size; ours keeps everything on the disk (FULL
sync), the bare one stores nothing. No rate limits on either side. The bot has one processor, the counterpart and the
people have the other. "Messages" are those of people, answered in full; the processor time of a message is the
bot's own and suffers least from other work on the machine.

Run: .venv/bin/python -m tests.bench.telegram [people] [rounds] [bot ...]

A bot is one of NAMES; randevou@FOLDER is ours as it is in another checkout, with the answers that it gives there to
the same walk. Ratios are to the first one.
"""

import asyncio
import json
import os
import resource
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bot.storage import sqlite
from tests.bench import script as scripts
from tests.bench.crowd import Crowd, scenes
from tests.bench.script import WALK, Step, save
from tests.telegram.botapi import BotApi

NAMES = ("bare", "bare-concurrent", "randevou")
ALONE = 10
"""People in single file; and as many before, to warm up."""
FIRST = 1_800_000_000
RECORD = """
import asyncio, sys
from pathlib import Path
from tests.bench import script
folder, script.WALK = Path(sys.argv[1]), sys.argv[2]
script.save(asyncio.run(script.record(folder)), folder / "script.json")
"""
"""Records a walk with the code of the folder where it runs."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What one load showed: people's messages, seconds, reply times, the bot's processor seconds, how busy we were."""

    messages: int
    seconds: float
    times: list[float]
    processor: float
    busy: float


@dataclass
class Results:
    """All loads of one bot, one of each kind a round."""

    rushes: list[Load] = field(default_factory=list)
    files: list[Load] = field(default_factory=list)


@asynccontextmanager
async def running(name: str, crowd: Crowd, folder: Path, seats: int) -> AsyncIterator[Process]:
    """A bot in a process of its own, polling; stopped in the end."""
    port = await crowd.listen()
    kind, checkout = kind_and_checkout(name)
    command = [sys.executable, "-m", "tests.bench.bots", kind, str(port), str(folder), str(seats)]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, cwd=checkout)
    try:
        starts = {asyncio.ensure_future(crowd.polled.wait()), asyncio.ensure_future(process.wait())}
        await asyncio.wait(starts, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        assert crowd.polled.is_set(), f"{name} does not start"
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        crowd.close()


def kind_and_checkout(name: str) -> tuple[str, Path]:
    """The kind of a bot, and the folder of its code."""
    kind, _, checkout = name.partition("@")
    return kind, Path(checkout).absolute()


async def recorded(checkout: Path) -> list[Step]:
    """The walk of today with the answers of a checkout."""
    with tempfile.TemporaryDirectory() as folder:
        await run("-c", RECORD, folder, WALK, cwd=checkout)
        return scripts.load(Path(folder) / "script.json")


async def load(crowd: Crowd, process: Process, chats: Sequence[int], *, alone: bool) -> Load:
    """One load."""
    crowd.times = []
    bot, own = processor(process.pid), time.process_time()
    seconds = await (crowd.single_file(chats) if alone else crowd.rush(chats))
    busy = (time.process_time() - own) / seconds
    return Load(len(crowd.times), seconds, crowd.times, processor(process.pid) - bot, busy)


def processor(pid: int) -> float:
    """Processor seconds of a process so far, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def one_round(name: str, script: list[Step], people: int, results: Results) -> dict[str, list[float]]:
    """A fresh bot: some people to warm up, some in single file, then the rush; gives the parts, if it tells them."""
    crowd, (kind, _) = Crowd(scenes(script)), kind_and_checkout(name)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=Path.cwd()) as name_of_folder:
        folder = Path(name_of_folder)
        save(script, folder / "script.json")
        everyone = range(FIRST, FIRST + people + 2 * ALONE)
        async with running(name, crowd, folder, 3 * len(everyone)) as process:
            await crowd.single_file(everyone[:ALONE])
            results.files.append(await load(crowd, process, everyone[ALONE : 2 * ALONE], alone=True))
            if kind == "randevou-parts":
                process.send_signal(signal.SIGUSR1)
            results.rushes.append(await load(crowd, process, everyone[2 * ALONE :], alone=False))
        if kind == "randevou":
            check(folder, len(everyone))
        told = await process.stdout.read() if process.stdout else b""
    meant = [len(everyone) * sum(each) for each in zip(*((len(s.sent), bool(s.data)) for s in script), strict=True)]
    assert [crowd.said, crowd.acknowledged] == meant, f"{crowd.said}, {crowd.acknowledged} messages and taps: {meant}"
    return dict(json.loads(told)) if told else {}


def check(folder: Path, people: int) -> None:
    """Everyone has an appointment, and nothing waits."""
    with closing(sqlite.connect(folder / "bench.db")) as db:
        booked, waiting = (db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("booking", "outbox"))
    assert (booked, waiting) == (people, 0), f"{booked} of {people} booked, {waiting} messages wait"


def row(name: str, loads: list[Load], yardstick: list[Load]) -> str:
    """A line of the table: medians over the rounds, and the spread of the first."""
    rates = [one.messages / one.seconds for one in loads]
    ratios = [rate / (other.messages / other.seconds) for rate, other in zip(rates, yardstick, strict=True)]
    times = [quantiles(one.times, n=100) for one in loads]
    p50, p95, p99 = (median(cut[at - 1] for cut in times) * 1000 for at in (50, 95, 99))
    spent = median(one.processor / one.messages for one in loads) * 1000
    busy = max(one.busy for one in loads)
    return (
        f"  {name:16}{median(rates):7.0f} ({min(rates):.0f}-{max(rates):.0f}){median(ratios):7.2f} x"
        f" ({min(ratios):.2f}-{max(ratios):.2f}) {p50:8.1f} {p95:7.1f} {p99:7.1f} {spent:8.2f} {busy:7.0%}"
    )


def show(results: dict[str, Results], script: list[Step], people: int) -> None:
    """The table."""
    sent, taps = sum(len(step.sent) for step in script), sum(bool(step.data) for step in script)
    print(f"\n{len(script)} messages of a person are answered by {sent} of the bot and {taps} acknowledged taps")
    for kind, title in (("rushes", f"rush of {people} people"), ("files", "single file")):
        print(f"\n{title}: messages/s (spread), ratio to the first (spread), reply times p50 p95 p99 in ms,"
              " processor ms a message, counterpart busy at most")  # fmt: skip
        yardstick = getattr(next(iter(results.values())), kind)
        for name, result in results.items():
            print(row(name.rpartition("/")[2], getattr(result, kind), yardstick))


def show_parts(parts: dict[str, list[float]], load: Load) -> None:
    """Where our time goes in a rush."""
    print(f"\nour parts in a rush (measured, therefore slower: {load.messages / load.seconds:.0f} messages/s):"
          " processor us, wall us a message")  # fmt: skip
    for part, (spent, wall) in sorted(parts.items(), key=lambda item: -item[1][0]):
        print(f"  {part:42}{spent / load.messages * 1e6:7.0f}{wall / load.messages * 1e6:7.0f}")


async def sending(script: list[Step]) -> None:
    """The request layer alone, and how many calls a second each counterpart can answer."""
    crowd = Crowd(scenes(script))
    with tempfile.TemporaryDirectory() as folder:
        save(script, Path(folder) / "script.json")
        port = await crowd.listen()
        await run("-m", "tests.bench.sending", port, folder, FIRST)
        print("\ncalls a second that a counterpart answers: the lean one of the benchmark, the strict one of the tests")
        await run("-m", "tests.bench.sending", port, folder, FIRST, "ceiling")
        async with BotApi() as api:
            await api.person(FIRST).start()
            await run("-m", "tests.bench.sending", api.port, folder, FIRST, "ceiling")


async def run(*command: object, cwd: Path | None = None) -> None:
    """Python in a process of its own, which prints what it finds."""
    sys.stdout.flush()
    process = await asyncio.create_subprocess_exec(sys.executable, *map(str, command), cwd=cwd)
    assert await process.wait() == 0


async def measure(people: int, rounds: int, names: Sequence[str]) -> None:
    """Every bot in every round, one after the other."""
    here = Path().absolute()
    walks = {of: await recorded(of) for of in {here, *(kind_and_checkout(name)[1] for name in names)}}
    script = walks[here]
    os.sched_setaffinity(0, {1})
    results: dict[str, Results] = defaultdict(Results)
    for _ in range(rounds):
        for name in names:
            await one_round(name, walks[kind_and_checkout(name)[1]], people, results[name])
            print(".", end="", flush=True)
    show(results, script, people)
    if "randevou" in names:
        measured = Results()
        parts = await one_round("randevou-parts", script, people, measured)
        show_parts(parts, measured.rushes[0])
    await sending(script)


def main() -> None:
    """Print the table."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    people, rounds = (int(given) for given in (*sys.argv[1:3], "100", "3")[:2]) if len(sys.argv) != 2 else (100, 3)
    asyncio.run(measure(people, rounds, sys.argv[3:] or NAMES))


if __name__ == "__main__":
    main()
