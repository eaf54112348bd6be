"""`randevou desk`: what a laptop needs so that tablets can open the desk that runs on it."""

import re
import socket
from contextlib import suppress

import click

from bot.cli.common import SETTINGS, Exit, actor, database_option, machine_time, open_app, pack_option
from bot.settings import read_settings
from bot.storage.database import transaction
from bot.storage.keys import desk_certificate
from bot.storage.tables import audit_log

HOST = re.compile(r"[0-9A-Za-z.:-]{1,253}")
NOWHERE = ("192.0.2.1", 9)
"""An address of no machine: which of our own addresses leads there is known without a packet."""


@click.group(epilog="Example: randevou desk certificate")
def desk() -> None:
    """The desk for volunteers, which `randevou serve` opens at /desk."""


@desk.command(epilog="Example: randevou desk certificate --host 192.168.1.20")
@click.option("--host", "hosts", multiple=True, help="A name or address of this machine. Default: those that it knows.")
@click.option("--new", is_flag=True, help="Make a new one, although there is one. Every tablet compares it again.")
@pack_option
@database_option
def certificate(hosts: tuple[str, ...], new: bool, pack: str | None, database: str | None) -> None:
    """Make the certificate with which other devices reach the desk, and print its fingerprint.

    It is kept beside the database, with its key, and is valid for 397 days. On each tablet, the browser warns once that
    it does not know the certificate: compare the fingerprint there with this one, and go on only if it is the same.
    """
    if bad := [host for host in hosts if not HOST.fullmatch(host)]:
        raise click.UsageError(f"--host {bad[0]!r} is not a name or an address of a machine.")
    path = desk_certificate.path_beside(read_settings(pack=pack, database=database).database)
    with open_app(pack, database, may_create=True) as app:
        found = None if new or hosts else desk_certificate.read(path)
        if found is None or found.until <= machine_time():
            with transaction(app.db):
                audit_log.write(app.db, app.seal, actor(), "desk certificate", f"pack:{app.pack.id}")
            try:
                found = desk_certificate.make(path, hosts or own_addresses(), machine_time())
            except OSError as error:
                raise Exit(f"{path}: {error.strerror}. No certificate was made.", SETTINGS) from None
    click.echo(found.fingerprint)
    click.echo(
        f"For {', '.join(found.names)}, until {found.until:%Y-%m-%d}. Start: randevou serve --desk 0.0.0.0:8443\n"
        f"On a tablet: https://{found.names[0]}:8443/desk",
        err=True,
    )


def own_addresses() -> tuple[str, ...]:
    """Return the addresses by which other machines reach this one, as far as it knows them, and its name."""
    found: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward:
        outward.connect(NOWHERE)
        found.append(outward.getsockname()[0])
    name = socket.gethostname()
    with suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(name, None, socket.AF_INET)]
    reachable = [address for address in found if not address.startswith("127.")]
    return tuple(dict.fromkeys([*reachable, name, "localhost", "127.0.0.1"]))
