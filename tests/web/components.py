"""A small app that shows every macro in all its states: the living style guide, only for tests."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, abort, flash, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from dialogues_app.web import assets, errors, filters, headers, navigation, static_files
from dialogues_app.web.fields import (
    AddressField,
    CheckboxesField,
    DateField,
    InstantField,
    PartialDateField,
    TextArea,
    TextLine,
)
from dialogues_app.web.forms import VersionedForm, options

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = [("ACCEPTED", "Ja, jag kommer"), ("TENTATIVE", "Kanske"), ("DECLINED", "Nej, jag kan inte")]


class Sample(VersionedForm):
    title = TextLine("Rubrik", validators=[InputRequired("Skriv en rubrik")], longest=40)
    purpose = TextArea("Syfte", description="En eller två meningar.")
    address = AddressField("E-post")
    decided = DateField(
        "Datum", description="Till exempel 2018-05-22", validators=[InputRequired("Skriv ett datum")]
    )
    about = PartialDateField("Ungefärligt datum")
    starts_at = InstantField("Början", validators=[InputRequired("Skriv när det börjar")])
    theme = SelectField(
        "Tema",
        choices=options([("", "Välj tema"), ("a", "Digitalisering")]),
        validators=[InputRequired("Välj ett tema")],
    )
    answer = RadioField("Ditt svar", choices=options(ANSWERS), validators=[InputRequired("Välj ett svar")])
    areas = CheckboxesField(
        "Fokusområden", choices=options([("i40", "Industri 4.0"), ("hp", "Hållbar produktion")])
    )
    announce = BooleanField("Visa datum på webbplatsen")


FAULTY = MultiDict(
    {
        "title": "x" * 50,
        "address": "åsa@exempel.example",
        "decided": "22/5",
        "about": "maj",
        "starts_at-date": "2027-10-31",
        "starts_at-time": "02.30",
        "purpose": "En text som ska finnas kvar",
    }
)


def component_app() -> Flask:
    """The macros, bases, headers and error pages, without the rest of the product."""
    app = Flask(
        "components",
        root_path=str(ROOT / "dialogues_app"),
        static_folder=None,
        template_folder=str(ROOT / "templates"),
    )
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(ROOT / "tests/web/templates")]
    )  # type: ignore[assignment]
    app.config.update(SECRET_KEY="only for this test", BABEL_DEFAULT_LOCALE="sv", WTF_CSRF_TIME_LIMIT=None)
    app.jinja_env.undefined = StrictUndefined
    Babel(app)
    for part in (static_files, assets, filters, navigation, headers):
        part.register(app)
    errors.register_errors(app)
    _routes(app)
    return app


def _routes(app: Flask) -> None:
    @app.before_request
    def sign_in() -> None:
        g.signed_in_as, g.signed_in_for, g.home = "Samordnare", "Näringsdepartementet", "/arbete"

    @app.get("/samtal")
    def public() -> str:
        flash("Samtalet är flyttat.")
        return render_template("komponenter.html", base="public/base.html", ok=Sample(), bad=_faulty())

    @app.get("/arbete")
    def work() -> str:
        ongoing = [
            {
                "title": "Cybersäkerhet och minskade processutsläpp",
                "path": "/arbete/samtal/9",
                "note": "6 nov",
            }
        ]
        return render_template("arbetsyta.html", ongoing=ongoing, counts={"/arbete": 4, "/arbete/samtal": 12})

    @app.get("/s/abc")
    def answer() -> str:
        form = Sample(MultiDict({"answer": "ACCEPTED"}), meta={"csrf": False})
        return render_template(
            "svar.html",
            form=form,
            starts=datetime(2017, 11, 6, 12, tzinfo=UTC),
            ends=datetime(2017, 11, 6, 15, tzinfo=UTC),
        )

    @app.get("/granska/1")
    def review() -> str:
        return render_template("granska.html", form=Sample())

    @app.get("/fel/<int:status>")
    def failing(status: int) -> ResponseReturnValue:
        if status == 500:
            raise RuntimeError("secret detail")
        return abort(status)


def _faulty() -> Sample:
    form = Sample(FAULTY, meta={"csrf": False}, prefix="")
    form.validate()
    return form
