"""`randevou forget`, `randevou backup` and `randevou keys`: what is kept, how it goes, and who can open it."""

import os
from pathlib import Path

import click

from bot.app import App
from bot.cli.common import FINDING, USAGE, Exit, at_option, database_option, moment, note, opened, pack_option
from bot.core.booking.code import read_code
from bot.services.privacy import backup as copies
from bot.services.privacy import erasure
from bot.settings import SettingsError, read_settings
from bot.storage.database import transaction
from bot.storage.tables import audit_log, bookings

yes_option = click.option("--yes", is_flag=True, help="Do not ask again.")
folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(epilog='Example: randevou forget "BATO LIMA 473 KADO"')
@click.argument("code")
@pack_option
@database_option
@yes_option
def forget(code: str, pack: str | None, database: str | None, yes: bool) -> None:
    """Erase the person whose appointment has this code: every row, in every pack, and the key to all copies."""
    plain = read_code(code)
    if plain is None:
        raise click.UsageError(f"{code!r} is no code: a letter or a digit is wrong. Read it again.")
    with opened(pack, database, there=True) as app:
        with transaction(app.db):
            found = bookings.by_code(app.db, app.seal, plain)
            who = audit_log.pseudonym(app.seal, found["person"]) if found else ""
            note(app, "forget", who, rows=int(bool(found)))
        if found is None:
            raise Exit("No appointment has this code.", FINDING)
        click.echo("{pack}, {site}, {starts_at}, {seats} seats, {state}.".format(**found))
        click.echo("All that is kept about this person goes, in every pack. Seats still held go back to others.")
        yes or click.confirm("It cannot be brought back. Erase?", abort=True)
        with transaction(app.db):
            erasure.erase(app, found["person"])
            note(app, "forget", who, erased=1)
    click.echo("Erased.")


@click.command(epilog="Example: randevou backup /mnt/copies --keys /mnt/keys")
@click.argument("into", type=folder)
@click.option("--keys", "keys_into", type=folder, required=True, help="Where the copy of the keys goes: elsewhere.")
@pack_option
@database_option
@at_option
def backup(into: Path, keys_into: Path, pack: str | None, database: str | None, at: str | None) -> None:
    """Copy the database into a folder, and its keys into another; the server may run meanwhile.

    Of the keys the newest seven copies stay. The master key is not copied: keep it in a third place.
    """
    settings = read_settings(pack=pack, database=database)
    with opened(pack, database, there=True) as app:
        try:
            with transaction(app.db):
                note(app, "backup")
            kept = copies.backup(app, settings.database, into, keys_into, moment(at, app.pack.zone))
        except ValueError as error:
            raise click.UsageError(f"{error}.") from None
        except OSError as error:
            raise Exit(f"No copy was made: {error}.", USAGE) from None
    click.echo(f"{kept.database}\n{kept.keys}\n{kept.destroyed} older copies of the keys destroyed")


@click.group(epilog="Example: randevou keys check")
def keys() -> None:
    """The keys that open what people said: check them, change them."""


@keys.command(epilog="Example: randevou keys check")
@pack_option
@database_option
def check(pack: str | None, database: str | None) -> None:
    """Open every sealed row once: a drill after a backup was put back."""
    with opened(pack, database, there=True) as app:
        found = copies.check(app)
        with transaction(app.db):
            note(app, "keys check", rows=found.rows, bad=found.without_key + found.broken)
    click.echo(f"{found.people} people, {found.rows} sealed rows")
    if found.without_key or found.broken:
        raise Exit(
            f"{found.without_key} people have no key, {found.broken} rows do not open. People without a key were "
            "erased: `randevou tick` deletes what is left of them. Other rows are damaged: restore a copy.",
            FINDING,
        )
    click.echo("all open")


@keys.command(epilog="Example: randevou keys rotate")
@pack_option
@database_option
def rotate(pack: str | None, database: str | None) -> None:
    """Change the master key and the look-up key; nobody may have the database open meanwhile.

    With RANDEVOU_KEY, set the next one as RANDEVOU_KEY_NEW: 32 random bytes in base64.
    """
    settings, given = read_settings(pack=pack, database=database), os.environ.get("RANDEVOU_KEY_NEW", "")
    if settings.key and not given:
        raise SettingsError("The master key is in RANDEVOU_KEY. Set the next one as RANDEVOU_KEY_NEW, then rotate.")
    with opened(pack, database, there=True) as app:
        copies.rotate(app, settings.database, given)
        with transaction(app.db):
            note(app, "keys rotate")
    click.echo("Rotated. Earlier copies of the keys need the old master key: make new ones with `randevou backup`.")
    if given:
        click.echo("From now on RANDEVOU_KEY must be what RANDEVOU_KEY_NEW was; a .key file can be deleted.")


@keys.command("give-up", epilog="Example: randevou keys give-up")
@pack_option
@database_option
@yes_option
def give_up(pack: str | None, database: str | None, yes: bool) -> None:
    """Erase the people whose keys are lost, when all that is left is an older copy of the keys."""
    app = App.open(read_settings(pack=pack, database=database), give_up=True)
    try:
        lost = len(erasure.without_key(app))
        click.echo(f"{lost} people have no key. Their appointments are cancelled and they are not told.")
        yes or click.confirm("It cannot be brought back. Erase them?", abort=True)
        copies.give_up(app)
        with transaction(app.db):
            note(app, "keys give-up", erased=lost)
    finally:
        app.close()
    click.echo("Erased.")
