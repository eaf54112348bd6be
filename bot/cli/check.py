"""`randevou check`: what a desk asks about a code or a slip, answered by one of three words."""

import click

from bot.cli.common import (
    FINDING,
    TRY_AGAIN,
    actor,
    at_option,
    database_option,
    json_option,
    moment,
    opened,
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
    """Say of a code, or of the text of a QR picture, `valid`, `changed` or `not valid`, and nothing else.

    `changed` is a slip of ours whose appointment was moved or cancelled since, or is over. A code that is typed knows
    nothing of older times: of a moved appointment it stays valid. 30 checks a minute; then the answer is `wait`.
    """
    with opened(pack, database, there=True) as app:
        verdict = check_ticket.check(app, text, moment(at, app.pack.zone), actor()) or "wait"
    if as_json:
        print_json({"answer": verdict})
    else:
        click.echo(verdict)
    exits = {"valid": 0, "changed": FINDING, "not valid": FINDING, "wait": TRY_AGAIN}
    click.get_current_context().exit(exits[verdict])
