"""Remove the answers that no longer fit the pack or the time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC

from bot.core.conversation.answers import DAY, QUESTION, SITES, SLOT
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.places.areas import inside
from bot.core.programme.eligibility import PARTY, UNSURE, Answer, Question, Truth, truth


def consistent(conversation: Conversation, world: World) -> Conversation:
    """Return the conversation without answers to removed questions, sites that cannot serve it, and past times."""
    given = conversation.answers.for_rules
    gone = {
        QUESTION + id
        for id, value in conversation.answers.questions.items()
        if not _fits(world.pack.question(id), value, given)
    }
    if conversation.answers.party > world.pack.party_maximum:
        gone |= {PARTY, DAY, SLOT}
    kept = conversation.without(*gone) if gone else conversation
    sites = {site.id for site in world.pack.sites_for(kept.answers.for_rules if gone else given)}
    if not set(kept.answers.sites) <= sites:
        kept = kept.without(SITES, DAY, SLOT)
    if kept.answers.slot and not conversation.locked and not _bookable(kept, world, sites):
        kept = kept.without(DAY, SLOT)
    return kept


def _fits(question: Question | None, value: object, given: Mapping[str, Answer]) -> bool:
    if question is None or truth(question.when, given) is Truth.NO:
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
    answers = conversation.answers
    if answers.place and world.pack.areas:
        areas = world.pack.areas_on(world.today, answers.for_rules)
        covered = inside(areas, state=answers.place.state, gazetteer=world.gazetteer)
        if covered != "unclear":
            answers = answers.given(place=replace(answers.place, inside=covered))
    return replace(conversation, answers=answers, revision=world.pack.revision)
