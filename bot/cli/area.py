"""`randevou packs area`: the area that a programme covers on a day, as a list and as a map."""

from pathlib import Path

import click

from bot.cli.common import day_of, json_option, print_json, print_rows
from bot.cli.packs import covers
from bot.core.language.countries import ENGLISH_NAMES
from bot.core.places.areas import Answer
from bot.core.programme.pack import Area
from bot.services.places.coverage import Cover, cover
from bot.settings import read_settings
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs import find_pack, load_pack, pack_places

TITLES: dict[Answer, str] = {"yes": "covered", "unclear": "covered in part", "no": "not covered"}


@click.command(epilog="Example: randevou packs area border-appointments --on 2024-08-23 --svg area.svg")
@click.argument("name")
@click.option("--on", "--at", "on", required=True, help="The day, such as 2024-08-23.")
@click.option("--nationality", default="", help="An ISO 3166 code, such as MX, if the area depends on nationality.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw the area as a map into this file.")
@json_option
def area(name: str, on: str, nationality: str, svg: Path | None, as_json: bool) -> None:
    """List the states that a pack covers on a day, and draw them as a map with --svg."""
    if nationality and nationality not in ENGLISH_NAMES:
        raise click.BadParameter(
            f"{nationality!r} is not a country code. Write it like MX.", param_hint="--nationality"
        )
    settings = read_settings()
    folder = find_pack(name, settings.policy)
    own_places = pack_places(folder)
    gazetteer = load_gazetteer(own_places)
    shown = cover(load_pack(folder), gazetteer, day_of(on), nationality)
    if svg:
        from bot.services.places.coverage_map import draw  # a slow import; no other verb should wait for it

        try:
            svg.write_text(draw(shown, gazetteer, own_places), encoding="utf-8")
        except OSError as error:
            raise click.BadParameter(f"cannot write this file ({error.strerror}).", param_hint="--svg") from None
    if as_json:
        print_json(_data(shown))
        return
    _print(shown)
    if svg:
        click.echo(f"\nThe map is in {svg}.")


def _data(shown: Cover) -> dict[str, object]:
    return {
        "pack": shown.pack.id,
        "on": shown.on,
        "nationality": shown.nationality or None,
        "areas": [_row(one) for one in shown.areas],
        "for_some": [_row(one) for one in shown.depending],
        "states": {state.code: _part(answer) for state, answer in shown.states.items()},
        "sites": [{"id": site.id, "name": site.name.english} for site in shown.pack.sites_for({})],
    }


def _part(answer: Answer) -> str:
    return {"yes": "yes", "no": "no", "unclear": "partly"}[answer]


def _row(area: Area) -> dict[str, object]:
    return {"covers": covers(area), "start": area.start, "end": area.end or "-", "source": area.source.english}


def _print(shown: Cover) -> None:
    who = shown.nationality or "any nationality"
    click.echo(f"{shown.pack.id} on {shown.on.isoformat()}, {who}")
    click.echo("\nareas")
    print_rows([_row(one) for one in shown.areas], "none" if shown.pack.areas else "none: every place is covered")
    if shown.depending:
        click.echo("\nareas for some people only")
        print_rows([_row(one) for one in shown.depending], "none")
    for answer, title in TITLES.items():
        states = shown.states_that(answer)
        click.echo(f"\n{title}: {len(states)}")
        click.echo(", ".join(f"{state.name} ({state.code})" for state in states) or "none")
    click.echo("\nsites, from west to east")
    click.echo("\n".join(site.name.english for site in shown.pack.sites_for({})) or "none")
