"""Organisations, people, and the posts that people hold in organisations for a time."""

from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Basis, FromFacts, Keyed, PartialDateColumns, Searchable, Versioned
from dialogues_app.models.source import Source, citations


class OrganisationKind(enum.StrEnum):
    """What an organisation is."""

    GOVERNMENT_OFFICES = "government_offices"
    MINISTRY = "ministry"
    PARLIAMENT = "parliament"
    AGENCY = "agency"
    COMMITTEE = "committee"
    SEMI_STATE = "semi_state"
    STATE_COMPANY = "state_company"
    COMPANY = "company"
    COUNCIL = "council"
    COOPERATION = "cooperation"
    EMPLOYER_ORGANISATION = "employer_organisation"
    TRADE_ASSOCIATION = "trade_association"
    UNION = "union"
    UNIVERSITY = "university"
    OTHER = "other"


class Side(enum.StrEnum):
    """The side an organisation stands on; None where it is not known."""

    STATE = "stat"
    EMPLOYERS = "arbetsgivare"
    EMPLOYEES = "arbetstagare"
    PARTIES = "parter"
    COMPANIES = "foretag"
    ACADEMIA = "akademi"


class SizeClass(enum.StrEnum):
    """A company's size by the EU's classes of employees: under 10, under 50, under 250, the rest."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Organisation(Keyed, Versioned, FromFacts, Searchable, Base):
    """A ministry, agency, company, union or other body. Organising bodies plan the dialogues together."""

    __tablename__ = "organisations"

    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind]
    short_name: Mapped[str] = mapped_column(default="")
    side: Mapped[Side | None] = mapped_column(default=None)
    size_class: Mapped[SizeClass | None] = mapped_column(default=None)
    sector: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    is_organiser: Mapped[bool] = mapped_column(default=False)
    in_industriradet: Mapped[bool | None] = mapped_column(default=None)
    in_industriavtalet: Mapped[bool | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")

    sources: Mapped[list[Source]] = relationship(secondary=citations("organisations"), default_factory=list)

    @property
    def label(self) -> str:
        """The name that readers know it by. Up to four letters ("N", "RiR") tell only insiders who it is."""
        return self.short_name if len(self.short_name) > 4 else self.name

    def words(self) -> str:
        """Found by its names."""
        return f"{self.name} {self.short_name}"

    def sorted_by(self) -> str:
        """Sorted by its name."""
        return self.name


class Person(Keyed, Versioned, FromFacts, Searchable, Base):
    """Somebody who holds or held a post. Whether the name is public is said post by post."""

    __tablename__ = "people"

    name: Mapped[str]
    slug: Mapped[str | None] = mapped_column(default=None, unique=True)
    is_practice: Mapped[bool] = mapped_column(default=False)  # nobody: the minister of the practice

    posts: Mapped[list[Post]] = relationship(
        back_populates="person", default_factory=list, cascade="all, delete-orphan", order_by="Post.id"
    )

    @property
    def named_in_public(self) -> bool:
        """Whether at least one post lets the public read the name."""
        return any(post.named_in_public for post in self.posts)

    def words(self) -> str:
        """Found by name."""
        return self.name

    def sorted_by(self) -> str:
        """Sorted by family name, the last word."""
        return " ".join(reversed(self.name.rsplit(" ", 1)))


class PostKind(enum.StrEnum):
    """What sort of public role a post is."""

    MINISTER = "minister"
    STATE_SECRETARY = "state_secretary"
    COUNCIL_MEMBER = "council_member"
    HEAD = "head"
    SPOKESPERSON = "spokesperson"
    INQUIRER = "inquirer"
    OTHER = "other"


class Post(Keyed, Versioned, FromFacts, Base, kw_only=True):
    """A post that a person holds in an organisation from one partial date to another.

    `named_in_public` is yes for ministers, state secretaries and the Advisory Board, else no
    until an organizer decides, with `named_reason`.
    """

    __tablename__ = "posts"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False, index=True
    )
    title: Mapped[str]
    kind: Mapped[PostKind]
    named_in_public: Mapped[bool] = mapped_column(default=False)
    named_reason: Mapped[str] = mapped_column(default="")
    basis: Mapped[Basis | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    from_earliest: Mapped[date | None] = mapped_column(default=None)
    from_latest: Mapped[date | None] = mapped_column(default=None)
    from_wording: Mapped[str] = mapped_column(default="")
    to_earliest: Mapped[date | None] = mapped_column(default=None)
    to_latest: Mapped[date | None] = mapped_column(default=None)
    to_wording: Mapped[str] = mapped_column(default="")
    seen_earliest: Mapped[date | None] = mapped_column(default=None)
    seen_latest: Mapped[date | None] = mapped_column(default=None)
    seen_wording: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(back_populates="posts")
    organisation: Mapped[Organisation | None] = relationship(default=None)
    sources: Mapped[list[Source]] = relationship(secondary=citations("posts"), default_factory=list)

    held_from = PartialDateColumns("from")
    held_to = PartialDateColumns("to")
    seen_in_role = PartialDateColumns("seen")


class TermKind(enum.StrEnum):
    """What has a period of its own."""

    GOVERNMENT = "government"
    TERM_OF_OFFICE = "term_of_office"
    BOARD = "board"


class Term(Keyed, Versioned, FromFacts, Base):
    """The period of a government, a term of office or a board (the Advisory Board, 2015 to June 2016)."""

    __tablename__ = "terms"

    name: Mapped[str]
    kind: Mapped[TermKind]
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )
    basis: Mapped[Basis | None] = mapped_column(default=None)
    from_earliest: Mapped[date | None] = mapped_column(default=None)
    from_latest: Mapped[date | None] = mapped_column(default=None)
    from_wording: Mapped[str] = mapped_column(default="")
    to_earliest: Mapped[date | None] = mapped_column(default=None)
    to_latest: Mapped[date | None] = mapped_column(default=None)
    to_wording: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation | None] = relationship(default=None)
    sources: Mapped[list[Source]] = relationship(secondary=citations("terms"), default_factory=list)

    begins = PartialDateColumns("from")
    ends = PartialDateColumns("to")
