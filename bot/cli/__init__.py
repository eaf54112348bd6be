"""The command `randevou`, a command a verb. Exits: 0 well, 1 finding, 2 usage, 70 fault, 75 later, 78 setting."""

import click

from bot import __version__
from bot.cli import about, area, audit, chat, check, keeping, listings, packs, place, recover, serve, understand, words
from bot.cli.door import Door


@click.group(cls=Door, epilog="Begin with: randevou chat")
@click.version_option(__version__, prog_name="randevou")
def main() -> None:
    """A conversation from hello to a booked slot, in English, Spanish, Haitian Creole and French."""


for verb in (
    chat.chat,
    serve.serve,
    listings.slots,
    listings.bookings,
    packs.packs,
    recover.recover,
    words.words,
    place.place_verb,
    understand.understand_verb,
    check.check,
    keeping.forget,
    keeping.backup,
    keeping.keys,
    about.tick,
    about.faults,
    audit.audit,
    about.about,
):
    main.add_command(verb)
packs.packs.add_command(area.area)
