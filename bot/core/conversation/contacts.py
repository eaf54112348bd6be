"""The people who help: the contacts of a pack, with the day of the last check, as lines of a message."""

from bot.core.conversation.state import World
from bot.core.language.text import Text
from bot.core.programme.pack import Contact


def contact_lines(kind: str, world: World) -> tuple[Text, ...]:
    """Return the contacts for a kind of need that are valid today, or one line that names none."""
    contacts = world.pack.contacts_for(kind, world.today)
    if not contacts:
        return (Text("contact.none", "Ask someone you trust where you are: a shelter, a church, a clinic."),)
    return tuple(_line(contact) for contact in contacts)


def _line(contact: Contact) -> Text:
    return Text(
        "contact.line",
        "• {name}: {how} {hours} (checked on {checked})",
        name=contact.name,
        how=contact.how,
        hours=contact.hours,
        checked=contact.checked,
    )
