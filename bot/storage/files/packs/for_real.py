"""Checks what a pack for real appointments needs more than a demonstration."""

import re
from datetime import date

from bot.core.programme.contact import HELP
from bot.core.programme.pack import Pack
from bot.storage.files.packs.reader import Draft

CONTACTS = "contacts.csv"
WEBSITE = re.compile(r"(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})")
"""The name of a website in a source, without www."""


def check_contacts(draft: Draft, pack: Pack, today: date, all_read: bool) -> None:
    """Note what real people need more than a demonstration: two sources for each contact, and a person who helps.

    On a page, who answers in every need is named beside websites.
    """
    for contact in pack.contacts:
        fix = 'Write two sources that do not repeat each other, under "source" and "second_source".'
        if len(contact.sources) < 2:
            fault = "it has only one source." if contact.sources else "it has no source."
            draft.add_mistake(CONTACTS, f'contact "{contact.id}"', fault, fix)
        elif shared := _shared_origin(*contact.sources):
            draft.add_mistake(CONTACTS, f'contact "{contact.id}"', f"both sources are from {shared}.", fix)
    helping = pack.contacts_of(HELP, today)
    if all_read and helping and not pack.is_page and not any(contact.has_people for contact in helping):
        fault = f'no contact of kind "{HELP}" is reached by phone or at a place.'
        draft.add_mistake(CONTACTS, "", fault, 'Add one: "A person" must not end at a website.')


def check_the_day(draft: Draft, pack: Pack) -> None:
    """Note what real people would not know on the day: where to go, what to bring, what to do if they are late."""
    if not pack.bring:
        fix = 'Write it under "bring", also if it is nothing.'
        draft.add_mistake("pack.toml", "", "people are not told what to bring.", fix)
    if not pack.late:
        fix = 'Write it under "late": whether to come all the same, and whom to tell.'
        draft.add_mistake("pack.toml", "", "people are not told what to do if they are late.", fix)
    for site in pack.sites if draft.is_clean("sites.csv") else ():
        where = f'site "{site.id}"'
        if not site.remote and not site.address:
            draft.add_mistake("sites.csv", where, "it has no address.", 'Write it under "address", as on a letter.')
        if not site.remote and not site.find:
            fix = 'Write it under "find": a landmark, which door, whom to ask.'
            draft.add_mistake("sites.csv", where, "people are not told how to find it.", fix)
        if site.remote and not site.note:
            fix = 'Write it under "note": who calls whom, and how.'
            draft.add_mistake("sites.csv", where, "it is remote, and people are not told how.", fix)


def _shared_origin(source: str, other: str) -> str:
    """Return the website that both sources name, or the source itself if both are the same; "" for neither."""
    if source.casefold() == other.casefold():
        return f'"{source}"'
    return next(iter(sorted({*WEBSITE.findall(source.lower())} & {*WEBSITE.findall(other.lower())})), "")
