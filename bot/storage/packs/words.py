"""Reads the translations that a pack carries itself: words/<lang>.po, laid over those of locales/."""

import re
from collections.abc import Mapping
from io import BytesIO

from babel.messages.pofile import PoFileError, read_po

from bot.core.language import PLACEHOLDER
from bot.storage.packs.files import Draft, near

FOLDER = "words"
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?")

Words = Mapping[str, Mapping[str, tuple[str, ...]]]


def read_words(draft: Draft) -> Words:
    """Language, then key (the msgctxt), then forms; fuzzy and empty ones are left out."""
    files = sorted((draft.folder / FOLDER).glob("*.po"))
    return {file.stem: _language(draft, f"{FOLDER}/{file.name}", file.stem) for file in files}


def _language(draft: Draft, file: str, language: str) -> dict[str, tuple[str, ...]]:
    if not LANGUAGE.fullmatch(language):
        draft.blame(file, "", f'"{language}" is not the code of a language.', "Name the file ht.po, es.po.")
    text = draft.read(file)
    if text is None:
        return {}
    try:
        catalog = read_po(BytesIO(text.encode()), abort_invalid=True)
    except (PoFileError, ValueError, UnicodeError) as error:
        draft.blame(file, "", f"this cannot be read as a .po file ({error}).", "Open it in a .po editor.")
        return {}
    words = {}
    for message in catalog:
        string = message.string or ""
        forms = (string,) if isinstance(string, str) else tuple(string)
        if message.id and message.context and all(forms) and not message.fuzzy:
            english = message.id if isinstance(message.id, str) else message.id[-1]
            _check(draft, file, message.context, english, forms)
            words[message.context] = forms
    return words


def _check(draft: Draft, file: str, key: str, english: str, forms: tuple[str, ...]) -> None:
    place = f'message "{key}"'
    if key.startswith(f"{draft.id}.") and key not in draft.texts:
        draft.blame(file, place, "this pack has no such text.", near(key, draft.texts))
    for form in forms:
        for hole in sorted(set(PLACEHOLDER.findall(form)) - set(PLACEHOLDER.findall(english))):
            mend = "Take the names in brackets from the English."
            draft.blame(file, place, f"the placeholder {{{hole}}} is not in the English text.", mend)
