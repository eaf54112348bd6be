"""One phone, several people, several packs: nobody is lost, doubled or mixed up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.channels.local.talk import TERMINAL, Talk
from bot.channels.telegram.bot_api import calls
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Venue
from bot.services.conversation.deliver import parcels
from bot.services.conversation.respond import respond
from bot.services.privacy import erasure
from bot.services.tick import tick
from bot.storage.tables import people
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import TO_SUMMARY, keys, rows, taken, talk_at

CLINIC: list[Event] = [
    Arrived(), Tapped("ht"), Tapped("continue"), Tapped("agree"), Tapped("2"), Tapped("none"), Tapped("card"),
    Tapped("none"), Tapped("no"), Tapped("remote"), Tapped("done"), Tapped("2026-11-24"),
    Tapped("remote@2026-11-24T16:00"),
]  # fmt: skip


def tap(talk: Talk, *choices: str) -> list[str]:
    """The keys of the last answer to some taps."""
    return [keys(talk.hear(Tapped(choice))) for choice in choices][-1]


def test_somebody_known_who_names_a_language_at_the_start_is_not_made_a_second_person(app: App) -> None:
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    again = Talk(app, "terminal:a", lambda: NOW, carry='["en",[],"",0]', language="en")
    assert keys(again.hear(Arrived())) == ["back.question"]
    assert rows(app)["person"] == 1


def test_a_second_pack_on_the_same_database_leaves_the_first_appointment_where_it_was(open_app: OpenApp) -> None:
    border, clinic = open_app(), open_app("legal-clinic")
    for app in (border, clinic):
        tick(app, NOW)
    talk_at(border, [*TO_SUMMARY, Tapped("confirm")])
    assert talk_at(clinic, [*CLINIC, Tapped("confirm")]).step == "booked"
    assert rows(border)["person"] == 1
    back = Talk(border, "terminal:a", lambda: NOW)
    assert keys(back.hear(Arrived())) == ["back.question"]
    assert tap(back, "yes") == ["back.appointment", "ticket.booked"]
    tap(back, "forget", "yes")
    assert rows(border) == dict.fromkeys(rows(border), 0)
    assert taken(border) == 0, "what was held in the other pack goes back, too"


def test_of_three_people_on_a_phone_one_is_current_when_another_is_erased(app: App) -> None:
    ids = []
    for _ in range(3):
        ids.append(people.create(app.db, app.seal, NOW))
        people.assign_address(app.db, app.seal, ids[-1], "terminal:x")
    people.assign_address(app.db, app.seal, ids[1], "terminal:x")
    erasure.erase(app, ids[0])
    assert people.current_at(app.db, app.seal, "terminal:x") == ids[1]
    erasure.erase(app, ids[1])
    assert people.current_at(app.db, app.seal, "terminal:x") == ids[2]


def test_help_and_danger_are_there_before_it_is_clear_who_holds_the_phone(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("hide")])
    shown = talk.hear(Tapped("help"))
    assert keys(shown) == ["help.menu"]
    offered = {choice.id for choice in shown[0].choices}
    assert offered == {"person", "danger", "money", "recover", "language", "hide", "continue", "help"}
    assert tap(talk, "danger") == ["danger.now"]
    assert tap(talk, "continue") == ["help.menu"], "the page changed nothing"
    assert tap(talk, "continue") == ["back.question"]


def test_whoever_comes_is_not_called_as_well(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    evening = datetime(2026, 11, 25, 2, tzinfo=UTC)
    tick(app, evening)
    talk.clock = lambda: evening
    assert keys(talk.hear(Arrived())) == ["back.question"]


def test_coming_back_in_the_middle_of_a_move_does_not_promise_the_appointment(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("another_time"), Arrived()])
    assert tap(talk, "yes") == ["back.resumed", "slot.days"]
    assert tap(talk, "status") == ["ticket.booked"]


def test_the_answer_to_correct_is_the_one_that_the_result_hangs_on(open_app: OpenApp) -> None:
    clinic = open_app("legal-clinic")
    tick(clinic, NOW)
    talk = talk_at(clinic, [*CLINIC, Tapped("change"), Tapped("q:urgent")])
    assert tap(talk, "yes") == ["result.ask_a_person"]
    assert tap(talk, "again") == ["legal-clinic.question.urgent"]
    assert tap(talk, "back") == ["result.ask_a_person"]
    assert tap(talk, "back") == ["legal-clinic.question.urgent"]
    assert tap(talk, "none") == ["result.listed", "summary.question"], "and the other answers are all there"


def test_a_change_after_which_the_hour_does_not_fit_asks_for_another_hour(open_app: OpenApp) -> None:
    clinic = open_app("legal-clinic")
    tick(clinic, NOW)
    talk = talk_at(clinic, [*CLINIC, Tapped("change"), Tapped("q:topic")])
    assert tap(talk, "asylum")[-1] == "slot.days"


def test_a_group_that_has_become_too_large_is_asked_again(app: App, open_app: OpenApp) -> None:
    talk = talk_at(app, TO_SUMMARY)
    talk.app = open_app(replace(app.pack, party_maximum=2, revision="changed"))
    assert keys(talk.hear(Tapped("confirm")))[-1] == "party.question"
    assert taken(app) == 0


def test_a_greeting_shows_where_we_are_and_a_good_answer_forgives_the_bad_ones(app: App) -> None:
    talk = talk_at(app, TO_SUMMARY)
    assert keys(talk.hear(Said("bonjou"))) == ["summary.question"]
    talk.hear(Said("kjh"))
    talk.hear(Tapped("not_now"))
    assert keys(talk.hear(Said("kjh"))) == ["not_understood.write"]


def test_leaving_a_group_says_which_code_the_others_keep(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY])
    code = talk.hear(Tapped("confirm"))[0].text
    leaving = talk.hear(Tapped("leave"))[0].text
    kept = [word for word in leaving.split() if word.isupper() and len(word) == 4]
    assert kept
    assert all(word in code for word in kept)


def test_a_site_that_is_closed_stays_closed_on_new_days(app: App) -> None:
    from bot.storage.tables import slots

    slots.set_open(app.db, app.pack.id, False, site="tijuana")
    tick(app, NOW + timedelta(days=3))
    assert app.db.execute("SELECT sum(open) FROM slots WHERE site = 'tijuana'").fetchone()[0] == 0
    slots.set_open(app.db, app.pack.id, True, site="tijuana")
    tick(app, NOW + timedelta(days=4))
    assert app.db.execute("SELECT min(open) FROM slots WHERE site = 'tijuana'").fetchone()[0] == 1


def test_a_real_place_is_shown_on_a_map_and_by_its_address_and_a_practice_one_never(open_app: OpenApp) -> None:
    plain = open_app("legal-clinic")
    sites = tuple(replace(site, latitude=32.53, address="Calle 3, 21") for site in plain.pack.sites)
    app = open_app(replace(plain.pack, sites=sites))
    tick(app, NOW)
    talk = talk_at(app, [*CLINIC[:-4], Tapped("clinic"), Tapped("done"), Tapped("2026-11-24")])
    tap(talk, "clinic@2026-11-24T10:00")
    (ticket,) = talk.hear(Tapped("confirm"))
    assert "Calle 3, 21" in ticket.text
    (shown,) = talk.hear(Tapped("map"))
    assert shown.venue == Venue(app.catalogs["ht"].say(sites[0].name), "Calle 3, 21", 32.53, -117.02)
    assert [call.method for call in calls(5, shown, "", app.catalogs["ht"])] == ["sendVenue", "sendMessage"]
    practice = open_app()
    tick(practice, NOW)
    booked = talk_at(practice, [*TO_SUMMARY, Tapped("confirm")], "terminal:b")
    assert "map" not in {choice.id for choice in booked.hear(Tapped("ticket"))[0].choices}


def test_a_programme_says_its_own_messages_and_leaves_those_of_another(open_app: OpenApp) -> None:
    clinic = open_app("legal-clinic")
    tick(clinic, NOW)
    talk = talk_at(clinic, [*CLINIC, Tapped("confirm"), Tapped("save")])
    asked = Incoming(talk.address, "calendar", Tapped("calendar"), channel=TERMINAL)
    respond(clinic, asked, NOW)
    border = open_app("border-appointments")
    assert parcels(border, NOW) == []
    (parcel,) = parcels(clinic, NOW)
    assert b"PRACTICE" not in parcel.outgoing.files[0].content
