"""`randevou recover`: two helpers at a desk give access to a case when the phone or the PIN is lost."""

from datetime import datetime

import click

from bot.app import App
from bot.cli.common import (
    FINDING,
    SETTINGS,
    TRY_AGAIN,
    Exit,
    actor,
    at_option,
    database_option,
    moment,
    open_app,
    pack_option,
)
from bot.cli.proving import prove
from bot.core.booking.code import read_code
from bot.core.conversation.events import TooManyAttempts
from bot.core.desk.acts import Act
from bot.core.desk.staff_name import fold, read_name
from bot.services.privacy import recovery
from bot.storage.tables import staff
from bot.storage.tables.staff import Account


@click.command(epilog='Example: randevou recover "BATO LIMA 473 KADO" --by ana --and luis')
@click.argument("code")
@click.option("--by", "first", required=True, metavar="NAME", help="The helper who has seen the person's code.")
@click.option("--and", "second", required=True, metavar="NAME", help="The second helper, who agrees.")
@pack_option
@database_option
@at_option
def recover(code: str, first: str, second: str, pack: str | None, database: str | None, at: str | None) -> None:
    """Print words that the person writes in the new chat instead of a PIN. They work once, within 15 minutes.

    Both helpers have an account (`randevou staff add`), and each types their own passphrase. From a pipe, the first
    line is the passphrase of --by, and the second that of --and.
    """
    spelled = read_code(code)
    if spelled is None:
        raise click.BadParameter("a letter or a digit is wrong; a code is like BATO LIMA 473 KADO.", param_hint="CODE")
    with open_app(pack, database, at=at) as app:
        now = moment(at, app.pack.zone)
        words = recovery.issue(app, spelled, _helpers(app, first, second, now), now, actor())
    if isinstance(words, TooManyAttempts):
        raise Exit(f"Too many wrong codes were tried today. Try again in {words.hours} h.", TRY_AGAIN)
    if words is None:
        raise Exit("No appointment and no request of this pack has this code.", FINDING)
    click.echo(words)
    click.echo(
        "In the new chat the person writes: another phone; then the code; then these words. The words work once, "
        "within 15 minutes. After that the old phone shows nothing any more, and the old PIN is deleted."
    )


def _helpers(app: App, first: str, second: str, now: datetime) -> tuple[Account, Account]:
    """Ask both helpers for their passphrases, and return their accounts if both are right."""
    try:
        if fold(read_name(first)) == fold(read_name(second)):
            raise ValueError("two different helpers must agree: --by and --and name the same person")
    except ValueError as error:
        raise click.UsageError(f"{error}.") from None
    if sum(account.ended is None for account in staff.everyone(app.db)) < 2:
        raise Exit("This needs two accounts of helpers. Each helper adds theirs: randevou staff add NAME", SETTINGS)
    by, agreeing = prove(app, (first, second), Act.RECOVER, "desk words", now)
    return by, agreeing
