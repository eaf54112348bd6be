"""Each page outside the booking steps declares what it shows, and the lock uses that declaration."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.core.booking.slot import Booking, SeatRequest, Slot
from bot.core.conversation.all_pages import PAGES, WHILE_LOCKED
from bot.core.conversation.answers import Answers
from bot.core.conversation.events import Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.flow import advance
from bot.core.conversation.page import open_page
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.language.message import say
from tests.conftest import NOW
from tests.core.conversation.without_a_case import keys_without_a_case

BOOKED = Booking(1, Slot(1, "ciudad-juarez", NOW + timedelta(days=3)), SeatRequest(3, 3), "BATO LIMA 473 KADO")
ANSWERS = {
    "practice": "understood", "operator": "met", "consent": "digest", "party": 3, "q:vulnerable": "yes",
    "place": {"state": "MX-CHH", "inside": "yes"}, "sites": ["ciudad-juarez"],
}  # fmt: skip
OF_THE_CASE = ("BATO", "KADO", "Juárez", "El Paso", "Chihuahua", "one or more", "Baja")


def test_every_page_has_its_id_and_every_id_its_page() -> None:
    without_a_page = {"", "cancelled"}  # nothing is open; what was said last, with ways on
    assert set(get_args(PageId)) == PAGES.keys() | without_a_page


def case_of(world: World, **changes: object) -> Conversation:
    kept = Conversation(world.pack.id, world.pack.revision, "en", answers=Answers.from_data(ANSWERS), booking=BOOKED)
    return replace(kept, **changes)


def words(conversation: Conversation, world: World, event: object) -> str:
    turn = advance(conversation, event, world)
    said = [say(reply, world.catalogs["en"]) for reply in turn.replies]
    return "\n".join(line for one in said for line in (one.text, *(label.text for label in one.choices)))


@pytest.mark.parametrize("id", sorted(PAGES))
def test_a_page_that_calls_itself_quiet_shows_nothing_of_the_case(id: str, world: World) -> None:
    if not PAGES[id].quiet:
        return
    for protected in (False, True):
        locked = case_of(world, locked=True, protected=protected)
        assert open_page(PAGES[id], locked, Facts(locked, world), world).replies, (
            "a quiet page needs nothing from the store"
        )
        shown = words(replace(locked, aside=id), world, Look()) + words(locked, world, Tapped(id))
        assert not [word for word in OF_THE_CASE if word in shown], id


@pytest.mark.parametrize("id", sorted(PAGES))
def test_only_quiet_pages_open_while_a_case_is_locked(id: str, world: World) -> None:
    shown = advance(case_of(world, locked=True), Tapped(id), world)
    over = shown.conversation.over.page if shown.conversation.over else ""
    opened = id in (shown.conversation.aside, over) or id == "hide"
    assert opened is (id in WHILE_LOCKED)


@pytest.mark.parametrize("id", sorted(id for id, page in PAGES.items() if page.act))
def test_a_page_that_acts_asks_again_first(id: str, world: World) -> None:
    asked = advance(case_of(world), Tapped(id), world)
    assert asked.effect is None
    opens = id not in ("restart", "wait", "request", "withdraw")  # nothing to begin again here, and nothing to wait for
    assert "yes" in {choice.id for choice in asked.replies[-1].choices} or not opens
    assert advance(asked.conversation, Tapped("no"), world).effect is None


@pytest.mark.xdist_group("without-a-case")
def test_what_is_said_without_a_case_is_what_quiet_pages_and_the_way_to_consent_say() -> None:
    said = keys_without_a_case()
    assert {"money.asked", "danger.now", "back.question", "recover.code", "know.nothing", "consent.notice"} <= said
    of_a_case = ("ticket.", "know.all", "status.draft", "party.", "slot.", "summary.", "result.", "pin.set")
    assert not [key for key in said if key.startswith(of_a_case)]


def test_close_clears_the_chat_and_says_only_what_a_new_person_sees(world: World) -> None:
    for before in (case_of(world), case_of(world, protected=True), Conversation(world.pack.id, "", "en")):
        turn = advance(before, Tapped("hide"), world)
        (shown,) = turn.replies
        assert (shown.text.key, shown.hide) == ("language.choose", True)
        assert turn.conversation.locked is before.consented
