"""A pack that draws: what people read and do on the way into the draw, while they wait, and with an offer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.booking.request import LastMonth, Offer, PassedOver, Request, RequestState, Status
from bot.core.booking.slot import Booking, NeverEnough, SeatRequest, Slot
from bot.core.conversation.answers import Answers
from bot.core.conversation.effects import (
    AskForPlace,
    Book,
    DeclineOffer,
    Effect,
    FindSlots,
    KnowStatus,
    WithdrawRequest,
)
from bot.core.conversation.events import Booked, Event, Look, NotBooked, Said, SlotsFound, StatusKnown, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Channel, say
from bot.core.programme.pack import Pack, Parameter
from tests.conftest import LANGUAGES, NOW

FAMILY = SeatRequest(3, 3)
STARTS = datetime(2026, 11, 25, 20, tzinfo=UTC)
"""Thirteen o'clock in Ciudad Juárez."""
SINCE = NOW - timedelta(days=40)
KNOWN = Status(SINCE, 812, 1450)
ANSWERS = {
    "practice": "understood", "operator": "met", "consent": "digest", "party": 3, "q:vulnerable": "yes",
    "place": {"state": "MX-CHH", "inside": "yes"}, "sites": ["ciudad-juarez", "tijuana"],
}  # fmt: skip


def with_parameters(pack: Pack, **values: int | str | None) -> Pack:
    """The pack with other parameters, in force since long ago; None takes one away."""
    others = [parameter for parameter in pack.parameters if parameter.name not in values]
    since = date(2023, 1, 1)
    new = [Parameter(name, value, since, None, "a test") for name, value in values.items() if value is not None]
    return replace(pack, parameters=(*others, *new))


@pytest.fixture
def drawing(world: World) -> World:
    """A pack in which everybody waits for the draw, and requests are taken at any time."""
    return replace(world, pack=with_parameters(world.pack, newcomers="draw", request_opens=None, draw_at="12:00"))


def person(world: World, state: RequestState | None = None, booking: Booking | None = None) -> Conversation:
    """A family of three who named two places, the farther one first."""
    begun = Conversation(world.pack.id, world.pack.revision, "en", answers=Answers.from_data(ANSWERS))
    told = replace(begun, told=Facts(begun, world).verdict.told)
    asked = Request(state, SINCE, FAMILY, ("ciudad-juarez", "tijuana")) if state else None
    if asked and state == "offered":
        asked = replace(asked, offer=Offer(Slot(7, "ciudad-juarez", STARTS), FAMILY, None, STARTS, "chance"))
    return replace(told, request=asked, booking=booking)


def heard(conversation: Conversation, world: World, *events: Event) -> Turn:
    """What a person comes to who does all of this, one thing after the other."""
    turn = Turn(conversation)
    for event in events:
        turn = advance(turn.conversation, event, world)
    return turn


def keys(turn: Turn) -> list[str]:
    """The texts of a turn, also the lines before and after the main ones."""
    return [text.key for reply in turn.replies for text in (*reply.lead, reply.text, *reply.lines)]


def ids(turn: Turn) -> list[str]:
    return [choice.id for choice in turn.replies[-1].choices if not choice.aside]


def step(conversation: Conversation, world: World) -> str:
    return Facts(conversation, world).step


# Into the draw


def test_a_newcomer_is_asked_for_days_and_any_day_comes_first(drawing: World) -> None:
    turn = heard(person(drawing), drawing, Look())
    assert keys(turn)[-1] == "request.days"
    assert ids(turn)[:2] == ["any", "2026-11-25"]


def test_before_the_request_one_screen_says_how_the_draw_works_and_asks_for_consent(drawing: World) -> None:
    turn = heard(person(drawing), drawing, Look(), Tapped("any"))
    assert keys(turn)[:4] == ["draw.rules", "draw.both", "estimate.figure", "draw.gets"]
    assert keys(turn)[-2:] == ["draw.next", "request.question"]
    assert (turn.effect, ids(turn)) == (None, ["yes", "no"])


def test_yes_asks_for_the_places_in_the_order_of_the_person(drawing: World) -> None:
    asked = heard(person(drawing), drawing, Look(), Tapped("any"), Tapped("yes")).effect
    assert asked == AskForPlace(("ciudad-juarez", "tijuana"), FAMILY, ())


def test_no_asks_for_nothing(drawing: World) -> None:
    turn = heard(person(drawing), drawing, Look(), Tapped("any"), Tapped("no"))
    assert (turn.effect, step(turn.conversation, drawing)) == (None, "request_place")


def test_days_are_chosen_one_by_one_and_can_be_removed_again(drawing: World) -> None:
    chosen = heard(person(drawing), drawing, Look(), Tapped("2026-11-25"))
    assert ids(chosen)[0] == "any", "any day can still be chosen"
    days = (Tapped("2026-11-25"), Tapped("2026-11-26"), Tapped("2026-11-27"), Tapped("-2026-11-25"))
    asked = heard(person(drawing), drawing, Look(), *days, Tapped("done"), Tapped("yes")).effect
    assert isinstance(asked, AskForPlace)
    assert asked.days == (date(2026, 11, 26), date(2026, 11, 27))


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "any day"), ("ht", "nenpòt jou"), ("es", "cualquier día"), ("fr", "n’importe quel jour")],
)
def test_any_day_can_be_said(language: str, text: str, drawing: World) -> None:
    turn = heard(replace(person(drawing), language=language), drawing, Look(), Said(text))
    assert keys(turn)[-1] == "request.question"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "friday or saturday"),
        ("es", "viernes o sábado"),
        ("ht", "vandredi oswa samdi"),
        ("fr", "vendredi ou samedi"),
    ],
)
def test_days_can_be_said(language: str, text: str, drawing: World) -> None:
    turn = heard(replace(person(drawing), language=language), drawing, Look(), Said(text))
    assert turn.conversation.picked == ("2026-11-27", "2026-11-28")


def test_places_are_kept_in_the_order_in_which_they_were_tapped(drawing: World) -> None:
    asking = replace(person(drawing), asking="sites")
    turn = heard(asking, drawing, Look(), Tapped("reynosa"), Tapped("tijuana"), Tapped("done"))
    assert turn.conversation.answers.sites == ("reynosa", "tijuana")


def test_no_place_is_called_full_before_the_draw(drawing: World) -> None:
    turn = heard(replace(person(drawing), asking="sites"), drawing, Look())
    assert turn.effect is None
    assert "no places" not in " ".join(label.text for label in say(turn.replies[-1], drawing.catalogs["en"]).choices)


def test_a_group_that_can_never_get_a_place_is_told_at_once(drawing: World) -> None:
    capacities = tuple(replace(seats, per_day=2) for seats in drawing.pack.capacities)
    small = replace(drawing, pack=replace(drawing.pack, capacities=capacities))
    for turn in (heard(person(drawing), small, Look()), heard(person(drawing), drawing, NotBooked(NeverEnough(2)))):
        assert (keys(turn)[0], ids(turn)) == ("request.never", ["sites", "person"])


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (datetime(2026, 11, 22, 16, tzinfo=UTC), "10:00 am"),  # 11 o'clock in New York, an hour too early
        (datetime(2026, 11, 23, 6, tzinfo=UTC), "Monday 23 November"),  # an hour after midnight
    ],
)
def test_outside_its_hours_no_request_is_taken_and_the_next_hours_are_said(
    at: datetime, opens: str, drawing: World
) -> None:
    pack = with_parameters(drawing.pack, request_opens="12:00", request_hours=12)
    turn = heard(person(drawing), replace(drawing, pack=pack, now=at), Look())
    assert (keys(turn)[0], ids(turn)) == ("request.closed", ["again", "person"])
    assert opens in say(turn.replies[-1], drawing.catalogs["en"]).text


def test_within_its_hours_a_request_is_taken(drawing: World) -> None:
    pack = with_parameters(drawing.pack, request_opens="12:00", request_hours=12)
    assert keys(heard(person(drawing), replace(drawing, pack=pack, now=NOW), Look()))[-1] == "request.days"


def test_who_waits_already_needs_no_hours(drawing: World) -> None:
    pack = with_parameters(drawing.pack, request_opens="12:00", request_hours=12)
    early = replace(drawing, pack=pack, now=NOW.replace(hour=6))
    assert heard(person(drawing, "asked"), early, Look()).effect == KnowStatus()


# A pack in which who comes books at once while nobody waits


def test_a_newcomer_books_at_once_while_nobody_waits_and_joins_the_line_if_anybody_does(world: World) -> None:
    assert step(person(world), world) == "choose_slot"
    assert step(person(world), replace(world, look_for_line=lambda: True)) == "request_place"


def test_where_nothing_is_free_the_draw_is_offered(world: World) -> None:
    turn = heard(person(world), world, Look(), SlotsFound(()))
    assert "request" in ids(turn)
    asked = heard(turn.conversation, world, Tapped("request"), Tapped("yes")).effect
    assert asked == AskForPlace(("ciudad-juarez", "tijuana"), FAMILY, ())


# While a person waits


def test_who_waits_reads_how_the_line_stands_and_no_promise(drawing: World) -> None:
    turn = heard(person(drawing, "asked"), drawing, Look())
    assert turn.effect == KnowStatus()
    told = heard(turn.conversation, drawing, StatusKnown(KNOWN))
    assert keys(told)[:2] == ["request.waiting", "draw.next"]
    assert keys(told)[-4:] == ["request.groups", "request.a_day", "request.not_known", "request.no_promise"]
    assert ids(told) == ["sites", "days", "how", "withdraw", "person"]


def test_the_last_month_is_said_when_it_is_known(drawing: World) -> None:
    known = replace(KNOWN, last_month=LastMonth(200, 11, 31))
    told = heard(person(drawing, "asked"), drawing, StatusKnown(known))
    said = say(told.replies[-1], drawing.catalogs["en"]).text
    assert "about 200 were waiting, between 11 and 31 got a place" in said


@pytest.mark.parametrize(
    ("passed_over", "key"),
    [
        ("cap", "draw.cap"),
        ("full", "draw.full"),
        ("next", "draw.first"),
        ("no_day", "draw.no_day"),
        ("closed", "draw.closed"),
        ("too_large", "draw.too_large"),
        ("", "request.waiting"),
    ],
)
def test_what_the_last_draw_brought_comes_first(passed_over: PassedOver, key: str, drawing: World) -> None:
    waiting = person(drawing, "asked")
    assert waiting.request
    drawn = replace(waiting.request, passed_over=passed_over, drawn_on=date(2026, 11, 21))
    assert keys(heard(replace(waiting, request=drawn), drawing, StatusKnown(KNOWN)))[0] == key


def test_days_that_are_over_are_named(drawing: World) -> None:
    waiting = person(drawing, "asked")
    assert waiting.request
    past = replace(waiting, request=replace(waiting.request, days=(date(2026, 11, 20),)))
    assert "request.days_over" in keys(heard(past, drawing, StatusKnown(KNOWN)))


def test_days_are_changed_without_asking_for_consent_again(drawing: World) -> None:
    turn = heard(person(drawing, "asked"), drawing, StatusKnown(KNOWN), Tapped("days"))
    assert keys(turn)[-1] == "request.days"
    changed = heard(turn.conversation, drawing, Tapped("2026-11-25"), Tapped("done"))
    assert changed.effect == AskForPlace(("ciudad-juarez", "tijuana"), FAMILY, (date(2026, 11, 25),))
    assert changed.conversation.asking == ""


def test_back_from_other_days_leaves_the_request_as_it_is(drawing: World) -> None:
    turn = heard(person(drawing, "asked"), drawing, StatusKnown(KNOWN), Tapped("days"), Tapped("back"))
    assert turn.effect == KnowStatus()


def test_the_request_follows_other_places_and_another_group(drawing: World) -> None:
    waiting = person(drawing, "asked")
    other = replace(waiting, answers=waiting.answers.given(sites=("tijuana",)))
    assert heard(other, drawing, Look()).effect == AskForPlace(("tijuana",), FAMILY, ())
    grown = replace(waiting, answers=waiting.answers.given(party=4))
    grown = replace(grown, told=Facts(grown, drawing).verdict.told)
    assert heard(grown, drawing, Look()).effect == AskForPlace(("ciudad-juarez", "tijuana"), SeatRequest(4, 4), ())


def test_how_the_draw_works_can_be_read_again(drawing: World) -> None:
    turn = heard(person(drawing, "asked"), drawing, StatusKnown(KNOWN), Tapped("how"))
    assert (keys(turn)[0], ids(turn)) == ("draw.rules", ["continue"])
    assert heard(turn.conversation, drawing, Tapped("continue")).effect == KnowStatus()


@pytest.mark.parametrize(("percent", "key"), [(0, "draw.chance"), (50, "draw.both"), (100, "draw.longest")])
def test_the_order_of_the_draw_is_that_of_the_pack(percent: int, key: str, drawing: World) -> None:
    world = replace(drawing, pack=with_parameters(drawing.pack, seniority_percent=percent))
    assert key in keys(heard(person(world), world, Look(), Tapped("any")))


# What is typed

STATUS = [
    ("en", "when is the draw"),
    ("en", "how long must I wait?"),
    ("es", "¿cuándo es el sorteo?"),
    ("es", "cuánto tengo que esperar"),
    ("ht", "kilè tiraj la"),
    ("ht", "konbyen tan pou m tann"),
    ("fr", "quand est le tirage"),
    ("fr", "combien de temps dois-je attendre ?"),
]


@pytest.mark.parametrize(("language", "text"), STATUS)
def test_when_the_draw_is_and_how_long_it_takes_can_be_asked(language: str, text: str, drawing: World) -> None:
    waiting = replace(person(drawing, "asked"), language=language)
    assert heard(waiting, drawing, StatusKnown(KNOWN), Said(text)).effect == KnowStatus()


def test_when_the_draw_is_is_also_said_to_who_did_not_ask_for_a_place_yet(drawing: World) -> None:
    begun = replace(person(drawing), answers=person(drawing).answers.without(("sites",)))
    assert "draw.next" in keys(heard(begun, drawing, Look(), Said("when is the draw?")))


WITHDRAW = [
    ("en", "withdraw"),
    ("en", "I want to withdraw my request"),
    ("es", "retirar mi solicitud"),
    ("es", "ya no quiero esperar"),
    ("ht", "retire demann mwen"),
    ("ht", "m pa vle tann ankò"),
    ("fr", "retirer ma demande"),
    ("fr", "je ne veux plus attendre"),
]


@pytest.mark.parametrize(("language", "text"), WITHDRAW)
def test_a_request_can_be_withdrawn_in_own_words_and_the_date_is_kept(language: str, text: str, drawing: World) -> None:
    waiting = replace(person(drawing, "asked"), language=language)
    asked = heard(waiting, drawing, StatusKnown(KNOWN), Said(text))
    assert keys(asked) == ["withdraw.sure", "request.date_kept"]
    assert asked.effect is None
    done = heard(asked.conversation, drawing, Tapped("yes"))
    assert (done.effect, keys(done)) == (WithdrawRequest(), ["request.withdrawn"])


def test_who_withdrew_is_asked_again_with_the_same_date(drawing: World) -> None:
    turn = heard(person(drawing, "withdrawn"), drawing, Look(), Tapped("any"))
    assert {"request.question", "request.date_kept"} <= {*keys(turn)}


def test_without_a_request_there_is_nothing_to_withdraw(drawing: World) -> None:
    assert keys(heard(person(drawing), drawing, Tapped("withdraw"))) == ["withdraw.nothing"]


# A place is held


def test_an_offer_says_who_where_when_until_when_and_that_a_no_costs_nothing(drawing: World) -> None:
    turn = heard(person(drawing, "offered"), drawing, Look())
    assert keys(turn)[:2] == ["practice.line", "offer.held"]
    assert "offer.until" in keys(turn)
    assert ids(turn) == ["confirm", "other_time", "decline", "person"]


def test_one_tap_books_the_held_place(drawing: World) -> None:
    turn = heard(person(drawing, "offered"), drawing, Look(), Tapped("confirm"))
    assert turn.effect == Book("ciudad-juarez", STARTS, FAMILY)
    booked = Booking(1, Slot(7, "ciudad-juarez", STARTS), FAMILY, "BATO LIMA 473 KADO")
    after = replace(turn.conversation, request=person(drawing, "booked").request)
    assert "ticket.booked" in keys(heard(after, drawing, Booked(booked)))


def test_another_time_of_the_same_day_is_booked_instead(drawing: World) -> None:
    turn = heard(person(drawing, "offered"), drawing, Look(), Tapped("other_time"))
    asked = turn.effect
    assert isinstance(asked, FindSlots)
    assert (asked.sites, asked.earliest.day, asked.latest.day) == (("ciudad-juarez",), 25, 26)
    morning = Slot(6, "ciudad-juarez", STARTS - timedelta(hours=5), 9)
    times = heard(turn.conversation, drawing, SlotsFound((morning, Slot(7, "ciudad-juarez", STARTS))))
    assert ids(times) == ["ciudad-juarez@2026-11-25T08:00", "offer"]
    chosen = heard(times.conversation, drawing, Tapped("ciudad-juarez@2026-11-25T08:00"))
    assert keys(chosen)[-1] == "estimate.hours" or "summary.question" in keys(chosen)
    assert heard(chosen.conversation, drawing, Tapped("confirm")).effect == Book(
        "ciudad-juarez", morning.starts_at, FAMILY
    )


def test_not_now_at_another_time_leads_back_to_the_held_place(drawing: World) -> None:
    chosen = person(drawing, "offered").answered(day="2026-11-25", slot="ciudad-juarez@2026-11-25T08:00")
    assert "offer.held" in keys(heard(chosen, drawing, Look(), Tapped("not_now")))


def test_a_day_without_another_time_leaves_the_place_held(drawing: World) -> None:
    turn = heard(person(drawing, "offered"), drawing, Look(), Tapped("other_time"), SlotsFound(()))
    assert (keys(turn), ids(turn)) == (["offer.no_other"], ["offer", "decline"])


def test_a_no_costs_nothing(drawing: World) -> None:
    turn = heard(person(drawing, "offered"), drawing, Look(), Tapped("decline"))
    assert (turn.effect, keys(turn)) == (DeclineOffer(), ["offer.declined"])


def test_an_offer_for_another_group_is_not_shown_and_the_request_changes(drawing: World) -> None:
    changed = person(drawing, "offered")
    changed = replace(changed, answers=changed.answers.given(party=4))
    changed = replace(changed, told=Facts(changed, drawing).verdict.told)
    assert isinstance(heard(changed, drawing, Look()).effect, AskForPlace)


def test_a_lapse_keeps_the_date_and_asks_whether_to_go_on(drawing: World) -> None:
    turn = heard(person(drawing, "lapsed"), drawing, Look())
    assert (keys(turn), ids(turn)) == (["lapse.told", "request.date_kept"], ["yes", "no"])
    assert isinstance(heard(turn.conversation, drawing, Tapped("yes")).effect, AskForPlace)
    assert heard(turn.conversation, drawing, Said("no")).effect == WithdrawRequest()


# With an appointment from the draw

BOOKED = Booking(1, Slot(7, "ciudad-juarez", STARTS), FAMILY, "BATO LIMA 473 KADO")


def test_an_appointment_moves_only_within_its_day(drawing: World) -> None:
    turn = heard(person(drawing, "booked", booking=BOOKED), drawing, Look(), Tapped("another_time"))
    asked = turn.effect
    assert isinstance(asked, FindSlots)
    assert (asked.sites, asked.latest - asked.earliest < timedelta(days=1)) == (("ciudad-juarez",), True)
    found = heard(turn.conversation, drawing, SlotsFound((Slot(6, "ciudad-juarez", STARTS - timedelta(hours=5), 9),)))
    assert "slot.same_day" in keys(found)
    assert "sites" not in ids(found)


def test_whoever_cancels_keeps_the_date_and_the_seats_go_to_the_draw(drawing: World) -> None:
    asked = heard(person(drawing, "booked", booking=BOOKED), drawing, Look(), Tapped("cancel"))
    assert keys(asked) == ["cancel.to_the_draw", "request.date_kept"]


# In every language

SCENES: dict[str, tuple[RequestState | None, tuple[Event, ...]]] = {
    "days": (None, (Look(), Tapped("2026-11-25"))),
    "terms": (None, (Look(), Tapped("any"))),
    "never": (None, (NotBooked(NeverEnough(2)),)),
    "line": ("asked", (StatusKnown(replace(KNOWN, last_month=LastMonth(200, 11, 31))),)),
    "withdraw": ("asked", (Tapped("withdraw"),)),
    "lapse": ("lapsed", (Look(),)),
    "times": ("offered", (Look(), Tapped("other_time"), SlotsFound(()))),
    "decline": ("offered", (Look(), Tapped("decline"))),
}


@pytest.mark.parametrize("scene", sorted(SCENES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bubble_has_300_characters_at_most(language: str, scene: str, drawing: World) -> None:
    state, events = SCENES[scene]
    turn = heard(replace(person(drawing, state), language=language), drawing, *events)
    said = [say(reply, drawing.catalogs[language]).text for reply in turn.replies]
    assert said
    assert not [text for text in said if len(text) > 300]


@pytest.mark.parametrize("effect", [AskForPlace, KnowStatus, WithdrawRequest, DeclineOffer])
def test_nothing_is_asked_of_the_store_by_a_look_alone_but_how_the_line_stands(
    effect: type[Effect], drawing: World
) -> None:
    effects = {
        type(heard(person(drawing, state), drawing, Look()).effect) for state in (None, "asked", "offered", "lapsed")
    }
    assert (effect in effects) is (effect is KnowStatus)


def test_on_a_shared_phone_the_code_of_the_request_opens_it(drawing: World) -> None:
    shared = replace(drawing, channel=Channel("web", choices=12, asks_whose=True))
    waiting = person(shared, "asked")
    assert waiting.request
    locked = replace(waiting, locked=True, request=replace(waiting.request, code="TOTO TOTO 999 SIDA"))
    asked = heard(locked, shared, Look(), Tapped("yes"))
    assert keys(asked) == ["back.code"]
    assert keys(heard(asked.conversation, shared, Said("BABA BABA 000 BABI"))) == ["back.other_code"]
    assert "back.resumed" in keys(heard(asked.conversation, shared, Said("toto toto 999 sida")))
