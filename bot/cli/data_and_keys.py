"""`randevou forget`, `randevou backup` and `randevou keys`: erase a person, copy the data, manage keys."""

import os
from datetime import datetime
from pathlib import Path

import click

from bot.app import App
from bot.cli.common import (
    FINDING,
    TRY_AGAIN,
    USAGE,
    Exit,
    at_option,
    confirm,
    counted,
    database_option,
    moment,
    open_app,
    pack_option,
    warn_of_doubt,
    write_audit,
)
from bot.cli.proving import prove
from bot.core.booking.code import read_code
from bot.core.desk.acts import Act, may
from bot.services import clock, rate_limits
from bot.services.privacy import backup as copies
from bot.services.privacy import erasure, restore
from bot.settings import SettingsError, read_settings
from bot.storage.database import transaction
from bot.storage.tables import audit_log, bookings, request_codes, staff, wrong_codes
from bot.storage.tables.bookings import BookingOfCode
from bot.storage.tables.request_codes import RequestOfCode
from bot.storage.tables.slots import utc

yes_option = click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
LONGEST_WAIT = 5.0
"""Seconds that `forget` waits for a program that reads a file from which it erases."""
folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(epilog='Example: randevou forget "BATO LIMA 473 KADO"')
@click.argument("code")
@click.option("--by", metavar="NAME", help="The helper who does it, with a passphrase. Needed once somebody may do it.")
@pack_option
@database_option
@yes_option
def forget(code: str, by: str | None, pack: str | None, database: str | None, yes: bool) -> None:
    """Erase the person whose appointment, or request for a place in a draw, has this code.

    This deletes their rows in all packs, and their key. Then no copy of the database shows what they said, unless an
    older copy of the keys still exists. The command first shows what has the code and asks for confirmation.
    """
    plain = read_code(code)
    if plain is None:
        raise click.UsageError(f"{code!r} is not a code: a letter or a digit is wrong. Read it again.")
    with open_app(pack, database) as app:
        now = moment(None, app.pack.zone)
        helper = _helper(app, by, now)
        with transaction(app.db):
            if hours := rate_limits.codes_closed_hours(app, now):
                raise Exit(f"Too many wrong codes were tried today. Try again in {hours} h.", TRY_AGAIN)
            found = bookings.by_code(app.db, app.seal, plain) or request_codes.by_code(app.db, app.seal, plain)
            wrong_codes.add(app.db, app.seal, plain, now, wrong=found is None)
            who = audit_log.pseudonym(app.seal, found.person) if found else ""
            write_audit(app, "forget", who, rows=int(bool(found)), staff=helper)
        if found is None:
            raise Exit("No appointment and no request has this code.", FINDING)
        click.echo(_with_the_code(found))
        click.echo("All data about this person will be deleted, in every pack. Seats that they still hold become free.")
        confirm("This cannot be undone. Erase?", yes=yes)
        with transaction(app.db):
            erasure.erase(app, found.person)
            write_audit(app, "forget", who, erased=1, staff=helper)
        if left := app.seal.keys.empty_logs(app.db, LONGEST_WAIT):
            raise Exit(
                f"Not erased from the disk yet: another program is reading the log of {' and of '.join(left)}. What is "
                "left goes with the next message, or with: randevou tick",
                TRY_AGAIN,
            )
    click.echo("Erased.")


def _with_the_code(found: BookingOfCode | RequestOfCode) -> str:
    if isinstance(found, RequestOfCode):
        return f"{found.pack}, a request for a place since {utc(found.since)}, {found.state}."
    return f"{found.pack}, {found.site}, {utc(found.starts_at)}, {counted(found.seats, 'seat')}, {found.state}."


def _helper(app: App, name: str | None, now: datetime) -> str:
    """Return the name of the helper who erases, or "" where no account may do it: then it is the operator."""
    if name:
        (account,) = prove(app, (name,), Act.ERASE, "forget", now)
        return account.name
    if may_erase := [one.name for one in staff.everyone(app.db) if one.ended is None and may(one.role, Act.ERASE)]:
        raise click.UsageError(f"Say who erases: --by NAME. Who may: {', '.join(may_erase)}.")
    return ""


@click.command(epilog="Example: randevou backup /mnt/copies --keys /mnt/keys")
@click.argument("into", type=folder)
@click.option(
    "--keys", "keys_into", type=folder, required=True, help="The folder for the copy of the keys, in another place."
)
@pack_option
@database_option
@at_option
def backup(into: Path, keys_into: Path, pack: str | None, database: str | None, at: str | None) -> None:
    """Copy the database into one folder and its keys into another. The server may run meanwhile.

    The newest seven copies of the keys are kept. The master key is not copied: keep it in a third place.
    """
    settings = read_settings(pack=pack, database=database)
    with open_app(pack, database, at=at) as app:
        try:
            with transaction(app.db):
                write_audit(app, "backup")
            now = moment(at, app.pack.zone)
            doubt = clock.doubt(app, now)
            kept = copies.backup(app, settings.database, into, keys_into, now, certain=doubt is None)
        except ValueError as error:
            raise click.UsageError(f"{error}.") from None
        except OSError as error:
            raise Exit(f"No copy was made: {error}.", USAGE) from None
    click.echo(f"{kept.database}\n{kept.keys}\n{kept.destroyed} older copies of the keys deleted")
    warn_of_doubt(doubt)


@click.group(epilog="Example: randevou keys check")
def keys() -> None:
    """The keys that open what people said: check them and change them."""


@keys.command(epilog="Example: randevou keys check")
@pack_option
@database_option
@at_option
def check(pack: str | None, database: str | None, at: str | None) -> None:
    """Check that every sealed row opens, that no commit is missing, and that the seats are those of the bookings.

    Run it after you restore a backup, as a drill.
    """
    with open_app(pack, database, at=at) as app:
        found, lost = copies.check(app, moment(at, app.pack.zone)), restore.loss(app)
        with transaction(app.db):
            write_audit(app, "keys check", rows=found.rows, bad=found.without_key + found.broken)
    click.echo(f"{counted(found.people, 'person', 'people')}, {counted(found.rows, 'sealed row')}")
    if lost:
        click.echo(_described(lost))
    if found.miscounted:
        click.echo(f"Other seats than the bookings hold: {counted(found.miscounted, 'slot')}. Restore a copy.")
    if found.without_key or found.broken:
        raise Exit(
            f"Without a key: {counted(found.without_key, 'person', 'people')}. "
            f"Damaged: {counted(found.broken, 'row')}. People without a key were "
            "erased: `randevou tick` deletes what is left of them. Other rows are damaged: restore a copy.",
            FINDING,
        )
    if lost or found.miscounted:
        raise SystemExit(FINDING)
    click.echo("all open")


def _described(lost: restore.Loss) -> str:
    """Return who may have lost an appointment, in counts."""
    return (
        f"This database is older than its keys: at least {counted(lost.commits, 'commit')} missing.\n"
        f"Came later, only the key is left: {counted(lost.keys_alone, 'person', 'people')}. Each may have had an "
        "appointment.\n"
        f"Without an appointment here: {counted(lost.without_seats, 'person', 'people')}. They may have one.\n"
        f"Held, because it may have been sent before: {counted(lost.messages, 'message')}."
    )


@keys.command(epilog="Example: randevou keys accept")
@pack_option
@database_option
@click.option("--send", is_flag=True, help="Send the messages that are held. Default: delete them.")
@yes_option
def accept(pack: str | None, database: str | None, send: bool, yes: bool) -> None:
    """Go on with an older database, if you have no newer one. Until then messages and reminders are held.

    The keys of people who are not in it are destroyed: then a newer copy cannot show what they said.
    """
    with open_app(pack, database) as app:
        lost = restore.loss(app)
        if lost is None:
            with transaction(app.db):
                write_audit(app, "keys accept", rows=0)
            click.echo("No commit is missing, and nothing is held.")
            return
        click.echo(_described(lost))
        sent = "sent, perhaps a second time" if send else "deleted"
        click.echo(
            f"Accepting destroys {counted(lost.keys_alone, 'key')}. {counted(lost.messages, 'message')} will be {sent}."
        )
        confirm("This cannot be undone. Accept?", yes=yes)
        with transaction(app.db):
            restore.accept(app, send=send)
            write_audit(app, "keys accept", erased=lost.keys_alone, rows=lost.messages)
    click.echo("Accepted.")


@keys.command(epilog="Example: randevou keys rotate")
@pack_option
@database_option
def rotate(pack: str | None, database: str | None) -> None:
    """Change the master key and the lookup key. Stop every other program that has the database open.

    If the master key is in RANDEVOU_KEY, set the new one as RANDEVOU_KEY_NEW: 32 random bytes in base64.
    """
    settings, given = read_settings(pack=pack, database=database), os.environ.get("RANDEVOU_KEY_NEW", "")
    if settings.key and not given:
        raise SettingsError("The master key is in RANDEVOU_KEY. Set the new one as RANDEVOU_KEY_NEW, then rotate.")
    with open_app(pack, database) as app:
        copies.rotate(app, settings.database, given)
        with transaction(app.db):
            write_audit(app, "keys rotate")
    click.echo("Rotated. Earlier copies of the keys need the old master key: make new ones with `randevou backup`.")
    if given:
        click.echo("From now on RANDEVOU_KEY must be what RANDEVOU_KEY_NEW was; a .key file can be deleted.")


@keys.command("give-up", epilog="Example: randevou keys give-up")
@pack_option
@database_option
@yes_option
def give_up(pack: str | None, database: str | None, yes: bool) -> None:
    """Erase the people whose keys are lost, if an older copy of the keys is all that you have."""
    with open_app(pack, database, give_up=True) as app:
        lost = len(erasure.without_key(app))
        click.echo(f"Without a key: {counted(lost, 'person', 'people')}. Their appointments end, and nobody is told.")
        confirm("This cannot be undone. Erase them?", yes=yes)
        copies.give_up(app)
        with transaction(app.db):
            write_audit(app, "keys give-up", erased=lost)
    click.echo("Erased.")
