"""`randevou words`: check the translations, and collect new texts."""

import click

from bot.cli.common import FINDING, Exit
from bot.settings import read_settings, root
from bot.storage.files.packs import find_pack
from bot.translators.check import check as check_words
from bot.translators.check import check_pack_words
from bot.translators.extract import extract as extract_words


@click.group(epilog="Example: randevou words check")
def words() -> None:
    """The texts of every language: check them, and collect new ones."""


@words.command(epilog="Example: randevou words check")
@click.argument("folder", required=False)
def check(folder: str | None) -> None:
    """Check all languages: missing or outdated texts, lost placeholders, French in Creole, promises.

    With the FOLDER of a pack, check its texts and the translations in its own words/.
    """
    settings = read_settings()
    if folder:
        found = check_pack_words(find_pack(folder, settings.policy), settings.locales)
    else:
        found = check_words(settings.locales, root())
    for finding in found:
        click.echo(str(finding))
    faults = sum(not finding.hint for finding in found)
    if faults:
        raise Exit(f"{faults} to fix.", FINDING)
    click.echo("All languages are in order.")


@words.command(epilog="Example: randevou words extract")
def extract() -> None:
    """Collect every text of the code and the packs into locales/bot.pot, and update each language file."""
    extract_words(root())
    click.echo("locales/ is up to date.")
