"""Packs from folders: load a pack, check it for every mistake, find it by name, list its texts."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from operator import attrgetter
from pathlib import Path

from bot.core.errors import PackError, suggest
from bot.core.places.gazetteer import Place
from bot.core.programme.pack import Pack
from bot.storage.files.catalogs import LOCALES
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs.calls import check_calls, read_calls
from bot.storage.files.packs.cases import FILE as CASES
from bot.storage.files.packs.cases import failures, read_cases
from bot.storage.files.packs.checks import check_day, check_together, contacts_to_check
from bot.storage.files.packs.csv_files import (
    read_capacities,
    read_contacts,
    read_resources,
    read_services,
    read_sites,
    with_closed_days,
)
from bot.storage.files.packs.extending import as_page, check_inherited, in_place, laid_over, left_out, lineage, replaced
from bot.storage.files.packs.for_real import CONTACTS
from bot.storage.files.packs.heard import check_heard, read_heard
from bot.storage.files.packs.pack_toml import Head, read_areas, read_entries, read_head, read_parameters
from bot.storage.files.packs.places import places_of, read_places
from bot.storage.files.packs.questions import read_questions, with_services
from bot.storage.files.packs.reader import HEAD, Draft, Found
from bot.storage.files.packs.rules import KnownQuestions, read_rules
from bot.storage.files.packs.words import check_words, in_words, read_words

PATTERNS = ("*.toml", "*.csv", "words/*.po", "heard/*.toml", "calls/*.toml")
"""The files of a pack, in its folder."""


def load_pack(folder: Path) -> Pack:
    """Return the pack in a folder; raise PackError for the first mistake. Only `check_pack` checks the calendar.

    Files of words that cannot be read are left out (`unread_words`). If a file changes meanwhile, all are read again: a
    pack is never half old and half new.
    """
    before = ""
    while before != (before := revision(folder)):
        draft, pack, _ = _read(folder)
    mistakes = [mistake for mistake in draft.mistakes if not in_words(mistake)]
    if mistakes or pack is None:
        raise mistakes[0]
    return pack


def unread_words(folder: Path) -> list[PackError]:
    """Return what is wrong with the files of words that `load_pack` leaves out."""
    return [mistake for mistake in _read(folder)[0].mistakes if in_words(mistake)]


def check_pack(folder: Path, on: date, locales: Path = LOCALES) -> list[PackError]:
    """Return every mistake in a pack: in its files, in the days from `on`, and in cases that fail.

    If the files and the cases are right, also return each text that a language of locales/ does not translate.
    """
    draft, pack, asked = _read(folder)
    if pack is None:
        return draft.mistakes
    readable = draft.is_clean(HEAD, "questions.toml", "rules.toml", "services.csv")
    comparable = draft.is_clean("sites.csv", "capacity.csv")
    places_of(draft)
    gazetteer = load_gazetteer(pack_places(folder) if draft.is_clean("places.csv") else ())
    cases = read_cases(draft, pack, asked, gazetteer) if readable else ()
    for name, fault in failures(pack, cases, gazetteer) if comparable else ():
        draft.add_mistake(CASES, f'case "{name}"', fault, "Fix the case, or the rule.")
    if readable:
        check_heard(draft, pack, locales)
        check_calls(draft, pack, locales)
    correct = not draft.mistakes
    check_day(draft, pack, on)
    if correct:  # else another mistake would make many texts look untranslated
        check_words(draft, pack, locales)
    return draft.mistakes


def expiring(folder: Path, on: date) -> list[PackError]:
    """Return a warning for each contact to check again before a day; no warnings for a pack that cannot be read."""
    draft, pack, _ = _read(folder)
    return contacts_to_check(pack, on, draft.path_for_people(CONTACTS)) if pack else []


def failing_cases(pack: Pack, folder: Path) -> list[str]:
    """Return what is wrong with the cases of a folder when this pack answers them."""
    draft, asked = Draft(folder, pack.id), KnownQuestions(pack.party_maximum, pack.questions)
    gazetteer = load_gazetteer(pack_places(folder))
    cases = read_cases(draft, pack, asked, gazetteer)
    failed = [f'case "{name}": {fault}' for name, fault in failures(pack, cases, gazetteer)]
    return [*map(str, draft.mistakes), *failed]


def find_pack(name_or_folder: str, policy: Path) -> Path:
    """Return the folder of a pack: one of policy/ by its name, or any folder by its path.

    Raises PackError if there is no such pack.
    """
    names = pack_names(policy)
    if name_or_folder in names:
        return policy / name_or_folder
    folder = Path(name_or_folder)
    if (folder / HEAD).is_file():
        return folder
    if folder.is_file():
        raise PackError(name_or_folder, "", "this is a file.", f"Name the folder: {folder.parent}")
    if folder.is_dir():
        raise PackError(name_or_folder, "", f"this folder has no {HEAD}.", "Copy one from another pack.")
    raise PackError(name_or_folder, "", "there is no such pack.", suggest(name_or_folder, names))


def pack_names(policy: Path) -> list[str]:
    """Return the names of the packs in policy/, in alphabetical order."""
    return sorted(head.parent.name for head in policy.glob(f"*/{HEAD}"))


def pack_texts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield every text of a pack for translators: its key, its English, and the file where it is."""
    for key, found in found_texts(folder).items():
        yield key, found.english, f"{folder.resolve().parent.name}/{found.file}"


def found_texts(folder: Path) -> dict[str, Found]:
    """Return every text of a pack by key, with what it is for; its file is named with the folder of the pack."""
    draft, _, _ = _read(folder)
    if mistakes := [mistake for mistake in draft.mistakes if not in_words(mistake)]:
        raise mistakes[0]
    name = folder.resolve().name
    return {key: replace(found, file=f"{name}/{found.file}") for key, found in draft.texts.items()}


def pack_places(folder: Path) -> tuple[Place, ...]:
    """Return the places that a pack adds, and those of the packs that it extends; raise PackError for a mistake."""
    return tuple({place.id: place for each in reversed(lineage(folder)) for place in read_places(each)}.values())


def _read(folder: Path) -> tuple[Draft, Pack | None, KnownQuestions]:
    """Read a pack over those that it extends. A parent with a mistake is all that is told."""
    draft, pack, asked = Draft(folder), None, KnownQuestions(1)
    try:
        folders = lineage(folder)
    except PackError as mistake:
        draft.mistakes.append(mistake)
        return draft, None, asked
    parent: tuple[Draft, Pack] | None = None
    for each in reversed(folders):
        draft, pack, asked = _read_over(each, parent)
        if each != folder:
            places_of(draft)
        if pack is None or (each != folder and not all(map(in_words, draft.mistakes))):
            return draft, None, asked
        parent = draft, pack
    return draft, replace(pack, revision=revision(folder)) if pack else None, asked


def _read_over(folder: Path, parent: tuple[Draft, Pack] | None) -> tuple[Draft, Pack | None, KnownQuestions]:
    draft = Draft(folder, parent=parent[0], mistakes=[*parent[0].mistakes]) if parent else Draft(folder)
    head = read_head(draft)
    if head is None:
        return draft, None, KnownQuestions(1)
    theirs = left_out(draft, parent[1]) if parent else head.pack
    if head.pack.is_page:
        return draft, _page_over(draft, head, theirs), KnownQuestions(1)
    sites = replaced(theirs.sites, read_sites(draft, head.pack.zone), attrgetter("id"))
    services = replaced(theirs.services, read_services(draft), attrgetter("id"))
    asked = KnownQuestions(head.pack.party_maximum, with_services(theirs.questions, head.pack.topic, services))
    own = replace(
        head.pack,
        questions=in_place(draft, "question", read_questions(draft, asked, services)),
        rules=read_rules(draft, asked),
        sites=with_closed_days(draft, sites),
        services=services,
        capacities=read_capacities(draft),
        resources=read_resources(draft),
        contacts=read_contacts(draft, head.pack.zone),
        parameters=read_parameters(head),
        areas=read_areas(head, asked),
        entries=read_entries(head),
        words=read_words(draft),
        heard=read_heard(draft),
        calls=read_calls(draft),
    )
    pack = laid_over(draft, theirs, own)
    check_inherited(draft, theirs, pack, asked)
    check_together(draft, pack)
    return draft, pack, asked


def _page_over(draft: Draft, head: Head, theirs: Pack) -> Pack:
    own = replace(
        head.pack,
        contacts=read_contacts(draft, head.pack.zone),
        entries=read_entries(head),
        words=read_words(draft),
        calls=read_calls(draft),
    )
    pack = laid_over(draft, as_page(theirs, own), own)
    check_together(draft, pack)
    return pack


def revision(folder: Path) -> str:
    """Return a digest of the names and bytes of all files of a pack, and of those of the packs that it extends."""
    try:
        folders = lineage(folder)
    except PackError:  # reading names it
        folders = [folder]
    digest = hashlib.sha256()
    for each in folders:
        files = [
            path
            for pattern in ("*.toml", "*.csv", "words/*.po", "heard/*.toml", "calls/*.toml")
            for path in each.glob(pattern)
        ]
        for path in sorted(files):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(each).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:12]
