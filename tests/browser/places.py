"""Every page type, with who opens it and where; `test_pages` finds a page that is missing here."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A page: the endpoint that answers, the role that asks ("" is nobody), the address, the status."""

    endpoint: str
    role: str
    path: str
    status: int = 200


WORK, BOOKED, INVITED, HELD = (
    "/arbete/samtal",
    "/arbete/samtal/{booked}",
    "/arbete/samtal/{invited}",
    "/arbete/samtal/{held}",
)

PUBLIC = [
    Place("public.start", "", "/"),
    Place("public.archive", "", "/samtal"),
    Place("public.archive", "", "/samtal?fokus=hallbar-produktion"),
    Place("public.archive", "", "/samtal?q=finns-inte"),
    Place("public.archive", "", "/samtal?vy=tidslinje"),
    Place("public.dialogue", "", "/samtal/{old_dialogue}"),
    Place("public.dialogue", "", "/samtal/{announced_slug}"),
    Place("public.dialogue", "organizer", "/samtal/{published_slug}"),
    Place("public.themes", "", "/teman"),
    Place("public.theme", "", "/teman/{coming_theme}"),
    Place("public.theme", "", "/teman/{old_theme}"),
    Place("public.focus_area", "", "/fokusomraden/hallbar-produktion"),
    Place("public.ministers", "", "/statsrad"),
    Place("public.minister", "", "/statsrad/{minister}"),
    Place("public.measures", "", "/atgarder"),
    Place("public.measure", "", "/atgarder/{measure}"),
    Place("public.plan", "", "/handlingsplaner/1"),
    Place("public.trace", "", "/fran-samtal-till-atgard"),
    Place("public.about", "", "/om"),
    Place("public.strategy", "", "/om/strategin"),
    Place("public.advisory_board", "", "/om/advisory-board"),
    Place("public.accessibility", "", "/tillganglighet"),
    Place("public.personal_data", "", "/personuppgifter"),
]
PARTICIPANT = [
    Place("participant.show", "", "/s/{silent_link}?svar=ja"),
    Place("participant.show", "", "/s/{cancelled_link}"),
    Place("participant.show", "", "/s/{dead_link}", 410),
    Place("participant.receipt", "", "/s/{link}/klart"),
    Place("participant.substitute", "", "/s/{silent_link}/ersattare"),
    Place("calendars.own", "", "/min/{feed}"),
    Place("participant.proposed", "", "/s/{link}/ersattare/klart"),
]
ORGANIZER = [
    Place("organizer.overview", "organizer", "/arbete"),
    Place("organizer.calendar", "organizer", "/arbete/kalender"),
    Place("organizer.dialogues", "organizer", WORK),
    Place("organizer.new", "organizer", f"{WORK}/nytt"),
    Place("organizer.new_held", "organizer", f"{WORK}/nytt/hallet"),
    Place("organizer.show", "organizer", BOOKED),
    Place("organizer.show", "organizer", INVITED),
    Place("organizer.show", "organizer", "/arbete/samtal/{waiting}"),
    Place("organizer.show", "organizer", "/arbete/samtal/{published}"),
    Place("organizer.participants", "organizer", f"{BOOKED}/deltagare"),
    Place("organizer.paste", "organizer", f"{BOOKED}/deltagare/klistra"),
    Place("organizer.seat_address", "organizer", BOOKED + "/deltagare/stol/{holding}"),
    Place("organizer.participant", "organizer", INVITED + "/deltagare/{guest}"),
    Place("organizer.participant", "organizer", INVITED + "/deltagare/{bounced}"),
    Place("organizer.address", "organizer", INVITED + "/deltagare/{bounced}/adress"),
    Place("organizer.answer", "organizer", INVITED + "/deltagare/{guest}/svar"),
    Place("organizer.remove", "organizer", INVITED + "/deltagare/{guest}/borttagning"),
    Place("organizer.resend", "organizer", INVITED + "/deltagare/{guest}/igen"),
    Place("organizer.mail_to", "organizer", BOOKED + "/deltagare/{booked_guest}/mejl"),
    Place("organizer.proposal", "organizer", INVITED + "/forslag/{proposal}"),
    Place("organizer.dispatch", "organizer", f"{BOOKED}/utskick"),
    Place("organizer.dispatch_state", "organizer", f"{INVITED}/utskick/lage"),
    Place("organizer.particulars", "organizer", f"{BOOKED}/uppgifter"),
    Place("organizer.ministers", "organizer", f"{BOOKED}/statsrad"),
    Place("organizer.place", "organizer", f"{INVITED}/plats"),
    Place("organizer.schedule", "organizer", f"{INVITED}/tid"),
    Place("organizer.postpone", "organizer", f"{INVITED}/uppskjutning"),
    Place("organizer.cancel", "organizer", f"{INVITED}/avbokning"),
    Place("organizer.take_up_again", "organizer", "/arbete/samtal/{cancelled}/ateruppta"),
    Place("organizer.take_back", "organizer", "/arbete/samtal/{waiting}/angra"),
    Place("organizer.status", "organizer", f"{INVITED}/status"),
    Place("organizer.history", "organizer", f"{INVITED}/historik"),
    Place("organizer.delete", "organizer", f"{INVITED}/radera"),
    Place("organizer.programme", "organizer", f"{BOOKED}/program"),
    Place("organizer.item", "organizer", BOOKED + "/program/{item}"),
    Place("organizer.remove_item", "organizer", BOOKED + "/program/{item}/borttagning"),
    Place("organizer.theme_list", "organizer", "/arbete/teman"),
    Place("organizer.new_theme", "organizer", "/arbete/teman/nytt"),
    Place("organizer.theme", "organizer", "/arbete/teman/{theme_id}"),
    Place("inbound.index", "organizer", "/arbete/inkorg"),
    Place("inbound.time", "organizer", "/arbete/inkorg/tid/{counter}"),
]
RECORDING = [
    Place("recording.room", "organizer", f"{HELD}/dokumentera"),
    Place("recording.room", "organizer", "/arbete/samtal/{documented}/dokumentera"),
    Place("recording.walk_in", "organizer", f"{HELD}/narvaro/ny"),
    Place("recording.answer", "organizer", f"{HELD}/utfall/1/svar"),
    Place("recording.revise", "organizer", f"{HELD}/utfall/1/andra"),
    Place("recording.withdraw", "organizer", f"{HELD}/utfall/1/aterkalla"),
    Place("recording.unlink", "organizer", HELD + "/utfall/1/lankar/{recorded_link}/ta-bort"),
    Place("recording.close", "organizer", f"{HELD}/dokumentera/avsluta"),
    Place("recording.reopen", "organizer", "/arbete/samtal/{documented}/dokumentera/oppna"),
    Place("recording.hand_over", "organizer", "/arbete/samtal/{documented}/granskning"),
    Place("recording.announce", "organizer", f"{BOOKED}/avisera"),
    Place("recording.withdraw_announcement", "organizer", "/arbete/samtal/{announced}/avisera/aterta"),
    Place("recording.publish", "organizer", "/arbete/samtal/{approved}/publicera"),
    Place("recording.unpublish", "organizer", "/arbete/samtal/{published}/publicera/aterta"),
    Place("work_measures.register", "organizer", "/arbete/atgarder"),
    Place("work_measures.show", "organizer", "/arbete/atgarder/{measure}"),
    Place("work_measures.confirm", "organizer", "/arbete/atgarder/{measure}/bekrafta"),
    Place("work_measures.follow_up", "organizer", "/arbete/atgarder/{measure}/uppfoljning"),
    Place("work_measures.state_body", "organizer", "/arbete/atgarder/{measure}/ansvarig"),
    Place("work_measures.state_status", "organizer", "/arbete/atgarder/{measure}/lage"),
    Place(
        "work_measures.withdraw_body", "organizer", "/arbete/atgarder/{measure}/ansvarig/{body}/ta-tillbaka"
    ),
    Place(
        "work_measures.withdraw_status", "organizer", "/arbete/atgarder/{measure}/lage/{status}/ta-tillbaka"
    ),
]
OTHERS = [
    Place("minister.mine", "minister", "/granska"),
    Place("minister.mine", "staff", "/granska"),
    Place("minister.calendar", "minister", "/granska/kalender"),
    Place("minister.decide", "minister", "/granska/{round}"),
    Place("minister.decide", "staff", "/granska/{round}"),
    Place("minister.check", "minister", "/granska/{drafted}/besked"),
    Place("minister.receipt", "minister", "/granska/{decided}/klart"),
    Place("admin.index", "administrator", "/arbete/konton"),
    Place("admin.add", "administrator", "/arbete/konton/nytt"),
    Place("admin.disable", "administrator", "/arbete/konton/{admin_user}/stangning"),
    Place("admin.settings", "administrator", "/arbete/installningar"),
    Place("signin.ask", "", "/logga-in?vidare=/arbete"),
    Place("signin.sent", "", "/logga-in/skickat"),
    Place("signin.open_link", "", "/logga-in/finns-inte", 410),
    Place("signin.leave", "organizer", "/logga-ut"),
    Place("signin.left", "", "/logga-ut/klart"),
    Place("mailbox.index", "", "/brevlada"),
    Place("mailbox.show", "", "/brevlada/{mail}"),
    Place("errors.403", "organizer", "/arbete/konton", 403),
    Place("errors.404", "", "/finns-inte", 404),
    Place("errors.404", "organizer", "/arbete/samtal/987654", 404),
]
SEATS = [
    Place("seats.index", "organizer", f"{BOOKED}/stolar"),
    Place("seats.seat", "organizer", BOOKED + "/stolar/{seat}"),
    Place("seats.withdraw", "organizer", BOOKED + "/stolar/{seat}/borttagning"),
    Place("seats.rule", "organizer", f"{BOOKED}/stolar/regel"),
    Place("seats.ask", "organizer", BOOKED + "/stolar/{refused_seat}/fraga"),
    Place("seats.nominate", "organizer", BOOKED + "/stolar/{refused_seat}/namn"),
    Place("seats.remind", "organizer", BOOKED + "/stolar/{seat}/nomineringar/{asked_nomination}/paminnelse"),
    Place(
        "seats.take_back", "organizer", BOOKED + "/stolar/{seat}/nomineringar/{asked_nomination}/aterkallelse"
    ),
    Place(
        "seats.decide", "organizer", BOOKED + "/stolar/{named_seat}/nomineringar/{named_nomination}/besked"
    ),
    Place("seats.add_reserve", "organizer", f"{BOOKED}/reserver"),
    Place("seats.call_reserve", "organizer", BOOKED + "/stolar/{refused_seat}/reserv/{reserve}"),
    Place("seats.targets", "organizer", f"{BOOKED}/balans"),
    Place("nominating.show", "", "/n/{nomination}"),
    Place("nominating.show", "", "/n/{named_link}"),
    Place("nominating.nobody", "", "/n/{nomination}/ingen"),
    Place("nominating.receipt", "", "/n/{named_link}/klart"),
    Place("nominating.receipt", "", "/n/{nobody_link}/klart"),
    Place("register.index", "organizer", "/arbete/register"),
    Place("register.people", "organizer", "/arbete/register/personer"),
    Place("register.new_organisation", "organizer", "/arbete/register/organisationer/ny"),
    Place("register.organisation", "organizer", "/arbete/register/organisationer/{organisation}"),
    Place(
        "register.organisation_address", "organizer", "/arbete/register/organisationer/{organisation}/adress"
    ),
    Place(
        "register.merge_organisation",
        "organizer",
        "/arbete/register/organisationer/{organisation}/sammanslagning",
    ),
    Place("register.new_person", "organizer", "/arbete/register/personer/ny"),
    Place("register.person", "organizer", "/arbete/register/personer/{person}"),
    Place("register.new_post", "organizer", "/arbete/register/personer/{person}/uppdrag"),
    Place("register.end_post", "organizer", "/arbete/register/personer/{person}/uppdrag/{post}/avslut"),
    Place("register.person_address", "organizer", "/arbete/register/personer/{person}/adress"),
    Place("register.merge_person", "organizer", "/arbete/register/personer/{person}/sammanslagning"),
    Place("register.end_address", "organizer", "/arbete/register/adresser/{contact}/avslut"),
    Place("register.undo_merge", "organizer", "/arbete/register/sammanslagningar/{merge}/angra"),
    Place("register.send_file", "organizer", "/arbete/register/import"),
    Place("register.review_file", "organizer", "/arbete/register/import/{draft}"),
]
PLACES = SEATS + PUBLIC + PARTICIPANT + ORGANIZER + RECORDING + OTHERS

# What GET gives that is no page: files, data, fragments of a page, what a mail program shows.
NO_PAGES = {
    "assets.stylesheet",
    "calendars.archive",
    "calendars.dialogue",
    "calendars.feed",
    "calendars.theme",
    "health.show",
    "inbound.raw",
    "mailbox.download",
    "mailbox.html",
    "organizer.mail_html",
    "participant.calendar",
    "public.archive_data",
    "public.measures_data",
    "public.paper",
    "public.trace_data",
    "recording.suggest_measures",
    "register.organisations_file",
    "register.people_file",
    "seats.figures_file",
    "static",
}
