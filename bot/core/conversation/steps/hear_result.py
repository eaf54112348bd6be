"""Tell what the rules list for the answers, with reason, source and dates; never a decision."""

from dataclasses import replace

from bot.core.conversation import labels
from bot.core.conversation.choices import LAWYER, PERSON
from bot.core.conversation.contacts import contact_lines
from bot.core.conversation.estimates import of_rule
from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.programme.contact import HELP
from bot.core.programme.eligibility import Determination, Rule


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Tell the determination; "listed" continues at once, any other outcome waits with a next step."""
    found = facts.verdict
    match event:
        case Look():
            changed = bool(conversation.told) and conversation.told != found.told
            reply = _said(found, conversation, world)
            if changed:
                reply = replace(reply, lead=(_changed(),))
            return Turn(replace(conversation, told=found.told), (reply,))
        case Tapped("again"):
            return Turn(replace(conversation, asking=facts.deciding_answer, picked=()))
    return None


def _said(found: Determination, conversation: Conversation, world: World) -> Reply:
    if found.outcome == "listed" and found.rule:
        return Reply(_listed(found.rule, world), lines=(*of_rule(found.rule), _danger()))
    if found.outcome == "not_listed":
        again = Choice("again", Text("result.again", "Read the list again"))
        help_lines = contact_lines(HELP, world, conversation.language)
        lines = (*of_rule(_rule_of_list(world)), *help_lines)
        return Reply(_not_listed(world), lines=lines, choices=(again, PERSON, LAWYER))
    change = Choice("again", Text("result.change", "Change my answer"))
    rule = found.rule
    to_person = rule is not None and rule.outcome == "ask_a_person"
    text = Text(
        "result.ask_a_person",
        "{reason} A person can look at this with you, free. You need no appointment for it.",
        reason=rule.reason
        if rule and to_person
        else Text("result.unsure", "You are not sure, and that is all right: we do not count it as a no."),
    )
    helpers = contact_lines((rule.contact if rule else "") or HELP, world, conversation.language)
    return Reply(text, lines=(*of_rule(rule), *helpers), choices=(PERSON, change))


def _listed(rule: Rule, world: World) -> Text:
    return Text(
        "result.listed",
        "{reason} ({source}, {dates}). This is not a decision: {decider}",
        reason=rule.reason,
        source=rule.source,
        dates=labels.dates(rule, world.today),
        decider=world.pack.decider,
    )


def _rule_of_list(world: World) -> Rule | None:
    """Return the rule that says what is listed: the last one of outcome "listed"."""
    rules = world.pack.rules_on(world.today)
    return next((rule for rule in reversed(rules) if rule.outcome == "listed"), None)


def _not_listed(world: World) -> Text:
    """Tell what the rules list instead."""
    rule = _rule_of_list(world)
    return Text(
        "result.not_listed",
        "With these answers, this programme cannot give you an appointment: the rule ({source}, {dates}) lists other "
        "situations. This says nothing bad about you or your case. Nobody can sell you a place.",
        source=rule.source if rule else "-",
        dates=labels.dates(rule, world.today) if rule else "-",
    )


def _danger() -> Text:
    return Text("result.danger", "If someone is in danger or very ill now, do not wait for an appointment: Help.")


def _changed() -> Text:
    return Text("result.changed", "The rules have changed since you were here, and so has what they list for you.")
