"""`randevou requests`: the line for the draws in counts, and who was told of a place by a helper."""

from collections.abc import Mapping
from datetime import UTC, datetime

import click

from bot.app import App
from bot.cli.common import (
    FINDING,
    TRY_AGAIN,
    Exit,
    at_option,
    database_option,
    json_option,
    moment,
    open_app,
    pack_option,
    print_json,
    print_rows,
    write_audit,
)
from bot.core.booking.code import read_code
from bot.core.booking.request import Offer, RequestState
from bot.core.booking.slot import local
from bot.services import clock, rate_limits
from bot.services.booking import offers
from bot.storage.database import transaction
from bot.storage.tables import audit_log, request_codes, wrong_codes
from bot.storage.tables import requests as stored_requests

STATES: Mapping[RequestState, str] = {
    "asked": "in the line for the next draw",
    "offered": "with a place on offer",
    "lapsed": "with an offer that nobody answered",
    "withdrawn": "no longer in the line",
    "booked": "with an appointment",
    "listed": "on the waiting list that ended",
}


@click.group(epilog="Example: randevou requests list")
def requests() -> None:
    """The line for the draws: how many wait, and who was told of a place by a helper."""


@requests.command("list", epilog="Example: randevou requests list --json")
@pack_option
@database_option
@json_option
def list_requests(pack: str | None, database: str | None, as_json: bool) -> None:
    """Count the requests in each state: in the line, with a place on offer, lapsed, withdrawn, booked, or listed.

    Listed: on the waiting list that ended when the draws began, and not in the line yet.
    """
    with open_app(pack, database) as app, transaction(app.db):
        count = stored_requests.count(app.db, app.pack.id)
        rows = [{"state": state, "groups": n, "means": STATES[state]} for state, n in count.items()]
        write_audit(app, "requests list", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "Nobody has asked for a place.")


@requests.command(epilog='Example: randevou requests told "BATO LIMA 473 KADO"')
@click.argument("code")
@pack_option
@database_option
@at_option
def told(code: str, pack: str | None, database: str | None, at: str | None) -> None:
    """Say that a helper told a person without a phone of the place that the draw holds for them.

    From now on they have the hours of the pack to answer, and never less than a day. CODE is that of their request.
    """
    spelled = read_code(code)
    if spelled is None:
        raise click.BadParameter("a letter or a digit is wrong; a code is like BATO LIMA 473 KADO.", param_hint="CODE")
    with open_app(pack, database, at=at) as app:
        now = moment(at, app.pack.zone).astimezone(UTC)
        if at is None and (doubt := clock.check(app, now)):
            raise Exit(str(doubt), TRY_AGAIN)
        with transaction(app.db):
            person = _holder(app, spelled, now)
            if person:
                offers.told_by_helpers(app, person, now)
            request = stored_requests.of(app.db, app.seal, person, app.pack.id) if person else None
        if request is None:
            raise Exit("No request of this pack has this code.", FINDING)
        if request.offer is None:
            raise Exit(f"This request has no place on offer: {request.state}.", FINDING)
        click.echo(_held(app, request.offer))


def _holder(app: App, code: str, now: datetime) -> str | None:
    """Return the person whose request has a code. A wrong one counts as in every verb that says whether it exists."""
    if hours := rate_limits.codes_closed_hours(app, now):
        raise Exit(f"Too many wrong codes were tried today. Try again in {hours} h.", TRY_AGAIN)
    person = request_codes.holder(app.db, app.pack.id, app.seal.hash("code", code))
    wrong_codes.add(app.db, app.seal, code, now, wrong=person is None)
    write_audit(app, "requests told", audit_log.pseudonym(app.seal, person) if person else "", rows=int(bool(person)))
    return person


def _held(app: App, offer: Offer) -> str:
    """Say which place is held, and until when the person can answer."""
    site = app.pack.site_booked(offer.slot.site)
    begins, ends = local(offer.slot.starts_at, site), local(offer.until or offer.last, site)
    return (
        f"{site.id}, {begins:%Y-%m-%d %H:%M}, seats: {offer.request.seats}. "
        f"They can answer until {ends:%Y-%m-%d %H:%M}, {site.city} time."
    )
