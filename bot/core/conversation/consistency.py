"""Remove the answers that no longer fit the pack or the time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC

from bot.core.booking.slot import Booking, slot_day, slot_id
from bot.core.conversation.answers import DAY, PLACE, QUESTION, SITES, SLOT
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.places.areas import inside
from bot.core.programme.eligibility import PARTY, UNSURE, Answer, Question, Truth, truth


def consistent(conversation: Conversation, world: World, before: Facts | None = None) -> Facts:
    """Return the facts without answers to removed questions, sites that cannot serve the person, and past times.

    `before` are the facts of an earlier moment of the same turn: the same answers are not checked again.
    """
    facts = before.after(conversation) if before else Facts(conversation, world)
    first = before or facts
    same = before and before.answers is facts.answers and _stands(before.conversation) == _stands(conversation)
    if same or not conversation.consented:
        return facts
    if gone := _outdated(facts):
        facts = facts.after(conversation.without(*gone))
    if _is_in_another_area(facts, first):
        facts = facts.after(facts.conversation.without(PLACE))
    if not set(facts.answers.sites) <= {site.id for site in facts.possible_sites}:
        facts = facts.after(facts.conversation.without(SITES, DAY, SLOT))
    if held := conversation.booking if not conversation.moving else None:
        facts = facts.after(_with_slot(facts.conversation, held, world))
    elif facts.answers.slot and not conversation.locked and not _bookable(facts):
        facts = facts.after(facts.conversation.without(DAY, SLOT))
    return _without_outdated_result(facts, first)


def _stands(conversation: Conversation) -> tuple[bool, bool]:
    """Return what decides, beside the answers, whether the answer about the time stays."""
    return conversation.locked, conversation.moving


def _with_slot(conversation: Conversation, held: Booking, world: World) -> Conversation:
    """Return the conversation with the time of the booking as its answer, whatever was tried since."""
    slot = slot_id(held.slot, world.pack.site_booked(held.slot.site))
    if conversation.answers.slot == slot:
        return conversation
    return replace(conversation, answers=conversation.answers.given(day=slot_day(slot), slot=slot))


def _without_outdated_result(facts: Facts, before: Facts) -> Facts:
    """Forget what the person was told if other answers have changed it: then no rule has changed."""
    told = facts.conversation.told
    if facts.given == before.given or told != before.verdict.told or told == facts.verdict.told:
        return facts
    return facts.after(replace(facts.conversation, told=""))


def _is_in_another_area(facts: Facts, before: Facts) -> bool:
    """Return whether other answers mean another area, so that the place, of which only the state is kept, is asked."""
    if facts.answers.place is None or facts.given == before.given:
        return False
    pack, today = facts.world.pack, facts.world.today
    return pack.areas_on(today, facts.given) != pack.areas_on(today, before.given)


def _outdated(facts: Facts) -> set[str]:
    pack, answers = facts.world.pack, facts.answers
    gone = {
        QUESTION + id for id, value in answers.questions.items() if not _fits(pack.question(id), value, facts.given)
    }
    return gone | {PARTY, DAY, SLOT} if answers.party > pack.party_maximum else gone


def _fits(question: Question | None, value: object, given: Mapping[str, Answer]) -> bool:
    if question is None or truth(question.when, given) is Truth.NO:
        return False
    options = {option.id for option in question.options}
    return question.kind != "choice" or value == UNSURE or value in options


def _bookable(facts: Facts) -> bool:
    slot = facts.slot
    return slot is not None and slot[0] in facts.possible_sites and slot[1] > facts.world.now.astimezone(UTC)


def after_new_revision(conversation: Conversation, world: World) -> Conversation:
    """Return the conversation under a changed pack: the place is judged again by the areas now in force."""
    answers = conversation.answers
    if answers.place and world.pack.areas:
        areas = world.pack.areas_on(world.today, answers.for_rules)
        covered = inside(areas, state=answers.place.state, gazetteer=world.gazetteer)
        if covered != "unclear":
            answers = answers.given(place=replace(answers.place, inside=covered))
    return replace(conversation, answers=answers, revision=world.pack.revision)
