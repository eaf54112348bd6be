"""The pages of everybody at the desk: the first page, the own account, the lock, and the ways out."""

from bot.app import App
from bot.core.desk.acts import Act, may
from bot.desk.route import Answer, Asked, DeskRoute, Go, Page, deed, page
from bot.desk.words import ROLES, WRONG_NUMBER
from bot.http.pages import spoken
from bot.services.desk import sessions
from bot.storage.database import transaction
from bot.storage.tables import staff

HOMES = {
    Act.TABLE: "/desk/table",
    Act.TONIGHT: "/desk/tonight",
    Act.TEAM: "/desk/team",
    Act.PAPER: "/desk/paper",
    Act.HELP: "/desk/help",
    Act.ACCOUNT: "/desk/account",
}
"""The pages of the bar at the top: the first one that a role may see is where it begins."""


def home(app: App, asked: Asked) -> Answer:
    """Lead to the first page of a role."""
    return Go(next(path for act, path in HOMES.items() if may(asked.session.account.role, act)))


def account(app: App, asked: Asked) -> Answer:
    """Show the own account."""
    names = {code: app.catalogs[code].name for code in spoken(app)}
    return Page("account.html", {"languages": names, "roles": ROLES})


def choose_language(app: App, asked: Asked) -> Answer:
    """Note the language of the desk."""
    if (language := asked.fields.get("language", "")) in app.catalogs:
        with transaction(app.db):
            staff.set_language(app.db, asked.session.account.id, language)
    return Go("/desk/account")


def lock(app: App, asked: Asked) -> Answer:
    """Lock this session."""
    sessions.lock(app, asked.session)
    return Go(asked.back)


def unlock(app: App, asked: Asked) -> Answer:
    """Open the lock, if the number is right."""
    if sessions.unlock(app, asked.session, asked.fields.get("number", "").strip(), asked.now):
        return Go(asked.back)
    return Page("locked.html", {"fault": WRONG_NUMBER}, 403)


def sign_out(app: App, asked: Asked) -> Answer:
    """End this session."""
    sessions.sign_out(app, asked.session)
    return Go(signed_out=True)


def sign_out_everywhere(app: App, asked: Asked) -> Answer:
    """End all sessions of this account."""
    sessions.sign_out_everywhere(app, asked.session.account.id)
    return Go(signed_out=True)


def close(app: App, asked: Asked) -> Answer:
    """End all sessions of this account, and leave nothing in this browser."""
    sessions.sign_out_everywhere(app, asked.session.account.id)
    return Go(signed_out=True, cleared=True)


ROUTES: tuple[DeskRoute, ...] = (
    page("/desk", Act.HOME, home),
    page("/desk/account", Act.ACCOUNT, account),
    deed("/desk/language", Act.LANGUAGE, choose_language, again="/desk/account"),
    deed("/desk/lock", Act.LOCK, lock),
    deed("/desk/unlock", Act.UNLOCK, unlock),
    deed("/desk/out", Act.SIGN_OUT, sign_out),
    deed("/desk/out-everywhere", Act.SIGN_OUT_EVERYWHERE, sign_out_everywhere),
    deed("/desk/close", Act.CLOSE, close),
)
