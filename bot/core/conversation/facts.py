"""Facts that follow from the answers of a conversation and its pack: verdict, next question, sites, slot, progress."""

from datetime import datetime, timedelta

from bot.core.booking.slot import SeatRequest, read_slot_id
from bot.core.conversation.state import QUESTION, Conversation, World
from bot.core.language.text import Text
from bot.core.programme.eligibility import PARTY, UNSURE, Determination, Question, Truth, truth
from bot.core.programme.pack import Site, party_of


def verdict(conversation: Conversation, world: World) -> Determination:
    """Return what the rules in force today list for the answers."""
    return world.pack.determination(conversation.facts, world.today)


def next_question(conversation: Conversation, world: World) -> Question | None:
    """Return the next question of the pack that still matters, or the one whose answer is being changed."""
    if conversation.asking.startswith(QUESTION):
        return world.pack.question(conversation.asking.removeprefix(QUESTION))
    return world.pack.next_question(conversation.facts, world.today)


def deciding_answer(conversation: Conversation, world: World) -> str:
    """Return the answer to correct if the determination is wrong: the last one that its rules use."""
    found = verdict(conversation, world)
    rules = (found.rule,) if found.rule else world.pack.rules_on(world.today)
    subjects = {test.subject for rule in rules for tests in rule.when for test in tests}
    asked = [key for key in conversation.answers if key.removeprefix(QUESTION) in subjects and key != PARTY]
    return asked[-1] if asked else PARTY


def outside(conversation: Conversation) -> bool:
    """Return whether the place that the person confirmed is not covered."""
    return bool(conversation.answers.get("place", {}).get("inside") == "no")


def chosen_sites(conversation: Conversation, world: World) -> tuple[Site, ...]:
    """Return the sites that the person can reach; a single site needs no choice."""
    sites = world.pack.sites_for(conversation.facts)
    named = conversation.answers.get("sites", ())
    return tuple(site for site in sites if len(sites) == 1 or site.id in named)


def chosen_slot(conversation: Conversation, world: World) -> tuple[Site, datetime] | None:
    """Return the site and the moment (UTC) that were chosen but are not booked yet."""
    choice = str(conversation.answers.get("slot", ""))
    site = world.pack.site(choice.partition("@")[0])
    return (site, read_slot_id(choice, site)) if site else None


def seat_request(conversation: Conversation, world: World) -> SeatRequest:
    """Return what a booking for these answers takes."""
    pack, facts = world.pack, conversation.facts
    party = party_of(facts)
    return SeatRequest(pack.seats(party), party, pack.needs(facts), pack.limits(facts))


def identity(conversation: Conversation, world: World) -> tuple[str, ...]:
    """Return the seals of the details that the pack requires; empty if one of them is missing or not known."""
    given = tuple(str(conversation.facts.get(id, UNSURE)) for id in world.pack.identity)
    return () if UNSURE in given else given


def earliest_and_latest(world: World) -> tuple[datetime, datetime]:
    """Return the moments (UTC) between which a slot can be booked now."""
    lead = world.pack.number("lead_hours", world.today, 12)
    horizon = world.pack.number("horizon_days", world.today, 14)
    return world.now + timedelta(hours=lead), world.now + timedelta(days=horizon)


def progress(conversation: Conversation, world: World, asked: str) -> tuple[Text, ...]:
    """Return the line "question n of m"; empty unless this is the way to a first booking."""
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


def answers_to_change(conversation: Conversation) -> tuple[str, ...]:
    """Return the keys of the answers that a person may change one by one: the party first, the slot last."""
    questions = tuple(key for key in conversation.answers if key.startswith(QUESTION))
    return tuple(k for k in (PARTY, *questions, "place", "sites", "slot") if k in conversation.answers)
