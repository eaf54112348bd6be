"""`randevou check`: check a code or a slip at a desk; the answer is one of three words."""

import click

from bot.cli.common import (
    FINDING,
    TRY_AGAIN,
    actor,
    at_option,
    database_option,
    json_option,
    moment,
    open_app,
    pack_option,
    print_json,
)
from bot.services.booking import check_ticket


@click.command(epilog='Example: randevou check "BATO LIMA 473 KADO"')
@click.argument("text")
@pack_option
@database_option
@at_option
@json_option
def check(text: str, pack: str | None, database: str | None, at: str | None, as_json: bool) -> None:
    """Check a code, or the text of a QR picture: the answer is `valid`, `changed` or `not valid`, and nothing else.

    `changed`: the QR picture is real, but the appointment was moved or cancelled later, or is over. A typed code stays
    `valid` when the appointment is moved. After 100 different codes that no appointment has, within
    a day, a typed code gets the answer `wait`; a QR picture is still answered.
    """
    with open_app(pack, database, at=at) as app:
        verdict = check_ticket.check(app, text, moment(at, app.pack.zone), actor()) or "wait"
    if as_json:
        print_json({"answer": verdict})
    else:
        click.echo(verdict)
    exits = {"valid": 0, "changed": FINDING, "not valid": FINDING, "wait": TRY_AGAIN}
    click.get_current_context().exit(exits[verdict])
