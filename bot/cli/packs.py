"""`randevou packs`: list packs, check them, and show one on a date."""

from collections.abc import Iterable
from datetime import date, timedelta

import click

from bot import PACKS_CHECKED
from bot.cli.common import (
    FINDING,
    SETTINGS,
    Exit,
    at_option,
    day_of,
    json_option,
    machine_time,
    moment,
    on_option,
    open_app,
    print_json,
    print_rows,
    write_audit,
)
from bot.cli.lazy_group import LazyGroup
from bot.core.conversation.full_notice import DRAFTED, whole_notice
from bot.core.conversation.state import World
from bot.core.errors import PackError
from bot.core.language.message import Channel
from bot.core.programme.eligibility import D, Dated, in_force
from bot.core.programme.pack import Area, Pack, Parameter
from bot.core.understanding.vocabulary import Vocabulary
from bot.services.booking.affected import standing
from bot.settings import read_settings
from bot.storage.database import transaction
from bot.storage.files.catalogs import load_catalogs, overlay
from bot.storage.files.data_register import read_register
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import check_pack, expiring, find_pack, load_pack, pack_names
from bot.storage.files.packs.extending import lineage
from bot.storage.files.packs.schema import FILES, json_schema, of_file, page

SOON = 60
"""How many days before a contact expires `packs check` warns."""


@click.group(cls=LazyGroup, later={"area": "bot.cli.area:area"}, epilog="Example: randevou packs check")
def packs() -> None:
    """Packs: the rules, sites and dates of a programme."""


@packs.command("list", epilog="Example: randevou packs list")
@json_option
def list_packs(as_json: bool) -> None:
    """List the packs in policy/."""
    policy = read_settings().policy
    rows = [_summary(load_pack(policy / name)) for name in pack_names(policy)]
    if as_json:
        print_json(rows)
    else:
        print_rows(_with_yes_no(rows), "No packs.")


@packs.command(epilog="Example: randevou packs check policy/legal-clinic")
@click.argument("names", nargs=-1)
@click.option("--db", "database", help="Also say how many are booked in this database on what the pack does not have.")
@on_option
@click.option(
    "--ahead",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="A contact whose check ends within so many days is a mistake, too, not only a warning.",
)
@click.pass_context
def check(
    context: click.Context, names: tuple[str, ...], database: str | None, on: str | None, ahead: int | None
) -> None:
    """Check packs by name or folder, or all packs in policy/. Print each mistake with its file, key, fault and fix.

    A pack that ships with this version is checked as of the day on which it was last looked through. A contact whose
    check has ended or ends within 60 days is a warning on standard error; see --ahead.
    """
    settings = read_settings()
    code = 0
    for name in names or pack_names(settings.policy):
        try:
            folder = find_pack(name, settings.policy)
        except PackError as error:
            click.echo(f"Error: {error}", err=True)
            code = SETTINGS
            continue
        shipped = folder.parent == settings.policy
        found = check_pack(folder, PACKS_CHECKED if shipped and on is None else day_of(on), settings.locales)
        ending = expiring(folder, day_of(on) + timedelta(days=SOON if ahead is None else ahead))
        if ahead is not None:
            known = set(map(str, found))
            found += [mistake for mistake in ending if str(mistake) not in known]
        elif shipped or not found:
            for warning in ending:
                click.echo(f"Warning: {warning}", err=True)
        for mistake in found:
            click.echo(str(mistake))
        click.echo(f"{name}: {f'{len(found)} to fix' if found else 'no mistakes'}")
        if database and not found:
            _say_what_stands(name, database)
        code = code or (FINDING if found else 0)
    context.exit(code)


def _say_what_stands(pack: str, database: str) -> None:
    with open_app(pack, database) as app, transaction(app.db):
        stands = standing(app, moment(None, app.pack.zone))
        write_audit(app, "packs check", rows=len(stands))
    for one in stands:
        click.echo(str(one))


@packs.command(epilog="Example: randevou packs show border-appointments --on 2023-02-01")
@click.argument("name", required=False)
@on_option
@json_option
def show(name: str | None, on: str | None, as_json: bool) -> None:
    """Show a pack on a day: parameters, rules and areas with start, end and source, and the seats of each site.

    The column `counts` marks what is in force on that day. Without a name, RANDEVOU_PACK or border-appointments.
    """
    settings = read_settings(pack=name)
    folder = find_pack(settings.pack, settings.policy)
    pack = load_pack(folder)
    day = day_of(on, pack.day(machine_time()))
    data = _dated(pack, day)
    if as_json:
        print_json({"pack": _summary(pack), "on": day.isoformat(), **data})
        return
    kept = " (a demonstration: its last rules stay in force after their end)" if pack.keeps_last else ""
    parents = [parent.name for parent in lineage(folder)[1:]]
    extends = f", which extends {', then '.join(parents)}," if parents else ""
    click.echo(f"{pack.id}{extends} on {day.isoformat()}{kept}")
    for title, rows in data.items():
        click.echo(f"\n{title}")
        print_rows(rows, "none")


@packs.command(epilog="Example: randevou packs schema sites.csv")
@click.argument("file", required=False, type=click.Choice([*FILES]))
@json_option
def schema(file: str | None, as_json: bool) -> None:
    """Print every key of every file of a pack, or of one FILE: its kind, its bounds, and what it is for.

    With --json it is a JSON Schema, by which an editor completes and checks the TOML files.
    """
    if as_json:
        print_json(json_schema() if file is None else of_file(file))
        return
    for name in [file] if file else FILES:
        click.echo("\n".join([*page(name), ""]))


@packs.command(epilog="Example: randevou packs privacy legal-clinic --language ht")
@click.argument("name", required=False)
@click.option("--language", default="en", show_default=True, help="The code of a language of locales/.")
@at_option
def privacy(name: str | None, language: str, at: str | None) -> None:
    """Print the whole privacy notice of a pack: what is kept, why, how long, who sees it, and what a person can ask.

    The notice is made from policy/privacy/register.toml, in a language of locales/, to print or to publish.
    """
    settings = read_settings(pack=name)
    folder = find_pack(settings.pack, settings.policy)
    pack = load_pack(folder)
    if pack.is_page:
        click.echo(f"{pack.id} is a page: it asks nothing and keeps nothing, so it needs no notice.")
        return
    catalogs = overlay(load_catalogs(settings.locales), pack)
    if language not in catalogs:
        raise click.BadParameter(
            f"there is no language {language!r}; choose one of {', '.join(catalogs)}.", param_hint="--language"
        )
    if catalogs[language].fault:
        raise Exit(catalogs[language].fault, SETTINGS)
    world = World(
        pack, load_gazetteer(), catalogs, Vocabulary.of(catalogs), moment(at, pack.zone), Channel("Telegram"), language
    )
    say = catalogs[language].say
    reviewed = load_languages(settings.locales)[language].reviewed
    for section in whole_notice(read_register(settings.policy), world):
        click.echo(f"{say(section.heading)}\n")
        for line in section.lines:
            click.echo(f"- {say(line).removeprefix('• ')}")
        click.echo("")
    if not reviewed:
        click.echo(say(DRAFTED))


def _with_yes_no(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return rows for people, with yes and no in place of true and false."""
    words = {True: "yes", False: "no"}
    return [{name: words[cell] if isinstance(cell, bool) else cell for name, cell in row.items()} for row in rows]


def _summary(pack: Pack) -> dict[str, object]:
    return {
        "name": pack.id,
        "operator": pack.operator.english,
        "demonstration": pack.demonstration,
        "kind": pack.kind,
        "sites": len(pack.sites),
        "revision": pack.revision,
    }


def _dated(pack: Pack, on: date) -> dict[str, list[dict[str, object]]]:
    """Return everything in a pack that has dates, and mark what is in force on a day."""
    texts = [
        {"name": e.id, **_period(e), **_mark(e in pack.entries_on(on)), "source": e.source.english}
        for e in pack.entries
    ]
    if pack.is_page:
        return {"texts": texts}
    return {
        **({"texts": texts} if texts else {}),
        "parameters": [_parameter(p, pack, on) for p in pack.parameters],
        "rules": [
            {
                "name": r.id,
                "outcome": r.outcome,
                **_period(r),
                **_mark(r in pack.rules_on(on)),
                "source": r.source.english,
            }
            for r in pack.rules
        ],
        "areas": [
            {"covers": covers(a), **_period(a), **_mark(a in pack.areas_in_force(on)), "source": a.source.english}
            for a in pack.areas
        ],
        "sites": [
            {"name": s.id, "zone": s.zone, "seats a day": pack.per_day(s.id, on), **_seat_source(pack, s.id, on)}
            for s in pack.sites
        ],
    }


def _parameter(parameter: Parameter, pack: Pack, on: date) -> dict[str, object]:
    versions = [other for other in pack.parameters if other.name == parameter.name]
    return {
        "name": parameter.name,
        "value": parameter.value,
        **_period(parameter),
        **_mark(_counts(parameter, versions, pack, on)),
        "estimate": "estimate" if parameter.estimate else "",
        "source": parameter.source,
    }


def _seat_source(pack: Pack, site: str, on: date) -> dict[str, object]:
    """Return the source of the number of seats of a site, and whether it is an estimate."""
    entry = in_force([c for c in pack.capacities if c.site == site], on, keep_last=pack.keeps_last)
    if entry is None:
        return {"estimate": "", "source": "-"}
    return {"estimate": "estimate" if entry.estimate else "", "source": entry.source}


def _period(entry: Dated) -> dict[str, object]:
    return {"start": entry.start, "end": entry.end or "-"}


def _mark(counts: bool) -> dict[str, str]:
    return {"counts": "yes" if counts else ""}


def _counts(entry: D, versions: Iterable[D], pack: Pack, on: date) -> bool:
    return in_force(versions, on, keep_last=pack.keeps_last) is entry


def covers(area: Area) -> str:
    """Return in one line what an area covers."""
    parts = sorted(area.states)
    parts += [f"north of {area.parallel} degrees"] if area.parallel is not None else []
    parts += [f"{km:g} km around {lat}, {lon}" for lat, lon, km in area.circles]
    return ", ".join(parts)
