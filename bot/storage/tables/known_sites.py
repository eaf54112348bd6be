"""The sites that a pack has or had, with their last names: a booking at a site that is gone still has a name."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from bot.core.language.text import Text
from bot.core.programme.pack import Pack
from bot.core.programme.site import Site
from bot.storage.database import Connection

Names = Mapping[str, str]
"""The name of a site by language."""


class FormerSite(NamedTuple):
    """A site that a pack no longer has, and its name by language."""

    site: Site
    names: Names


def save(db: Connection, pack: str, site: Site, names: Names) -> None:
    """Save what a site is called now, and where its clock is."""
    db.execute(
        """INSERT INTO known_site (pack, site, zone, city, names) VALUES (:pack, :site, :zone, :city, :names)
           ON CONFLICT (pack, site) DO UPDATE SET zone = :zone, city = :city, names = :names
           WHERE (zone, city, names) <> (:zone, :city, :names)""",
        {
            "pack": pack,
            "site": site.id,
            "zone": site.zone,
            "city": site.city,
            "names": json.dumps(names, ensure_ascii=False, sort_keys=True),
        },
    )


def former(db: Connection, pack: Pack) -> list[FormerSite]:
    """Return the sites that a pack no longer has."""
    rows = db.execute("SELECT site, zone, city, names FROM known_site WHERE pack = ? ORDER BY site", (pack.id,))
    return [
        FormerSite(_site(pack.id, row["site"], row["zone"], row["city"], names["en"]), names)
        for row in rows
        if pack.site(row["site"]) is None
        for names in [json.loads(row["names"])]
    ]


def _site(pack: str, id: str, zone: str, city: str, name: str) -> Site:
    return Site(id, Text(f"{pack}.former_site.{id}", name), city, zone, (), frozenset())
