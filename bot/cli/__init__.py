"""The command `randevou`, with one subcommand for each verb.

Exit codes: 0 success, 1 finding, 2 wrong call, 70 fault of the program, 75 try again later, 78 wrong file or setting.
"""

import click

from bot import __version__
from bot.cli.common import CommandGroup

VERBS = {
    "chat": "bot.cli.chat:chat",
    "serve": "bot.cli.serve:serve",
    "slots": "bot.cli.slots:slots",
    "bookings": "bot.cli.bookings:bookings",
    "draw": "bot.cli.draws:draw",
    "requests": "bot.cli.requests:requests",
    "packs": "bot.cli.packs:packs",
    "recover": "bot.cli.recover:recover",
    "staff": "bot.cli.staff:staff",
    "desk": "bot.cli.desk:desk",
    "words": "bot.cli.words:words",
    "place": "bot.cli.place:place_verb",
    "understand": "bot.cli.understand:understand_verb",
    "check": "bot.cli.check:check",
    "forget": "bot.cli.data_and_keys:forget",
    "backup": "bot.cli.data_and_keys:backup",
    "keys": "bot.cli.data_and_keys:keys",
    "tick": "bot.cli.tick:tick",
    "faults": "bot.cli.tick:faults",
    "clock": "bot.cli.clock:clock",
    "audit": "bot.cli.audit:audit",
    "about": "bot.cli.about:about",
}


@click.group(cls=CommandGroup, later=VERBS, epilog="Begin with: randevou serve")
@click.version_option(__version__, prog_name="randevou")
def main() -> None:
    """A conversation from hello to a booked slot, in English, Spanish, Haitian Creole and French."""
