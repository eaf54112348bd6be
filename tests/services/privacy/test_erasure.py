"""Whoever is erased is gone: from every file, from every old copy, and wherever the power failed in between."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.channels.local.talk import TERMINAL, Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.services.conversation.respond import respond, respond_all
from bot.services.privacy import erasure
from bot.services.tick import tick
from bot.storage import database as database_module
from bot.storage.database import open_file, transaction
from bot.storage.keys.master_key import SealError
from bot.storage.keys.sealing import SEALED
from bot.storage.tables import people, sealed_bookings
from tests.conftest import NOW, OpenApp
from tests.killing import killed_at
from tests.reading import spelled
from tests.services.conversation.test_people_and_packs import CLINIC, tap
from tests.services.conversation.test_respond import TO_SUMMARY, keys, rows, taken, talk_at

ADDRESS = "telegram:7418529630"
TYPED = "Tapachoula"
NO_ROWS = dict.fromkeys(("person", "address", "consent", "conversation", "booking", "outbox"), 0)


def files(folder: Path) -> bytes:
    """Every byte beside the database: its log, the keys and their log, the master key."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("randevou.db*")))


def strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, inner in value.items():
                yield from strings(name)
                yield from strings(inner)
        case list():
            for inner in value:
                yield from strings(inner)


def sealed_words(app: App) -> set[str]:
    """Every word that the key opens, in every sealed row; short ones could be found by chance."""
    words: set[str] = set()
    for table, name in SEALED.items():
        for row in app.db.execute(f"SELECT person, {name} AS name, body FROM {table}"):
            words |= set(strings(app.seal.unseal(row["person"], f"{table}.body", row["name"], row["body"])))
    return {word for word in words if len(word) >= 6}


def raw_values(app: App) -> set[bytes]:
    """What the files show of a person without a key: random ids, keyed hashes, sealed bodies, the wrapped key."""
    found = {row[0].encode() for row in app.db.execute("SELECT id FROM person")}
    found |= {row[0].encode() for row in app.db.execute("SELECT hash FROM address UNION SELECT code_hash FROM booking")}
    for table in SEALED:
        found |= {bytes(row[0])[-24:] for row in app.db.execute(f"SELECT body FROM {table}")}
    people_keys = app.seal.keys.db.execute("SELECT body FROM key WHERE length(name) = 16")
    return found | {bytes(row[0]) for row in people_keys}


def say_unsent(app: App, event: Any, number: int) -> None:
    """A message whose answer stays in the outbox."""
    respond(app, Incoming(ADDRESS, f"unsent:{number}", event, channel=TERMINAL), NOW)


def booked_with_an_unsent_ticket(app: App) -> None:
    talk = Talk(app, ADDRESS, lambda: NOW)
    for event in (*TO_SUMMARY[:7], Said(TYPED), Tapped("yes"), *TO_SUMMARY[9:]):
        talk.hear(event)
    say_unsent(app, Tapped("confirm"), 1)


@pytest.fixture
def quiet(open_app: OpenApp, tmp_path: Path) -> tuple[App, bytes]:
    """A fresh database with its slots and nobody in it, and what its files show then."""
    app = open_app()
    tick(app, NOW)
    return app, files(tmp_path)


def test_every_word_of_a_person_is_there_with_the_key_and_nowhere_after(
    quiet: tuple[App, bytes], tmp_path: Path
) -> None:
    app, nobody = quiet
    booked_with_an_unsent_ticket(app)
    assert (rows(app)["outbox"], taken(app)) == (1, 3)
    words, raw = sealed_words(app), raw_values(app)
    assert {ADDRESS, "MX-CHP", "ciudad-juarez@2026-11-25T13:00", "ticket.booked"} <= words
    there = files(tmp_path)
    assert len(raw) == 9
    assert all(value in there for value in raw), "what cannot be read is in the files: the search can find"
    hidden = [*(word for word in words if word.encode() not in nobody), TYPED]
    assert len(hidden) > 9
    assert not [word for word in hidden for bytes_ in spelled(word) if bytes_ in there], "nothing is readable, ever"

    say_unsent(app, Tapped("forget"), 2)
    say_unsent(app, Tapped("yes"), 3)
    left = files(tmp_path)
    assert rows(app) == NO_ROWS
    assert taken(app) == 0
    assert not [value for value in raw if value in left]
    assert not [word for word in hidden for bytes_ in spelled(word) if bytes_ in left]
    assert b"ticket.booked" not in left


def test_without_emptying_the_logs_it_would_all_still_be_there(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above."""
    monkeypatch.setattr("bot.storage.keys.person_keys.empty_log", lambda connection, wait: False)
    booked_with_an_unsent_ticket(app)
    raw = raw_values(app)
    with transaction(app.db):
        erasure.erase(app, people.everyone(app.db).pop())
    assert [value for value in raw if value in files(tmp_path)]


def test_somebody_who_reads_meanwhile_only_delays_it(app: App, open_app: OpenApp, tmp_path: Path) -> None:
    booked_with_an_unsent_ticket(app)
    raw = raw_values(app)
    reader = open_file(tmp_path / "randevou.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchone()
    with transaction(app.db):
        erasure.erase(app, people.everyone(app.db).pop())
    assert [value for value in raw if value in files(tmp_path)]
    reader.close()
    other = open_app()
    talk_at(other, [Arrived()], "somebody-else")
    assert not [value for value in raw if value in files(tmp_path)], "the next commit of any process ends it"


def test_what_it_costs_is_said_before_the_second_tap(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    shown = talk.hear(Tapped("forget"))
    assert keys(shown) == ["forget.booked"]
    assert [choice.id for choice in shown[0].choices][:2] == ["yes", "no"]
    assert keys(talk.hear(Tapped("no"))) == ["ticket.booked"]
    assert rows(app)["person"] == 1


def test_an_old_copy_of_the_database_shows_nothing_of_somebody_erased_under_the_keys_of_today(
    open_app: OpenApp, tmp_path: Path
) -> None:
    app = open_app()
    tick(app, NOW)
    booked_with_an_unsent_ticket(app)
    talk_at(app, TO_SUMMARY, "stays")
    erased = people.current_at(app.db, app.seal, ADDRESS)
    assert erased
    copy = tmp_path / "copy"
    database_module.copy_file(app.db, copy)
    with transaction(app.db):
        erasure.erase(app, erased)
    app.close()
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"randevou.db{ending}").unlink(missing_ok=True)
    copy.rename(tmp_path / "randevou.db")
    app = open_app()
    assert rows(app)["person"] == 2
    body = app.db.execute("SELECT body FROM conversation WHERE person = ?", (erased,)).fetchone()[0]
    with pytest.raises(SealError, match="destroyed"):
        app.seal.unseal(erased, "conversation.body", app.pack.id, body)
    tick(app, NOW)
    assert rows(app)["person"] == 1
    assert taken(app) == 0
    assert people.current_at(app.db, app.seal, "terminal:stays")


def interpreters_held(app: App, day: str) -> int:
    return sum(sum(held.needs.values()) for held in sealed_bookings.requests_on_day(app.db, app.seal, app.pack.id, day))


@pytest.mark.parametrize("heal", [tick, lambda app, now: talk_at(app, [Arrived()])], ids=["clock", "message"])
def test_rows_without_a_key_go_with_their_seats_interpreter_and_all(
    open_app: OpenApp, heal: Callable[[App, Any], object]
) -> None:
    app = open_app("legal-clinic")
    tick(app, NOW)
    to_asylum = [*CLINIC[:5], Tapped("none"), Tapped("asylum"), Tapped("ht"), Tapped("no")]
    for person, day in (("a", "2026-11-25"), ("b", "2026-11-26")):
        talk = talk_at(app, to_asylum, person)
        at = talk.hear(Tapped(day))[-1].choices[0].id
        assert tap(talk, at, "confirm") == ["ticket.booked"]
    assert (taken(app), interpreters_held(app, "2026-11-25"), interpreters_held(app, "2026-11-26")) == (2, 1, 1)
    app.seal.keys.write({}, [str(people.current_at(app.db, app.seal, "terminal:a"))])
    app.close()
    app = open_app("legal-clinic")
    heal(app, NOW)
    assert (taken(app), interpreters_held(app, "2026-11-25"), interpreters_held(app, "2026-11-26")) == (1, 0, 1)
    assert rows(app)["person"] == 1
    assert people.current_at(app.db, app.seal, "terminal:b")


def test_a_row_without_a_key_holds_up_nobody_elses_messages(app: App, open_app: OpenApp) -> None:
    booked_with_an_unsent_ticket(app)
    other = talk_at(app, TO_SUMMARY, "other")
    app.seal.keys.write({}, [str(people.current_at(app.db, app.seal, ADDRESS))])
    other.app = open_app()
    assert keys(other.hear(Tapped("confirm"))) == ["ticket.booked"]


def test_an_erasure_that_is_undone_leaves_the_key(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("forget")])
    with monkeypatch.context() as broken:
        broken.setattr("bot.services.conversation.respond._say_at_once", lambda *_: 1 / 0)
        assert keys(talk.hear(Tapped("yes"))) == ["fault.ours"]
    assert rows(app)["booking"] == 1
    assert keys(talk.hear(Tapped("yes"))) == ["forget.done_booked"]


ERASURE = frozenset(
    {("bot.storage.database", name) for name in ("transaction", "empty_log")}
    | {("bot.storage.keys.person_keys", name) for name in ("before_commit", "after_commit", "write")}
    | {("bot.storage.tables.people", "erase"), ("bot.services.privacy.erasure", "erase")}
)


@pytest.mark.slow
def test_an_erasure_killed_at_any_line_is_whole_or_not_at_all(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("forget")])
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")], "stays")
    app.close()
    original = shutil.copytree(tmp_path, tmp_path / "original")
    outcomes, moment, killed = set(), 0, True

    def erase() -> None:
        respond_all(open_app(), [Incoming("terminal:a", "erase", Tapped("yes"), channel=TERMINAL)], NOW)

    while killed:
        moment += 1
        for path in tmp_path.glob("randevou.db*"):
            path.unlink()
        shutil.copytree(original, tmp_path, dirs_exist_ok=True)
        killed = killed_at(moment, erase, inside=ERASURE)
        app = open_app()
        half_done = len(erasure.without_key(app))
        tick(app, NOW + timedelta(minutes=1))
        assert erasure.without_key(app) == set()
        assert (rows(app)["person"], taken(app)) in ((2, 6), (1, 3)), f"killed at line {moment}"
        outcomes.add((half_done, rows(app)["person"]))
        again = talk_at(app, [Tapped("yes")]) if rows(app)["person"] == 2 else talk_at(app, [Arrived()])
        assert again.step in ("see_practice", "choose_language")
        assert (rows(app)["person"], taken(app)) == (1, 3)
        app.close()
    assert outcomes == {(0, 2), (1, 1), (0, 1)}, "before, between the two commits, and after"
