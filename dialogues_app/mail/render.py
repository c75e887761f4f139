"""render(revision, invitation, row) -> bytes: the one mail that tells one person what one act changed.

Pure: the same rows give the same bytes. What everybody shares is made once for each revision and story;
the recipient's own parts (address, link, capacity, calendar object) are put in afterwards.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import css_inline
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import escape
from sqlalchemy import inspect

from dialogues_app import swedish
from dialogues_app.config import ROOT
from dialogues_app.domain.changes import Change, change_for
from dialogues_app.itip.declinecounter import Organizer, decline_message
from dialogues_app.itip.message import Wording, calendar_message, reply_address, return_address
from dialogues_app.links import DATES, NOMINATIONS, Links
from dialogues_app.mail import mime
from dialogues_app.mail.date_question import date_values
from dialogues_app.mail.nomination import nomination_values
from dialogues_app.models import Invitation, MessageKind, Method, OutboxRow, Revision

CAPACITY, LINK_TOKEN = "@@capacity@@", "@@token@@"
_BLANK = re.compile(r"\n{3,}")
KEPT = 64  # revisions whose shared parts are kept
FOLDERS = {
    MessageKind.SIGN_IN: "signin",
    MessageKind.RECEIPT: "receipt",
    MessageKind.FEED: "feed",
    MessageKind.ANSWER_REMINDER: "answer_reminder",
    MessageKind.DIGEST: "digest",
    MessageKind.NOMINATION: "nomination",
    MessageKind.NOMINATION_REMINDER: "nomination_reminder",
    MessageKind.NOMINATION_RECEIPT: "nomination_receipt",
    MessageKind.DATE_QUESTION: "date_question",
    MessageKind.DATE_REMINDER: "date_reminder",
    MessageKind.MINUTES: "minutes",
}
ABOUT_DATES = (MessageKind.DATE_QUESTION, MessageKind.DATE_REMINDER)
ABOUT_NOMINATIONS = (MessageKind.NOMINATION, MessageKind.NOMINATION_REMINDER, MessageKind.NOMINATION_RECEIPT)


@dataclass(frozen=True)
class Context:
    """What every mail needs to know of this installation."""

    base_url: str
    mail_domain: str
    secret_key: str
    former_secret_key: str = ""


@dataclass(frozen=True)
class Shared:
    """The parts of a mail that are the same for everyone who is told the same."""

    subject: str
    text: str
    html: str
    wording: Wording
    head: bytes  # the headers that all share, encoded


class Renderer:
    """Renders mails for one installation; safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.links = Links(context.secret_key, context.former_secret_key)
        self.nomination_links = Links(context.secret_key, context.former_secret_key, salt=NOMINATIONS)
        self.date_links = Links(context.secret_key, context.former_secret_key, salt=DATES)
        self._translations: NullTranslations = Translations.load(
            ROOT / "dialogues_app" / "translations", ["sv"]
        )
        self._environment = _environment(self._translations)
        self._inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
        self._shared: OrderedDict[tuple[object, ...], Shared] = OrderedDict()
        self.drafts: dict[tuple[object, ...], tuple[Revision, Shared]] | None = None

    def drafting(self) -> Renderer:
        """The same renderer for one look at revisions that are not stored: it makes their shared parts once too."""
        made = copy(self)
        made.drafts = {}
        return made

    def render(self, revision: Revision | None, invitation: Invitation | None, row: OutboxRow) -> bytes:
        """The mail of this row; one without a revision says what its context holds."""
        if row.kind is MessageKind.DECLINECOUNTER and invitation is not None:
            return self._declined(invitation, row)
        if revision is None or invitation is None:
            return self._plain(row)
        change = change_for(revision, invitation)
        capacity = self.capacity(invitation)
        shared = self._parts(revision, change, bool(capacity))
        link = self.links.token(invitation.link_id, invitation.link_generation)
        text = shared.text.replace(CAPACITY, capacity).replace(LINK_TOKEN, link)
        html = shared.html.replace(CAPACITY, str(escape(capacity))).replace(LINK_TOKEN, link)
        head = shared.head.replace(mime.TOKEN, invitation.token.encode())
        headers = mime.headers(head, self._own_headers(row, invitation.first_message_id))
        if row.kind is MessageKind.REMINDER:  # never a REQUEST with the same content (itip.md, section 2)
            return mime.plain_mail(headers, mime.Body(text, html))
        organizer = reply_address(invitation, self.context.mail_domain)
        wording = Wording(
            **{**vars(shared.wording), "description": shared.wording.description.replace(LINK_TOKEN, link)}
        )
        return mime.invitation_mail(
            headers,
            mime.Body(text, html),
            calendar_message(revision, invitation, row, wording, organizer),
            revision.method.value,
        )

    def message_id(self, stored: str) -> str:
        """The whole Message-ID of a row."""
        return stored if stored.startswith("<") else f"<{stored}@{self.context.mail_domain}>"

    def envelope_sender(self, invitation: Invitation | None) -> str:
        """Where bounces of this mail go."""
        if invitation is None:
            return f"retur@{self.context.mail_domain}"
        return return_address(invitation, self.context.mail_domain)

    def capacity(self, invitation: Invitation) -> str:
        """As what the person is invited: "företrädare för IF Metall"."""
        holding = invitation.holding
        organisation = holding.seat.organisation
        title = swedish.lower_first(holding.title or holding.seat.description)
        if organisation is None or not title:
            return title or (organisation.name if organisation else "")
        return self._gettext("%(title)s för %(organisation)s", title=title, organisation=organisation.name)

    def _own_headers(self, row: OutboxRow, first: str = "") -> dict[str, str]:
        own = {
            "To": row.recipient,
            "Message-ID": self.message_id(row.message_id),
            "Date": mime.date(row.dtstamp),
        }
        if stop := row.context.get("unsubscribe"):  # RFC 8058 section 3.1
            own |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if not first:
            return own
        return own | {name: self.message_id(first) for name in ("In-Reply-To", "References")}

    def _parts(self, revision: Revision, change: Change, has_capacity: bool) -> Shared:
        """The shared parts, made at the first asking; of a revision that is not stored only while drafting."""
        since = change.since
        if not inspect(revision).has_identity:
            if self.drafts is None:
                return self._make(revision, change, has_capacity)
            draft = (id(revision), id(since), change, has_capacity)
            if draft not in self.drafts:  # the revision is kept with its parts, so its id is nobody else's
                self.drafts[draft] = (revision, self._make(revision, change, has_capacity))
            return self.drafts[draft][1]
        key = (revision.id, since.id if since else None, change.story, change.asks_anew, has_capacity)
        if key not in self._shared:
            self._shared[key] = self._make(revision, change, has_capacity)
            if len(self._shared) > KEPT:
                self._shared.popitem(last=False)
        return self._shared[key]

    def _make(self, revision: Revision, change: Change, has_capacity: bool) -> Shared:
        values = self._values(revision, change, has_capacity)
        folder = change.story.value
        cn = self._gettext("Industrisamtal, %(body)s", body=revision.organiser)
        wording = Wording(
            organiser=cn,
            summary=self._text("calendar/summary.txt", values),
            description=self._text("calendar/description.txt", values),
            comment=self._text("calendar/comment.txt", values),
            conference_label=self._gettext("Anslut till videomötet"),
            url=values["page_url"],
        )
        subject = self._text(f"{folder}/subject.txt", values)
        return Shared(
            subject=subject,
            text=self._text(f"{folder}/body.txt", values),
            html=self._html(f"{folder}/body.html", values | {"subject": subject}),
            wording=wording,
            head=mime.head(subject, cn, self.context.mail_domain),
        )

    def _values(self, revision: Revision, change: Change, has_capacity: bool) -> dict[str, Any]:
        details = revision.details
        cancels = revision.method is Method.CANCEL
        told = change.since if cancels and change.since else revision  # a CANCEL names what was last told
        base = self.context.base_url
        reply_by = date.fromisoformat(details["reply_by"]) if details.get("reply_by") else None
        matter = swedish.listing([swedish.lower_first(theme) for theme in details.get("themes", [])])
        return {
            "name": self._name(told, matter),
            "told": told,
            "revision": revision,
            "change": change,
            "since": change.since,
            "matter": matter,
            "bodies": swedish.listing(details.get("bodies", [])),
            "hosts": swedish.listing(revision.hosts),
            "reply_by": reply_by,
            "practice": bool(details.get("practice")),
            "programme": [_item(item) for item in details.get("programme", [])],
            "page_url": f"{base}/samtal/{details['slug']}" if details.get("slug") else "",
            "answer_url": f"{base}/s/{LINK_TOKEN}",
            "privacy_url": f"{base}/personuppgifter",
            "capacity": CAPACITY if has_capacity else "",
            "cancels": cancels,
        }

    def _name(self, revision: Revision, matter: str) -> str:
        """What the event is called: its own title, else by its themes."""
        if revision.title or not matter:
            return revision.title or self._gettext("Industrisamtal")
        return self._gettext("Industrisamtal om %(matter)s", matter=matter)

    def _declined(self, invitation: Invitation, row: OutboxRow) -> bytes:
        """To the one who proposed another time: it stays as it is."""
        told = invitation.sent_revision or invitation.event.revisions[-1]
        matter = swedish.listing([swedish.lower_first(theme) for theme in told.details.get("themes", [])])
        cn = self._gettext("Industrisamtal, %(body)s", body=told.organiser)
        asked = {name: datetime.fromisoformat(row.context[name]) for name in ("starts_at", "ends_at")}
        values = {"name": self._name(told, matter), "told": told, "asked": asked, "practice": row.is_practice}
        values |= {"reason": row.context["reason"], "privacy_url": f"{self.context.base_url}/personuppgifter"}
        values["bodies"] = swedish.listing(told.details.get("bodies", []))
        subject = self._text("declinecounter/subject.txt", values)
        head = mime.head(subject, cn, self.context.mail_domain).replace(mime.TOKEN, invitation.token.encode())
        html = self._html("declinecounter/body.html", values | {"subject": subject})
        organizer = Organizer(reply_address(invitation, self.context.mail_domain), cn)
        return mime.invitation_mail(
            mime.headers(head, self._own_headers(row, invitation.first_message_id)),
            mime.Body(self._text("declinecounter/body.txt", values), html),
            decline_message(invitation.event.uid, row, organizer, row.context["reason"]),
            "DECLINECOUNTER",
        )

    def _plain(self, row: OutboxRow) -> bytes:
        folder = FOLDERS[row.kind]
        values = {**row.context, "base_url": self.context.base_url, "practice": row.is_practice}
        if row.kind in ABOUT_NOMINATIONS:
            values |= nomination_values(row.context, self.nomination_links, self.context.base_url)
        if row.kind in ABOUT_DATES:
            values |= date_values(row.context, self.date_links, self.context.base_url)
        if row.context.get("respond_by"):
            values["respond_by"] = date.fromisoformat(row.context["respond_by"])
        subject = self._text(f"{folder}/subject.txt", values)
        head = mime.head(subject, self._gettext("Industrisamtal"), self.context.mail_domain)
        html = self._html(f"{folder}/body.html", values | {"subject": subject})
        return mime.plain_mail(
            mime.headers(head.replace(b"svar+" + mime.TOKEN, b"industrisamtal"), self._own_headers(row)),
            mime.Body(self._text(f"{folder}/body.txt", values), html),
        )

    def _text(self, name: str, values: dict[str, Any]) -> str:
        text = self._environment.get_template(f"email/{name}").render(values).strip()
        return _BLANK.sub("\n\n", text)

    def _html(self, name: str, values: dict[str, Any]) -> str:
        return str(self._inliner.inline(self._environment.get_template(f"email/{name}").render(values)))

    def _gettext(self, message: str, **values: str) -> str:
        return self._translations.gettext(message) % values


def _item(item: dict[str, str]) -> dict[str, str]:
    """An item of the programme, with its time in words where it has one."""
    ends = [datetime.fromisoformat(item[name]) for name in ("starts_at", "ends_at") if item[name]]
    return item | {"clock": swedish.clock_span(*ends) if len(ends) == 2 else ""}


def _environment(translations: NullTranslations) -> Environment:
    """A Jinja environment of its own: mails need no request and no app."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        dag=swedish.day,
        dag_rubrik=swedish.day_heading,
        uppraknat=lambda themes: swedish.listing([swedish.lower_first(theme) for theme in themes]),
        svensk_dag=lambda at: swedish.local(at).date(),
        stycken=lambda text: [part.strip() for part in text.split("\n\n") if part.strip()],
        datum=lambda text: date.fromisoformat(text) if text else None,
        versal=lambda text: text[:1].upper() + text[1:],
    )
    environment.globals.update(
        tidsrymd=swedish.slot_heading, delvis_datum=swedish.partial_date, rubrik_av=swedish.heading_of
    )
    return environment
