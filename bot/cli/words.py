"""`randevou words`: check the translations, compare the languages of a text, collect texts, and note what changed."""

import click

from bot.cli.common import FINDING, Exit, confirm
from bot.cli.lazy_group import LazyGroup
from bot.settings import read_settings, root
from bot.storage.files.packs import find_pack
from bot.translators.check import check as check_words
from bot.translators.check import check_pack_words
from bot.translators.context import contexts, without_meaning
from bot.translators.extract import collect
from bot.translators.extract import extract as extract_words
from bot.translators.identify import IS_INSTALLED
from bot.translators.looks import note, side_by_side, tidy
from bot.translators.new_language import add_language
from bot.translators.stats import stats as count
from bot.translators.touch import touch as touch_text
from bot.translators.touch import touch_pack

SKIPPED = (
    "SKIPPED: whether each sentence is in its language. It needs the extra “words”: "
    "python3 -m pip --python .venv install -e '.[words]'"
)


LATER = {
    "export": "bot.cli.translating:export",
    "import": "bot.cli.translating:import_",
    "skeleton": "bot.cli.translating:skeleton",
    "preview": "bot.cli.previewing:preview",
}


@click.group(cls=LazyGroup, later=LATER, epilog="Example: randevou words check")
def words() -> None:
    """The texts of every language: check them, and collect new ones."""


@words.command(epilog="Example: randevou words check")
@click.argument("folder", required=False)
@click.option("--strict", is_flag=True, help="What asks for a look fails, too; for the checks of a change.")
def check(folder: str | None, strict: bool) -> None:
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
    if not IS_INSTALLED:
        click.echo(SKIPPED, err=True)
    faults = sum(not finding.hint and (strict or not finding.look) for finding in found)
    looks = sum(finding.look for finding in found)
    if faults:
        raise Exit(f"{faults} to fix.", FINDING)
    click.echo("All languages are in order." + (f" {looks} to look at." if looks else ""))


@words.command(epilog="Example: randevou words read help.know")
@click.argument("key")
@click.option("--language", help="Note only this language.")
@click.option("--yes", is_flag=True, help="Do not ask whether all say the same.")
def read(key: str, language: str | None, yes: bool) -> None:
    """Show what all languages say for a text and, if they say the same, note that somebody has looked."""
    locales = read_settings().locales
    texts, found = side_by_side(locales, key)
    for code, text in texts.items():
        click.echo(f"{code}  {text}")
    asked = [each for each in found if language in (None, each.language)]
    for each in asked:
        click.echo(f"look: {each.language}: {each.fault}")
    if not asked:
        click.echo("There is nothing to look at.")
        return
    confirm("Do all say the same? Then nothing is asked until this text or its English changes.", yes=yes)
    note(locales, key, {each.language for each in asked})
    click.echo("Noted in locales/read.toml.")


@words.command(epilog="Example: randevou words update")
def update() -> None:
    """Collect every text of the code and the packs into locales/bot.pot, and bring each language file up to date."""
    extract_words(root())
    removed = tidy(root() / "locales")
    lacking = list(without_meaning(contexts(root(), collect(root()))))
    for hole, key in lacking:
        click.echo(f"locales/placeholders.toml: nothing says what {{{hole}}} holds, in {key}. Add a line for it.")
    if lacking:
        raise Exit(f"{len(lacking)} to explain to translators.", FINDING)
    click.echo("locales/ is up to date." + (f" {removed} notes that nothing asks for are gone." if removed else ""))


words.add_command(click.Command("extract", callback=update.callback, help="The former name of update.", hidden=True))


@words.command(epilog="Example: randevou words touch consent.notice --wording")
@click.argument("key")
@click.option("--wording/--meaning", default=None, help="What has changed in the English.")
@click.option("--pack", "folder", help="The folder of a pack: the change is noted in its own words/.")
def touch(key: str, wording: bool | None, folder: str | None) -> None:
    """Say what has changed in the English of a text: only its wording, or its meaning.

    After another wording the translations are as right as before. After another meaning, people read them with a line
    that says so, and some texts (consent, practice, ticket, offer, cancel) must be translated before a release.
    """
    if wording is None:
        raise click.UsageError("Say what has changed: --wording or --meaning.")
    settings = read_settings()
    if folder:
        languages = touch_pack(find_pack(folder, settings.policy), settings.locales, key, wording=wording)
    else:
        languages = touch_text(root(), key, wording=wording)
    change = "another wording" if wording else "another meaning"
    click.echo(f"{key}: {change}, noted in {', '.join(languages) or 'no language: it is not translated'}.")


@words.command(epilog="Example: randevou words stats ht")
@click.argument("language", required=False)
def stats(language: str | None) -> None:
    """Say what each LANGUAGE has and lacks, the texts that matter first on top."""
    found = {each.language.code: each for each in count(read_settings().locales)}
    if language and language not in found:
        raise click.BadParameter(
            f"there is no language {language!r}; choose one of {', '.join(found)}.", param_hint="LANGUAGE"
        )
    click.echo("\n".join(str(each) for code, each in found.items() if language in (None, code)))


@words.command(epilog="Example: randevou words add pt")
@click.argument("language")
@click.option("--name", default="", help="What the language calls itself. Default: its name in CLDR.")
@click.option("--english", default="", help="What English calls it. Default: its name in CLDR.")
def add(language: str, name: str, english: str) -> None:
    """Begin a LANGUAGE, as a draft: its file with header and plural rule, and its place in the lists."""
    file = add_language(root(), language, name, english)
    click.echo(f"Begun: {file}. `randevou words stats {language}` says what to translate first.")
