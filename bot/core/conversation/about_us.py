"""Who runs a programme, who sees what, what this program never does, and how to reach a person."""

from bot.core.conversation import labels
from bot.core.conversation.claims import costs, standing
from bot.core.conversation.contacts import people_lines
from bot.core.conversation.full_notice import who_sees
from bot.core.conversation.privacy_notice import given_to_nobody
from bot.core.conversation.section import Section
from bot.core.conversation.state import World
from bot.core.conversation.steps.read_page import NOTHING_KEPT
from bot.core.language.text import Text
from bot.core.programme.contact import HELP

NO_MONEY = Text("about.no_money", "It never asks for money, and it cannot take any.")
NO_VISA = Text("about.no_government", "It never books an appointment with the government of the United States.")
NO_DECISION = Text("about.no_decision", "It never decides about you. It is a program, not a person.")
NO_SECRETS = Text("about.no_secrets", "It never asks for a password, a bank card, or a photo of your papers.")
FREE_SOFTWARE = Text(
    "about.free_software",
    "This program is called Randevou. It is free software: everybody may read it, use it and change it, at no cost.",
)


def about_us(world: World) -> tuple[Section, ...]:
    """Return it for everybody, whether they have a case or not."""
    pack = world.pack
    seen = (NOTHING_KEPT,) if pack.is_page else who_sees(world)
    never = (NO_MONEY, *((NO_VISA,) if pack.operator_kind != "public" else ()), NO_SECRETS, NO_DECISION)
    return (
        Section(
            Text("about.title", "Who runs this"),
            (*labels.practice(world), pack.about_operator, *standing(pack), *costs(pack), FREE_SOFTWARE),
        ),
        Section(Text("about.never", "What it never does"), never),
        Section(Text("about.seen", "Who sees what you write"), (*seen, *given_to_nobody(world))),
        Section(Text("about.person", "How to reach a person"), people_lines(HELP, world, world.hint)),
    )
