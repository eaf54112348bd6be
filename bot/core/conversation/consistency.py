"""Remove the answers that no longer fit the pack or the time."""

from dataclasses import replace
from datetime import UTC

from bot.core.conversation.facts import Facts
from bot.core.conversation.state import QUESTION, Conversation, World
from bot.core.places.areas import inside
from bot.core.programme.eligibility import PARTY, UNSURE, Question, Truth, truth
from bot.core.programme.pack import party_of


def consistent(conversation: Conversation, world: World) -> Conversation:
    """Return the conversation without answers to removed questions, sites that cannot serve it, and past times."""
    gone = {
        key
        for key, value in conversation.answers.items()
        if key.startswith(QUESTION) and not _fits(world.pack.question(key.removeprefix(QUESTION)), value, conversation)
    }
    if party_of(conversation.rule_answers) > world.pack.party_maximum:
        gone |= {PARTY, "day", "slot"}
    kept = conversation.without(*gone) if gone else conversation
    sites = {site.id for site in world.pack.sites_for(kept.rule_answers)}
    named = kept.answers.get("sites")
    if named is not None and not set(named) <= sites:
        kept = kept.without("sites", "day", "slot")
    if "slot" in kept.answers and not conversation.locked and not _bookable(kept, world, sites):
        kept = kept.without("day", "slot")
    return kept


def _fits(question: Question | None, value: object, conversation: Conversation) -> bool:
    if question is None or truth(question.when, conversation.rule_answers) is Truth.NO:
        return False
    options = {option.id for option in question.options}
    return question.kind != "choice" or value == UNSURE or value in options


def is_over(conversation: Conversation, world: World) -> bool:
    """Return whether the chosen time has passed and nothing is booked any more."""
    slot = Facts(conversation, world).slot
    return slot is not None and conversation.booking is None and slot[1] <= world.now


def _bookable(conversation: Conversation, world: World, sites: set[str]) -> bool:
    slot = Facts(conversation, world).slot
    return slot is not None and slot[0].id in sites and slot[1] > world.now.astimezone(UTC)


def after_new_revision(conversation: Conversation, world: World) -> Conversation:
    """Return the conversation under a changed pack: the place is judged again by the areas now in force."""
    place = conversation.answers.get("place")
    if not place or not world.pack.areas:
        return replace(conversation, revision=world.pack.revision)
    areas = world.pack.areas_on(world.today, conversation.rule_answers)
    now_inside = inside(areas, state=place["state"], gazetteer=world.gazetteer)
    if now_inside != "unclear":
        place = {**place, "inside": now_inside}
    answers = {**conversation.answers, "place": place}
    return replace(conversation, answers=answers, revision=world.pack.revision)
