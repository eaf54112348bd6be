"""Show people who help: with anything, with an old appointment, or with questions only."""

from bot.core.conversation.choices import CLOSE, CONTINUE, DANGER, LAWYER, PERSON, WHAT_STAYS
from bot.core.conversation.claims import costs
from bot.core.conversation.contacts import contact_lines, people_lines
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.programme.contact import HELP, LEGAL


def _person(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Show the people who help with what the rules found, or with anything."""
    text = Text("person.contacts", "These people help, free. You need no appointment to talk with them:")
    rule = facts.verdict.rule if conversation.consented and not conversation.locked else None
    lines = people_lines((rule.contact if rule else "") or HELP, world, conversation.reads)
    if conversation.over:
        return Reply(text, lines=(*lines, WHAT_STAYS), choices=(CLOSE, DANGER, CONTINUE))
    return Reply(text, lines=lines, choices=(DANGER, CONTINUE))


def _lawyer(conversation: Conversation, facts: Facts, world: World) -> Reply:
    text = Text(
        "lawyer.contacts", "I am a program, and I give no advice about your case. These people help with the law:"
    )
    return Reply(text, lines=contact_lines(LEGAL, world, conversation.reads), choices=(PERSON, CONTINUE))


def _detained(conversation: Conversation, facts: Facts, world: World) -> Reply:
    text = Text(
        "detained.contacts",
        "Do not pay anybody who promises to get a person out. When someone is detained, these people help at no cost:",
    )
    return Reply(text, lines=people_lines("detention", world, conversation.reads), choices=(LAWYER, PERSON, CONTINUE))


def _child(conversation: Conversation, facts: Facts, world: World) -> Reply:
    text = Text(
        "person.contacts_child",
        "You are under 18. You did nothing wrong. If no adult of your family is with you, these people are there to "
        "protect you. You can first ask them what will happen next:",
    )
    return Reply(text, lines=people_lines("child", world, conversation.reads), choices=(DANGER, PERSON, CONTINUE))


def _old(conversation: Conversation, facts: Facts, world: World) -> Reply:
    text = Text(
        "old.appointment",
        "Do you already have an appointment? From CBP One: all were cancelled on 20 January 2025. Sold to you by "
        "someone: do not pay more, do not send documents. A person can look at it with you, free.",
    )
    return Reply(text, lines=contact_lines(HELP, world, conversation.reads), choices=(PERSON, CONTINUE))


def _information(conversation: Conversation, facts: Facts, world: World) -> Reply:
    text = Text(
        "information.only",
        "You can read everything without giving anything: we keep nothing now. If you want an appointment, we ask a "
        "few questions first. These people answer questions, too:",
    )
    go_on = Choice("continue", Text("information.on", "Go on to an appointment"))
    lines = contact_lines(HELP, world, conversation.reads)
    return Reply(text, lead=costs(world.pack), lines=lines, choices=(go_on, PERSON))


PAGES = (
    Page("person", _person, quiet=True),
    Page("lawyer", _lawyer, quiet=True),
    Page("custody", _detained, quiet=True),
    Page("child", _child, command=False),
    Page("old", _old),
    Page("information", _information),
)
