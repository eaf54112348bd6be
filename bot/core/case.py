"""What follows from the answers of a conversation in its pack: verdict, place, sites, wish and progress."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.booking.slot import SeatRequest, local, read_slot_id
from bot.core.conversation import QUESTION, Conversation, World
from bot.core.language.text import Country, Day, Text, Value
from bot.core.places.areas import inside
from bot.core.programme.eligibility import PARTY, UNSURE, Determination, Question, Truth, truth
from bot.core.programme.pack import Site, party_of
from bot.core.understanding.personal_details import READ


def practice(world: World) -> tuple[Text, ...]:
    """The line that says, first and in the reader's language, that a demonstration is no appointment."""
    if not world.pack.demonstration:
        return ()
    return (
        Text(
            "practice.line",
            "PRACTICE, not a real appointment: do not travel. The programme that it imitates (CBP One) ended on {end}.",
            end=world.pack.imitation_ended or "",
        ),
    )


def verdict(conversation: Conversation, world: World) -> Determination:
    """What the rules in force today list for the answers."""
    return world.pack.determination(conversation.facts, world.today)


def next_question(conversation: Conversation, world: World) -> Question | None:
    """The pack's next question that still matters, or the one being changed."""
    if conversation.asking.startswith(QUESTION):
        return world.pack.question(conversation.asking.removeprefix(QUESTION))
    return world.pack.next_question(conversation.facts, world.today)


def deciding_answer(conversation: Conversation, world: World) -> str:
    """The answer that the determination hangs on, to be corrected: the last one that its rules look at."""
    found = verdict(conversation, world)
    rules = (found.rule,) if found.rule else world.pack.rules_on(world.today)
    subjects = {test.subject for rule in rules for tests in rule.when for test in tests}
    asked = [key for key in conversation.answers if key.removeprefix(QUESTION) in subjects and key != PARTY]
    return asked[-1] if asked else PARTY


def outside(conversation: Conversation) -> bool:
    """Whether the place that the person confirmed is not covered."""
    return bool(conversation.answers.get("place", {}).get("inside") == "no")


def chosen_sites(conversation: Conversation, world: World) -> tuple[Site, ...]:
    """The sites that the person can reach; the only one, where there is but one."""
    sites = world.pack.sites_for(conversation.facts)
    named = conversation.answers.get("sites", ())
    return tuple(site for site in sites if len(sites) == 1 or site.id in named)


def chosen_slot(conversation: Conversation, world: World) -> tuple[Site, datetime] | None:
    """The site and the moment (UTC) that were chosen and are not yet booked."""
    choice = str(conversation.answers.get("slot", ""))
    site = world.pack.site(choice.partition("@")[0])
    return (site, read_slot_id(choice, site)) if site else None


def wish(conversation: Conversation, world: World) -> SeatRequest:
    """What a booking for these answers takes."""
    pack, facts = world.pack, conversation.facts
    party = party_of(facts)
    return SeatRequest(pack.seats(party), party, pack.needs(facts), pack.limits(facts))


def identity(conversation: Conversation, world: World) -> tuple[str, ...]:
    """The seals of the details that the pack asks; none where one of them is missing or not known."""
    given = tuple(str(conversation.facts.get(id, UNSURE)) for id in world.pack.identity)
    return () if UNSURE in given else given


def when(site: Site, starts_at: datetime) -> dict[str, Value]:
    """The day and the time of a moment by the site's clock, with the town whose clock it is."""
    moment = local(starts_at, site)
    return {"date": Day(moment.date()), "time": moment.time(), "city": site.city}


def own_clock(conversation: Conversation, world: World, site: Site, starts_at: datetime) -> tuple[Text, ...]:
    """The person's own time, where it is known and another than the site's."""
    state = world.gazetteer.state(conversation.answers.get("place", {}).get("state", ""))
    if state is None:
        return ()
    there = {starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in state.zones}
    here = local(starts_at, site).replace(tzinfo=None)
    if len(there) != 1 or here in there:
        return ()
    return (Text("slot.own_clock", "Where you are it is {time} then.", time=there.pop().time()),)


def earliest_and_latest(world: World) -> tuple[datetime, datetime]:
    """Between which moments (UTC) a slot can be booked now."""
    lead = world.pack.number("lead_hours", world.today, 12)
    horizon = world.pack.number("horizon_days", world.today, 14)
    return world.now + timedelta(hours=lead), world.now + timedelta(days=horizon)


def progress(conversation: Conversation, world: World, asked: str) -> tuple[Text, ...]:
    """Which question of how many this is; said only on the way to a first booking."""
    if conversation.asking or conversation.moving:
        return ()
    parts = [PARTY, *(QUESTION + question.id for question in _relevant(conversation, world))]
    parts += ["place"] if world.pack.areas else []
    parts += ["sites"] if len(world.pack.sites_for(conversation.facts)) > 1 else []
    parts += ["slot"]
    if asked not in parts:
        return ()
    return (Text("progress", "{step} of {total}.", step=parts.index(asked) + 1, total=len(parts)),)


def _relevant(conversation: Conversation, world: World) -> list[Question]:
    facts, still_open = conversation.facts, verdict(conversation, world).open
    return [
        question
        for question in world.pack.questions
        if truth(question.when, facts) in (Truth.YES, Truth.UNSURE)
        and (question.id in facts or question.booking or question.id in still_open)
    ]


def consistent(conversation: Conversation, world: World) -> Conversation:
    """Without answers that no longer fit: to questions that are gone, sites that do not serve this, past times."""
    gone = {
        key
        for key, value in conversation.answers.items()
        if key.startswith(QUESTION) and not _fits(world.pack.question(key.removeprefix(QUESTION)), value, conversation)
    }
    if party_of(conversation.facts) > world.pack.party_maximum:
        gone |= {PARTY, "day", "slot"}
    kept = conversation.without(*gone) if gone else conversation
    sites = {site.id for site in world.pack.sites_for(kept.facts)}
    named = kept.answers.get("sites")
    if named is not None and not set(named) <= sites:
        kept = kept.without("sites", "day", "slot")
    if "slot" in kept.answers and not conversation.locked and not _bookable(kept, world, sites):
        kept = kept.without("day", "slot")
    return kept


def _fits(question: Question | None, value: object, conversation: Conversation) -> bool:
    if question is None or truth(question.when, conversation.facts) is Truth.NO:
        return False
    options = {option.id for option in question.options}
    return question.kind != "choice" or value == UNSURE or value in options


def is_over(conversation: Conversation, world: World) -> bool:
    """Whether the time that was chosen has passed, and nothing is booked any more."""
    slot = chosen_slot(conversation, world)
    return slot is not None and conversation.booking is None and slot[1] <= world.now


def _bookable(conversation: Conversation, world: World, sites: set[str]) -> bool:
    slot = chosen_slot(conversation, world)
    return slot is not None and slot[0].id in sites and slot[1] > world.now.astimezone(UTC)


def after_new_revision(conversation: Conversation, world: World) -> Conversation:
    """The conversation under a changed pack: the place is read again by the areas that count now."""
    place = conversation.answers.get("place")
    if not place or not world.pack.areas:
        return replace(conversation, revision=world.pack.revision)
    areas = world.pack.areas_on(world.today, conversation.facts)
    now_inside = inside(areas, state=place["state"], gazetteer=world.gazetteer)
    if now_inside != "unclear":
        place = {**place, "inside": now_inside}
    answers = {**conversation.answers, "place": place}
    return replace(conversation, answers=answers, revision=world.pack.revision)


def answer_label(key: str, conversation: Conversation, world: World) -> Text:
    """An answer as a line: what was asked, and what was said."""
    value = conversation.answers[key]
    match key:
        case "party":
            return Text("answer.party", "People together: {value}", value=value)
        case "place":
            return Text("answer.place", "State: {value}", value=place_name(world, value))
        case "sites":
            names = tuple(site.name for site in chosen_sites(conversation, world))
            return Text("answer.sites", "Places you can reach: {value}", value=names)
        case "slot":
            slot = chosen_slot(conversation, world)
            return Text("answer.slot", "Day and time: {date}, {time}", **(when(*slot) if slot else {}))
    question = world.pack.question(key.removeprefix(QUESTION))
    label = question.label if question else key
    return Text("answer.question", "{label}: {value}", label=label, value=_said(question, value))


def _said(question: Question | None, value: object) -> Text | Country | str:
    option = next((o for o in question.options if o.id == value), None) if question else None
    if option:
        return option.label
    match value:
        case str() if question and question.kind in READ and value != UNSURE:
            return Text("answer.sealed", "only a mark made from it is kept")
        case "yes" if question and question.kind == "list":
            return Text("answer.one_or_more", "one or more")
        case "no" if question and question.kind == "list":
            return Text("answer.none", "none of these")
        case "yes":
            return Text("answer.yes", "yes")
        case "no":
            return Text("answer.no", "no")
        case "unsure":
            return Text("answer.unsure", "not sure")
    return Country(str(value)) if question and question.kind == "country" else str(value)


def place_name(world: World, place: Mapping[str, str]) -> Value:
    """The state that was kept, or the country if it is another than Mexico."""
    return Country(place["country"]) if "country" in place else state_name(world, place["state"])


def state_name(world: World, code: str) -> str:
    """A state's own name, as in Mexico."""
    state = world.gazetteer.state(code)
    return state.name if state else code


def answers_to_change(conversation: Conversation) -> tuple[str, ...]:
    """The answers that a person may change one by one, in the order given."""
    questions = tuple(key for key in conversation.answers if key.startswith(QUESTION))
    return tuple(k for k in (PARTY, *questions, "place", "sites", "slot") if k in conversation.answers)
