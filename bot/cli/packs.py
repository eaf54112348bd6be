"""`randevou packs`: list them, check them, and show one as it stands on a date."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import click

from bot import RELEASED
from bot.cli.common import FINDING, SETTINGS, at_option, day_of, json_option, moment, on_option, print_json, print_rows
from bot.core.conversation.full_notice import DRAFTED, whole_notice
from bot.core.conversation.state import World
from bot.core.errors import PackError
from bot.core.language.message import Channel
from bot.core.programme.eligibility import D, Dated, in_force
from bot.core.programme.pack import Area, Pack, Parameter
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import read_settings
from bot.storage.files.catalogs import load_catalogs, load_languages, overlay
from bot.storage.files.data_register import read_register
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs import check_pack, expiring, find_pack, load_pack, pack_names

SOON = timedelta(days=60)
"""How long ahead `packs check` warns of what will be over."""


@click.group(epilog="Example: randevou packs check")
def packs() -> None:
    """Packs: the rules, sites and dates of a programme."""


@packs.command("list", epilog="Example: randevou packs list")
@json_option
def list_packs(as_json: bool) -> None:
    """List the packs in policy/."""
    policy = read_settings().policy
    rows = [_described(load_pack(policy / name)) for name in pack_names(policy)]
    if as_json:
        print_json(rows)
    else:
        print_rows(_plain(rows), "No packs.")


@packs.command(epilog="Example: randevou packs check policy/legal-clinic")
@click.argument("names", nargs=-1)
@on_option
@click.pass_context
def check(context: click.Context, names: tuple[str, ...], on: str | None) -> None:
    """Check packs by name or folder, all in policy/ if none is named; every mistake with its file, key and mend.

    A pack that ships with this version is checked as of the day of the release. What is over today, or will be within
    60 days, is a warning on standard error.
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
        found = check_pack(folder, RELEASED if shipped and on is None else day_of(on), settings.locales)
        for warning in expiring(folder, day_of(on) + SOON) if shipped or not found else ():
            click.echo(f"Warning: {warning}", err=True)
        for mistake in found:
            click.echo(str(mistake))
        click.echo(f"{name}: {f'{len(found)} to mend' if found else 'well'}")
        code = code or (FINDING if found else 0)
    context.exit(code)


@packs.command(epilog="Example: randevou packs show border-appointments --on 2023-02-01")
@click.argument("name", required=False)
@on_option
@json_option
def show(name: str | None, on: str | None, as_json: bool) -> None:
    """Show a pack on a day: each parameter with its start, end and source, what counts, and the seats of each site.

    Without a name, the one of RANDEVOU_PACK, or border-appointments.
    """
    settings = read_settings(pack=name)
    pack = load_pack(find_pack(settings.pack, settings.policy))
    day = day_of(on)
    data = _on(pack, day)
    if as_json:
        print_json({"pack": _described(pack), "on": day.isoformat(), **data})
        return
    kept = " (a demonstration: it keeps the last rule after its end)" if pack.demonstration else ""
    click.echo(f"{pack.id} on {day.isoformat()}{kept}")
    for title, rows in data.items():
        click.echo(f"\n{title}")
        print_rows(rows, "none")


@packs.command(epilog="Example: randevou packs privacy legal-clinic --language ht")
@click.argument("name", required=False)
@click.option("--language", default="en", show_default=True, help="The code of a language of locales/.")
@at_option
def privacy(name: str | None, language: str, at: str | None) -> None:
    """Print the whole privacy notice of a pack: what is kept, why, how long, who sees it, and what one can ask for.

    It is made of policy/privacy/register.toml, in a language of locales/, for a wall, a web page or a reader.
    """
    settings = read_settings(pack=name)
    folder = find_pack(settings.pack, settings.policy)
    pack = load_pack(folder)
    catalogs = overlay(load_catalogs(settings.locales), pack)
    if language not in catalogs:
        raise click.BadParameter(f"there is no {language!r} among {', '.join(catalogs)}.", param_hint="--language")
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


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows for people: yes and no in place of true and false."""
    said = {True: "yes", False: "no"}
    return [{name: said[cell] if isinstance(cell, bool) else cell for name, cell in row.items()} for row in rows]


def _described(pack: Pack) -> dict[str, Any]:
    return {
        "name": pack.id,
        "operator": pack.operator.english,
        "demonstration": pack.demonstration,
        "sites": len(pack.sites),
        "revision": pack.revision,
    }


def _on(pack: Pack, on: date) -> dict[str, list[dict[str, Any]]]:
    """Everything that is dated, and which of it counts on a day."""
    return {
        "parameters": [_parameter(p, pack, on) for p in pack.parameters],
        "rules": [
            {
                "name": r.id,
                "outcome": r.outcome,
                **_period(r),
                **_marked(r in pack.rules_on(on)),
                "source": r.source.english,
            }
            for r in pack.rules
        ],
        "areas": [
            {"covers": covers(a), **_period(a), **_marked(_counts(a, [a], pack, on)), "source": a.source.english}
            for a in pack.areas
        ],
        "sites": [
            {"name": s.id, "zone": s.zone, "seats a day": pack.per_day(s.id, on), **_from(pack, s.id, on)}
            for s in pack.sites
        ],
    }


def _parameter(parameter: Parameter, pack: Pack, on: date) -> dict[str, Any]:
    versions = [other for other in pack.parameters if other.name == parameter.name]
    return {
        "name": parameter.name,
        "value": parameter.value,
        **_period(parameter),
        **_marked(_counts(parameter, versions, pack, on)),
        "estimate": "estimate" if parameter.estimate else "",
        "source": parameter.source,
    }


def _from(pack: Pack, site: str, on: date) -> dict[str, Any]:
    """On whose word a site has the seats that it has."""
    entry = in_force([c for c in pack.capacities if c.site == site], on, keep_last=pack.demonstration)
    if entry is None:
        return {"estimate": "", "source": "-"}
    return {"estimate": "estimate" if entry.estimate else "", "source": entry.source}


def _period(entry: Dated) -> dict[str, Any]:
    return {"start": entry.start, "end": entry.end or "-"}


def _marked(counts: bool) -> dict[str, str]:
    return {"counts": "yes" if counts else ""}


def _counts(entry: D, versions: Iterable[D], pack: Pack, on: date) -> bool:
    return in_force(versions, on, keep_last=pack.demonstration) is entry


def covers(area: Area) -> str:
    """What an area covers, in a line."""
    parts = sorted(area.states)
    parts += [f"north of {area.parallel} degrees"] if area.parallel is not None else []
    parts += [f"{km:g} km around {lat}, {lon}" for lat, lon, km in area.circles]
    return ", ".join(parts)
