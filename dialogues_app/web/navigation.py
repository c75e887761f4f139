"""The menus of design.md section 3: one table per audience, addresses as they stand there.

Literal paths, not endpoints: a menu belongs to the design and must not fail while a page is being built.
A test in the whole app follows every entry.
"""

from dataclasses import dataclass

from flask import Flask, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Entry:
    """One line of a menu; `icon` names a symbol of icons.svg, `exact` marks only the very address."""

    label: LazyString
    path: str
    icon: str = ""
    exact: bool = False


PUBLIC = (
    Entry(_l("Samtal"), "/samtal"),
    Entry(_l("Teman"), "/teman"),
    Entry(_l("Åtgärder"), "/atgarder"),
    Entry(_l("Från samtal till åtgärd"), "/fran-samtal-till-atgard"),
    Entry(_l("Om samtalen"), "/om"),
)
WORK = (
    Entry(_l("Min överblick"), "/arbete", "home", exact=True),
    Entry(_l("Alla samtal"), "/arbete/samtal", "list", exact=True),
    Entry(_l("Datumval"), "/arbete/datumval", "cal"),
    Entry(_l("Register"), "/arbete/register", "people"),
    Entry(_l("Inkorg"), "/arbete/inkorg", "mail"),
    Entry(_l("Åtgärder"), "/arbete/atgarder", "flag"),
    Entry(_l("Spårbarhet"), "/fran-samtal-till-atgard", "flow"),
)
MINISTER = (Entry(_l("Mina ärenden"), "/granska"),)
FOLLOW = (
    Entry(_l("Prenumerera i kalendern"), "/samtal.ics"),
    Entry(_l("Nyheter som flöde (Atom)"), "/samtal.atom"),
    Entry(_l("Öppna data (CSV)"), "/samtal.csv"),
    Entry(_l("Öppna data (JSON)"), "/samtal.json"),
)
ABOUT_SITE = (
    Entry(_l("Tillgänglighetsredogörelse"), "/tillganglighet"),
    Entry(_l("Så behandlar vi personuppgifter"), "/personuppgifter"),
)
ADMIN = (Entry(_l("Konton"), "/arbete/konton", "people"),)
MENUS = {
    "public": PUBLIC,
    "work": WORK,
    "admin": ADMIN,
    "minister": MINISTER,
    "follow": FOLLOW,
    "about_site": ABOUT_SITE,
}


def menu(name: str) -> tuple[Entry, ...]:
    """The entries of one menu."""
    return MENUS[name]


def current(entry: Entry) -> str:
    """`page` on the entry's own page, `true` below it, empty elsewhere: for aria-current."""
    if request.path == entry.path:
        return "page"
    below = request.path.startswith(entry.path + "/") and not entry.exact
    return "true" if below else ""


def register(app: Flask) -> None:
    """Templates know the menus."""
    app.jinja_env.globals.update(menu=menu, nav_current=current)
