"""The files of a pack are changed while programs run with it: the last good reading is in force, never an older one."""

import asyncio
import json
import logging
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import App
from bot.app_thread import AppThread
from bot.cli import main
from bot.core.booking.slot import SeatRequest
from bot.core.booking.timetable import on_offer, seats_at
from bot.core.conversation.effects import Book
from bot.core.errors import PackError
from bot.services.booking.book import book
from bot.services.tick import tick
from bot.settings import Settings, read_settings
from bot.storage.database import transaction
from bot.storage.files.packs import load_pack
from bot.storage.tables import people
from bot.storage.tables.slots import utc
from tests.conftest import NOW, POLICY
from tests.forking import FORK

DAY = "2026-12-01"
"""A Tuesday."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A partner's copy of the clinic."""
    copied: str = shutil.copytree(POLICY / "legal-clinic", tmp_path / "clinic")
    return Path(copied)


@pytest.fixture
def settings(folder: Path, tmp_path: Path) -> Settings:
    return read_settings({}, database=str(tmp_path / "randevou.db"), pack=str(folder))


def close_the_day(folder: Path) -> None:
    with (folder / "closed.csv").open("a", encoding="utf-8") as closed:
        closed.write(f"{DAY},all,Staff day\n")


def set_seats(folder: Path, seats: int) -> None:
    (folder / "capacity.csv").write_text(
        f"site,from,until,per_day,estimate,source\nclinic,2026-11-01,,{seats},no,Us\nremote,2026-11-01,,2,no,Us\n",
        encoding="utf-8",
    )


def offered(app: App, day: str = DAY) -> int:
    """Seats on offer at the clinic on a day; every hour has the same number, but for walk-in hours."""
    row = app.db.execute("SELECT max(offered) FROM slots WHERE site = 'clinic' AND day = ?", (day,)).fetchone()
    return int(row[0])


def serve(settings: Settings, act: Callable[[AppThread], Awaitable[None]]) -> None:
    async def whole() -> None:
        server = AppThread(settings, lambda: NOW)
        await server.open()
        try:
            await act(server)
        finally:
            await server.close()

    asyncio.run(whole())


def test_a_running_server_reads_changed_files_at_its_next_tick(settings: Settings, folder: Path) -> None:
    async def act(server: AppThread) -> None:
        before = server.app
        await server.tick()
        assert server.app is before, "nothing has changed"
        assert await server.run(offered) == 1
        close_the_day(folder)
        await server.tick()
        assert await server.run(offered) == 0
        assert server.app.pack.revision != before.pack.revision

    serve(settings, act)


def test_a_mistake_in_the_files_leaves_the_last_good_pack_in_force_and_is_logged_once(
    settings: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(server: AppThread) -> None:
        good = (folder / "sites.csv").read_text(encoding="utf-8")
        before = server.app.pack
        (folder / "sites.csv").write_text(good.replace("09:00 10:00", "9 o'clock"), encoding="utf-8")
        for _ in range(3):
            await server.tick()
        assert server.app.pack is before
        assert await server.run(offered) == 1
        assert [record.message.partition(" (")[0] for record in caplog.records if record.levelno == logging.ERROR] == [
            "the pack has a mistake and stays in force as it was"
        ]
        (folder / "sites.csv").write_text(good, encoding="utf-8")
        close_the_day(folder)
        await server.tick()
        assert await server.run(offered) == 0

    serve(settings, act)


def test_an_edit_with_a_mistake_in_words_comes_into_force_without_them_and_says_so(
    settings: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(server: AppThread) -> None:
        close_the_day(folder)
        (folder / "words").mkdir(exist_ok=True)
        (folder / "words" / "es.po").write_text("this is no translation", encoding="utf-8")
        for _ in range(2):
            await server.tick()
        assert await server.run(offered) == 0
        (said,) = [record for record in caplog.records if record.message.startswith("words with a mistake")]
        assert vars(said)["count"] == 1

    serve(settings, act)


def test_a_file_that_cannot_be_read_stops_no_tick(settings: Settings, folder: Path) -> None:
    async def act(server: AppThread) -> None:
        before = server.app.pack
        close_the_day(folder)
        (folder / "words" / "es.po").mkdir(parents=True)
        await server.tick()
        assert server.app.pack is before
        tick_of_an_older_one = replace(server.app, pack=replace(before, revision="older"))
        await server.run(lambda _: tick(tick_of_an_older_one, NOW))
        (folder / "words" / "es.po").rmdir()
        await server.tick()
        assert await server.run(offered) == 0

    serve(settings, act)


def test_a_mistake_does_not_stop_the_days_from_going_on(settings: Settings, folder: Path) -> None:
    app = App.open(settings)
    tick(app, NOW)
    (folder / "sites.csv").write_text("", encoding="utf-8")
    with pytest.raises(PackError):
        app.current()
    later = NOW.replace(day=25)
    tick(app, later)
    assert offered(app, "2026-12-09") == 1
    app.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "legal-clinic"', 'id = "other"'),
        ("demonstration = false", 'demonstration = true\nimitates = "Another"\nimitation_ended = 2026-01-01'),
    ],
)
def test_a_pack_that_becomes_another_one_needs_a_new_start(
    settings: Settings, folder: Path, old: str, new: str
) -> None:
    app = App.open(settings)
    head = folder / "pack.toml"
    head.write_text(head.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PackError, match=r"changed while a program runs"):
        app.current()
    app.close()


def test_a_program_with_an_older_reading_leaves_the_table_to_the_newer_one(settings: Settings, folder: Path) -> None:
    older = App.open(settings)
    tick(older, NOW)
    close_the_day(folder)
    result = CliRunner().invoke(main, ["tick", "--pack", str(folder), "--db", str(settings.database)])
    assert result.exit_code == 0, result.output
    assert offered(older) == 0
    tick(older, NOW)
    assert offered(older) == 0
    shutil.copy(POLICY / "legal-clinic" / "closed.csv", folder / "closed.csv")
    tick(older, NOW)
    assert offered(older) == 1, "the files are again as this program has read them"
    older.close()


def tick_without_reading(settings: Settings, stop: Event, ticked: Event) -> None:
    app = App.open(settings)
    while not stop.is_set():
        tick(app, NOW)
        ticked.set()
    app.close()


@pytest.mark.slow
def test_two_processes_tick_at_once_while_the_files_are_edited(settings: Settings, folder: Path) -> None:
    app = App.open(settings)
    tick(app, NOW)
    stop, ticked = FORK.Event(), FORK.Event()
    other = FORK.Process(target=tick_without_reading, args=(settings, stop, ticked))
    other.start()
    try:
        assert ticked.wait(60)
        for seats in (2, 5, 3):
            set_seats(folder, 6 * seats)
            app = app.current()
            tick(app, NOW)
            for _ in range(3):
                assert offered(app) == seats
                ticked.clear()
                assert ticked.wait(60)
    finally:
        stop.set()
        other.join(60)
    assert other.exitcode == 0
    app.close()


BOOKED = [
    *({"tap": tap} for tap in ("en", "continue", "agree", "2", "none", "asylum", "none", "no", DAY)),
    {"tap": f"clinic@{DAY}T10:00"},
    {"tap": "confirm"},
]


def run(verb: str, settings: Settings, *, input: str = "") -> str:
    words = [word.replace("PACK", settings.pack) for word in verb.split()]
    result = CliRunner().invoke(main, [*words, "--db", str(settings.database)], input=input)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_check_before_and_the_tick_after_an_edit_say_how_many_stand_on_a_closed_day(
    settings: Settings, folder: Path
) -> None:
    told = f"clinic {DAY} (day): 1 booked, 0 wanted\n"
    said = run("chat --jsonl --pack PACK", settings, input="\n".join(map(json.dumps, BOOKED)))
    assert "ticket.booked" in said
    assert told not in run("packs check PACK", settings)
    close_the_day(folder)
    assert told in run("packs check PACK", settings)
    assert told in run("tick --pack PACK", settings)


def test_a_server_logs_once_for_each_change_how_many_stand_on_what_is_gone(
    settings: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run("chat --jsonl --pack PACK", settings, input="\n".join(map(json.dumps, BOOKED)))

    def counts() -> list[tuple[int, int]]:
        return [(vars(one)["booked"], vars(one)["wanted"]) for one in caplog.records if "booked on" in one.message]

    async def act(server: AppThread) -> None:
        await server.tick()
        assert counts() == []
        for n in (1, 2):
            close_the_day(folder)
            await server.tick()
            await server.tick()
            assert counts() == [(1, 0)] * n

    serve(settings, act)


DAYS: list[tuple[str, str, str]] = [
    ("closed.csv", "2026-12-25,all,Christmas", "2026-12-25,all,Christmas\n2026-12-01,all,Staff day"),
    ("capacity.csv", "clinic,2026-11-01,,6", "clinic,2026-11-01,,24"),
    ("sites.csv", "15:00,Mon-Fri,", "15:00,Mon Tue Wed Thu,"),
    ("sites.csv", "15:00,Mon Tue Wed Thu,", "15:00,Mondays and so on,"),
    ("sites.csv", "15:00,Mondays and so on,", "15:00,Mon-Fri,"),
    ("sites.csv", "09:00 10:00 11:00", "08:30 10:00 11:00"),
    ("sites.csv", ",09:00 14:00,no", ",08:30 14:00,no"),
    ("closed.csv", "\n2026-12-01,all,Staff day", ""),
    ("capacity.csv", "clinic,2026-11-01,,24", "clinic,2026-11-01,,0"),
    ("capacity.csv", "clinic,2026-11-01,,0", "clinic,2026-11-01,,12"),
    ("sites.csv", "Tijuana,America/Tijuana,-117.02,08", "Tijuana,America/Phoenix,-117.02,08"),
    ("resources.csv", "interpreter:ht,clinic,1,Mon Wed Thu", "interpreter:ht,clinic,1,Thu"),
    ("pack.toml", "value = 14", "value = 5"),
    ("pack.toml", "value = 5", "value = 20"),
]
"""What a partner changes on each day of two weeks; some edits are mistakes, until the next one."""


def test_a_partner_edits_the_clinic_day_by_day_for_two_weeks(settings: Settings, folder: Path) -> None:
    now = NOW
    good = load_pack(folder)
    refused = 0

    def table(app: App) -> dict[tuple[str, datetime], int]:
        rows = app.db.execute(
            "SELECT site, starts_at, offered FROM slots WHERE offered > 0 AND starts_at > ?", (utc(now),)
        )
        return {(row["site"], datetime.fromisoformat(row["starts_at"])): row["offered"] for row in rows}

    def somebody_books(app: App) -> None:
        starts = sorted(starts_at for site, starts_at in table(app) if site == "clinic")
        with transaction(app.db):
            for starts_at in starts[:1]:
                person = people.create(app.db, app.seal, now)
                book(app, Book("clinic", starts_at, SeatRequest(1, 2)), person, None, now)

    async def whole() -> None:
        nonlocal now, good, refused
        server = AppThread(settings, lambda: now)
        await server.open()
        for day, (file, old, new) in enumerate(DAYS, 1):
            await server.run(somebody_books)
            text = (folder / file).read_text(encoding="utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new), encoding="utf-8")
            now = NOW + timedelta(days=day)
            await server.tick()
            try:
                good = load_pack(folder)
            except PackError:
                refused += 1
            assert server.app.pack == good, file
            wanted = on_offer(good, now)
            offered = await server.run(table)
            assert {key: seats for key, seats in offered.items() if key in wanted} == wanted, file
            assert all(seats == seats_at(good, *key) for key, seats in offered.items()), file
        held = await server.run(lambda app: app.db.execute("SELECT count(*), sum(seats) FROM booking").fetchone())
        taken = await server.run(lambda app: app.db.execute("SELECT sum(taken) FROM slots").fetchone()[0])
        assert held[0] == held[1] == taken > 5
        await server.close()

    asyncio.run(whole())
    assert refused == 2, "weekdays that cannot be read, and walk-in hours that are no hours for a day"


def test_a_running_server_notices_a_changed_parent(settings: Settings, folder: Path, tmp_path: Path) -> None:
    child = tmp_path / "child"
    child.mkdir()
    (child / "pack.toml").write_text('id = "child"\nextends = "clinic"\n', encoding="utf-8")

    async def act(server: AppThread) -> None:
        await server.tick()
        assert await server.run(offered) == 1
        close_the_day(folder)
        await server.tick()
        assert await server.run(offered) == 0
        (folder / "pack.toml").write_text("id = ", encoding="utf-8")
        await server.tick()
        assert await server.run(offered) == 0, "the last good reading is in force"

    serve(replace(settings, pack=str(child)), act)
