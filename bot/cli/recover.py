"""`randevou recover`: two helpers at a desk give access to a case when the phone or the PIN is lost."""

import re

import click

from bot.cli.common import FINDING, Exit, actor, at_option, database_option, moment, open_app, pack_option
from bot.core.booking.code import read_code
from bot.services.privacy import recovery

NAME = re.compile(r"[\w.-]{1,64}")


@click.command(epilog='Example: randevou recover "BATO LIMA 473 KADO" --by ana --and luis')
@click.argument("code")
@click.option("--by", "first", required=True, metavar="NAME", help="The helper who has seen the person's code.")
@click.option("--and", "second", required=True, metavar="NAME", help="The second helper, who agrees.")
@pack_option
@database_option
@at_option
def recover(code: str, first: str, second: str, pack: str | None, database: str | None, at: str | None) -> None:
    """Print words that the person writes in the new chat instead of a PIN. They work once, within 15 minutes."""
    spelled = read_code(code)
    if spelled is None:
        raise click.BadParameter("a letter or a digit is wrong; a code is like BATO LIMA 473 KADO.", param_hint="CODE")
    for name in (first, second):
        if not NAME.fullmatch(name):
            raise click.UsageError(
                f"{name!r} is not a name of a helper: write up to 64 letters, digits, and . - _ only."
            )
    with open_app(pack, database) as app:
        try:
            words = recovery.issue(app, spelled, (first, second), moment(at, app.pack.zone), actor())
        except ValueError as error:
            raise click.UsageError(f"{error}: --by and --and name the same person.") from None
    if words is None:
        raise Exit("No appointment of this pack has this code.", FINDING)
    click.echo(words)
    click.echo(
        "In the new chat the person writes: another phone; then the code; then these words. The words work once, "
        "within 15 minutes. After that the old phone shows nothing any more, and the old PIN is deleted."
    )
