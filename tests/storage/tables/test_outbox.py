"""The outbox stores which channel must send a message, and no channel makes another one wait."""

from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.core.conversation.events import Arrived, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Reply
from bot.core.language.text import Text
from bot.services.conversation.deliver import parcels
from bot.services.conversation.respond import respond
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import outbox, people
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import TO_CONSENT, TO_SUMMARY, keys, talk_at

EVENING = datetime(2026, 11, 25, 2, tzinfo=UTC)
NOTICE = Reply(Text("reminder.notice", "You have a message. Open it when nobody is looking."))


def book_at(app: App, address: str) -> str:
    carry = ""
    for number, event in enumerate([*TO_SUMMARY, Tapped("confirm")]):
        carry = respond(app, Incoming(address, f"{address}-{number}", event, carry), NOW).carry
    person = people.at(app.db, app.seal, address)
    assert person
    return person


def add_notices_of_another_channel(app: App) -> None:
    """Add a hundred notices for ten people in the terminal who do not come back."""
    for number in range(10):
        talk_at(app, [*TO_CONSENT, Tapped("agree")], f"person {number}")
    with transaction(app.db):
        for row in app.db.execute("SELECT id FROM person WHERE id NOT IN (SELECT person FROM booking)").fetchall() * 10:
            outbox.add(app.db, app.seal, row["id"], "terminal", app.pack.id, 0, NOTICE, NOW)


def empty(app: App) -> None:
    app.db.execute("DELETE FROM outbox")


def test_a_hundred_notices_of_another_channel_do_not_keep_one_of_telegram_waiting(app: App) -> None:
    add_notices_of_another_channel(app)
    person = book_at(app, "telegram:5")
    app.db.execute("DELETE FROM outbox WHERE person = ?", (person,))
    tick(app, EVENING)
    assert outbox.count(app.db, person) == 1
    assert [parcel.address for parcel in parcels(app, EVENING, channel="telegram", notices=30)] == ["telegram:5"]


def test_a_reminder_waits_in_the_case_where_a_channel_cannot_push(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    tick(app, EVENING)
    assert parcels(app, EVENING, channel="telegram") == []
    talk.clock = lambda: EVENING + timedelta(hours=1)
    assert "ticket.booked" in keys([*talk.hear(Arrived()), *talk.hear(Tapped("yes"))])
    assert app.db.execute("SELECT count(*) FROM outbox").fetchone()[0] == 0, "who is here needs no reminder"


def test_messages_of_yesterday_get_their_channel_and_what_does_not_open_is_named(open_app: OpenApp) -> None:
    app = open_app()
    tick(app, NOW)
    known, lost = book_at(app, "telegram:5"), book_at(app, "telegram:6")
    app.db.execute("UPDATE outbox SET channel = ''")
    app.db.execute("UPDATE address SET body = x'00' WHERE person = ?", (lost,))
    assert outbox.count(app.db, lost)
    app.close()
    again = open_app()
    rows = again.db.execute("SELECT person, channel, fault FROM outbox").fetchall()
    assert {tuple(row) for row in rows} == {(known, "telegram", None), (lost, "", "SealError")}
    assert {fault for _, fault in outbox.faults(again.db)} == {"SealError"}
    assert {parcel.person for parcel in parcels(again, NOW, channel="telegram")} == {known}


def test_no_reminder_is_made_for_a_person_without_an_address(app: App) -> None:
    person = book_at(app, "telegram:5")
    empty(app)
    app.db.execute("DELETE FROM address WHERE person = ?", (person,))
    tick(app, EVENING)
    assert outbox.count(app.db, person) == 0


def test_a_message_that_cannot_be_read_is_set_aside_and_holds_up_no_other(app: App) -> None:
    first, second = book_at(app, "telegram:5"), book_at(app, "telegram:6")
    app.db.execute("UPDATE outbox SET body = x'00' WHERE person = ?", (first,))
    waiting = outbox.count(app.db, first)
    assert {parcel.person for parcel in parcels(app, NOW, channel="telegram")} == {second}
    assert [fault.kind for fault in outbox.faults(app.db)] == ["SealError"] * waiting


def test_who_is_in_one_pack_keeps_the_notice_of_another(app: App) -> None:
    person = book_at(app, "telegram:5")
    empty(app)
    with transaction(app.db):
        for pack in (app.pack.id, "another"):
            outbox.add(app.db, app.seal, person, "telegram", pack, 0, NOTICE, NOW)
        outbox.delete_notices(app.db, person, app.pack.id)
    assert [row["pack"] for row in app.db.execute("SELECT pack FROM outbox")] == ["another"]
