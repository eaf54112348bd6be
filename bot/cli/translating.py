"""`randevou words export`, `import` and `skeleton`: words for translators, and back; the words of a partner's pack."""

from pathlib import Path

import click

from bot.cli.common import FINDING, SETTINGS, Exit, at_option, moment
from bot.settings import read_settings, root
from bot.storage.files.catalogs import po_file
from bot.storage.files.languages import Language, load_languages
from bot.storage.files.packs import find_pack, found_texts
from bot.storage.files.packs.extending import lineage
from bot.storage.files.packs.words import FOLDER
from bot.translators import exchange
from bot.translators.context import contexts, in_pack
from bot.translators.extract import collect
from bot.translators.skeleton import skeleton as write_skeleton

of_pack = click.option("--pack", help="The folder of a pack: its own words/, in the place of those of the bot.")
NO_EXTRA = "Spreadsheets need the extra “words”: python3 -m pip --python .venv install -e '.[words]'"


@click.command(epilog="Example: randevou words export ht kreyol.xlsx")
@click.argument("language")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@of_pack
def export(language: str, file: Path, pack: str | None) -> None:
    """Write the words of a LANGUAGE to a FILE for a translator: .po, or .xlsx with a column for what each text is."""
    chosen = _language(language)
    _suffix(file)
    if not file.parent.is_dir():
        raise click.BadParameter(f"{file}: there is no folder {file.parent}.", param_hint="FILE")
    if file.exists():
        raise click.BadParameter(f"{file} is there already. Name a new file.", param_hint="FILE")
    known = contexts(root(), collect(root()))
    for each in reversed(lineage(find_pack(pack, read_settings().policy))) if pack else ():
        known |= {key: in_pack(key, found) for key, found in found_texts(each).items()}
    try:
        count = exchange.export(_words(chosen, pack), chosen, known, file)
    except ImportError as error:
        raise Exit(NO_EXTRA, SETTINGS) from error
    click.echo(f"{count} texts are in {file}.")


@click.command(name="import", epilog='Example: randevou words import ht kreyol.xlsx --by "Marie L."')
@click.argument("language")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default="", help="Who translated, for the header of the file.")
@of_pack
@at_option
def import_(language: str, file: Path, by: str, pack: str | None, at: str | None) -> None:
    """Take the words in a FILE (.po or .xlsx) into a LANGUAGE: what is empty, or for older English, stays out."""
    _suffix(file)
    chosen = _language(language)
    own = _words(chosen, pack)
    try:
        merged = exchange.merge(own, chosen, file, moment(at, "UTC"), by)
    except ImportError as error:
        raise Exit(NO_EXTRA, SETTINGS) from error
    for key, reason in merged.refused.items():
        click.echo(f"{file}, {key}: not taken: {reason}.")
    click.echo(f"{len(merged.changed)} texts have changed in {own}.")
    if merged.refused:
        raise Exit(f"{len(merged.refused)} not taken.", FINDING)


@click.command(epilog="Example: randevou words skeleton my-clinic")
@click.argument("folder")
def skeleton(folder: str) -> None:
    """Write words/<language>.po into the FOLDER of a pack, with every text that is to translate.

    What is the same as in a pack of this project is translated. Run it again after a change of the pack.
    """
    settings = read_settings()
    for file, count in write_skeleton(find_pack(folder, settings.policy), settings.locales).items():
        click.echo(f"{file}: {count} texts to translate.")
    click.echo(f"Then: randevou words check {folder}")


def _words(language: Language, pack: str | None) -> Path:
    """Return the file with the words of a language: the bot's, or those of a pack."""
    settings = read_settings()
    if not pack:
        return po_file(settings.locales, language.code)
    file = find_pack(pack, settings.policy) / FOLDER / f"{language.code}.po"
    if not file.is_file():
        fault = f"{file} is not there. `randevou words skeleton {pack}` writes it if the pack has texts to translate."
        raise click.BadParameter(fault, param_hint="--pack")
    return file


def _language(code: str) -> Language:
    translated = {code: one for code, one in load_languages(read_settings().locales).items() if not one.source}
    if code not in translated:
        fault = f"there is no language {code!r} to translate; {', '.join(translated)} are there."
        raise click.BadParameter(fault, param_hint="LANGUAGE")
    return translated[code]


def _suffix(file: Path) -> None:
    if file.suffix not in exchange.SUFFIXES:
        raise click.BadParameter(
            f"{file.name}: its name must end with {' or '.join(exchange.SUFFIXES)}.", param_hint="FILE"
        )
