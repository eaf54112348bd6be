"""The command `randevou`, with one subcommand for each verb.

Exit codes: 0 success, 1 finding, 2 wrong call, 70 fault of the program, 75 try again later, 78 wrong file or setting.
"""

import click

from bot import __version__
from bot.cli import (
    about,
    area,
    audit,
    bookings,
    chat,
    check,
    clock,
    data_and_keys,
    draws,
    packs,
    place,
    recover,
    serve,
    slots,
    staff,
    tick,
    understand,
    words,
)
from bot.cli.common import CommandGroup


@click.group(cls=CommandGroup, epilog="Begin with: randevou serve")
@click.version_option(__version__, prog_name="randevou")
def main() -> None:
    """A conversation from hello to a booked slot, in English, Spanish, Haitian Creole and French."""


for verb in (
    chat.chat,
    serve.serve,
    slots.slots,
    bookings.bookings,
    draws.draw,
    draws.requests,
    packs.packs,
    recover.recover,
    staff.staff,
    words.words,
    place.place_verb,
    understand.understand_verb,
    check.check,
    data_and_keys.forget,
    data_and_keys.backup,
    data_and_keys.keys,
    tick.tick,
    tick.faults,
    clock.clock,
    audit.audit,
    about.about,
):
    main.add_command(verb)
packs.packs.add_command(area.area)
