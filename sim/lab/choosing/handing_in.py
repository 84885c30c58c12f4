"""Uploads: an own organisation in two tables, or one file with a situation or a shared play."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import events, ui

from sim.config.errors import Refused
from sim.lab.choosing.choice import ScenarioChoice
from sim.lab.choosing.shelf import ShelvedScenario
from sim.lab.choosing.uploads import label_of, organisation_in, play_or_case_in
from sim.play.saved_play import Shared
from sim.play.uploaded_organisation import FILES, TableKind
from sim.shipped_files import config_dir
from sim.texts import say

EXAMPLES: dict[TableKind, str] = {"employees": "employees.csv", "ties": "ties.csv"}
ACCEPTED = ".csv,.tsv,.txt,.xlsx,.parquet,.graphml,.gexf,.gml,.net,.paj,.dl,text/csv,text/plain"

Take = Callable[[bytes, str], Awaitable[None]]


class TablesDesk:
    """Upload of people, ties and answers; what is there is read at once, and reported before anything runs."""

    def __init__(self, choice: ScenarioChoice, is_in: Callable[[], None]) -> None:
        self._choice = choice
        self._content: dict[TableKind, tuple[str, bytes]] = {}
        ui.label(say("choose.own.about")).classes("choose-about")
        with ui.element("div").classes("choose-desk"):
            for kind in FILES:
                with ui.element("section").classes("choose-table"):
                    ui.label(say(f"choose.own.{kind}")).classes("choose-table-title").props("role=heading aria-level=3")
                    ui.label(say(f"choose.own.{kind}_means")).classes("choose-muted")
                    upload(choice, say(f"choose.own.upload_{kind}"), ACCEPTED, self._taker(kind)).mark(f"upload-{kind}")
                    if kind in EXAMPLES:
                        example = ui.button(say("choose.own.example", file=EXAMPLES[kind]), icon="download")
                        example.props("flat dense").on_click(_example_of(EXAMPLES[kind]))
        with ui.element("div").classes("choose-desk"):
            self._pseudonyms = ui.switch(say("choose.own.pseudonyms"), on_change=self._read).mark("tables-pseudonyms")
            self._settings = ui.input(say("choose.own.settings"), placeholder=say("choose.own.settings_example")).props("dense outlined")
            self._settings.mark("tables-settings").on("keydown.enter", self._read).on("blur", self._read)
        self._said = ui.label().classes("choose-said").props("role=status").mark("tables-said")
        self._trouble = ui.label().classes("choose-trouble").props("role=alert").mark("tables-trouble")
        self._report = ui.element("ul").classes("choose-bullets")
        with ui.element("div").classes("choose-start-row"):
            self._on = ui.button(say("choose.own.to_situations"), icon="arrow_forward", on_click=is_in).mark("tables-on")
            self._back = ui.button(say("choose.own.remove"), icon="undo", on_click=self._remove).props("outline").mark("tables-remove")
        self._read_as: tuple[Any, ...] = ()
        self._show("", "")

    def _taker(self, kind: TableKind) -> Take:
        async def take(content: bytes, name: str) -> None:
            await self.take(kind, content, name)

        return take

    async def take(self, kind: TableKind, content: bytes, name: str) -> None:
        """Handle an uploaded file, together with those that came before."""
        self._content[kind] = label_of(name), content
        await self._read()

    async def _read(self) -> None:
        if not {"employees", "ties"} & self._content.keys():
            self._show(say("choose.own.survey_only") if self._content else "", "")
            return
        asked = (dict(self._content), self._settings.value or "", bool(self._pseudonyms.value))
        if asked == self._read_as:
            return
        self._read_as = asked
        lab = self._choice.lab
        try:
            own = await lab.run(organisation_in, *asked, lab.limits)
        except Refused as refusal:
            self._choice.bring_people(None)
            self._show("", str(refusal))
            return
        self._choice.bring_people(own)
        organisation = own.organisation
        self._show(say("choose.own.read", people=organisation.employees, units=organisation.units), "", own.report.lines())

    def _remove(self) -> None:
        self._content.clear()
        self._read_as = ()
        self._choice.bring_people(None)
        self._show("", "")

    def _show(self, said: str, trouble: str, report: Sequence[str] = ()) -> None:
        for label, text in ((self._said, said), (self._trouble, trouble)):
            label.text = text
            label.set_visibility(bool(text))
        for button in (self._on, self._back):
            button.set_visibility(self._choice.own is not None)
        self._report.clear()
        with self._report:
            for line in report:
                with ui.element("li"):
                    ui.label(line)


class FileDesk:
    """Upload of a shared play or a whole situation."""

    def __init__(self, choice: ScenarioChoice, show_play: Callable[[Shared, str], None], is_in: Callable[[], None]) -> None:
        self._choice, self._show_play, self._is_in = choice, show_play, is_in
        ui.label(say("choose.file.about")).classes("choose-about")
        upload(choice, say("choose.file.upload"), ".yaml,.yml", self.take).mark("upload-file")
        self._trouble = ui.label().classes("choose-trouble").props("role=alert").mark("file-trouble")
        self._trouble.set_visibility(False)

    async def take(self, content: bytes, name: str) -> None:
        """Handle an uploaded file."""
        lab = self._choice.lab
        try:
            found = await lab.run(play_or_case_in, content, name, lab.limits)
        except Refused as refusal:
            self._trouble.text = str(refusal)
            self._trouble.set_visibility(True)
            return
        self._trouble.set_visibility(False)
        if isinstance(found, ShelvedScenario):
            self._choice.bring(found)
            self._is_in()
        else:
            self._show_play(found, label_of(name))


def upload(choice: ScenarioChoice, label: str, accept: str, take: Take) -> ui.upload:
    """An area for dropping or choosing a file, which is uploaded at once."""
    most = choice.lab.limits.upload_bytes

    async def taken(event: events.UploadEventArguments) -> None:
        place.reset()
        if event.file.size() > most:
            ui.notify(
                say("choose.file.too_large", name=label_of(event.file.name), size=event.file.size() / 1e6, most=most / 1e6), type="negative"
            )
            return
        await take(await event.file.read(), event.file.name)

    def rejected(_: Any) -> None:
        ui.notify(say("choose.file.rejected", most=most / 1e6), type="negative")

    place = ui.upload(auto_upload=True, max_files=1, max_file_size=most, on_upload=taken, on_rejected=rejected)
    place.props(f'accept="{accept}" flat bordered').classes("choose-upload")
    with place.add_slot("header"), ui.element("div").classes("choose-drop"):
        with ui.button(label, icon="upload_file").props("outline") as button:
            ui.element("q-uploader-add-trigger")  # the browser's file field, invisible above the button
        button.on("click", js_handler=f"(event) => event.target.type === 'file' || getElement({place.id}).$refs.qRef.pickFiles()")
        ui.label(say("choose.file.drop")).classes("choose-muted")
    place.add_slot("list", "<span></span>")
    return place


def _example_of(file: str) -> Callable[[], None]:
    def download() -> None:
        ui.download.content((config_dir() / "organisation" / "example" / file).read_bytes(), file, "text/csv")

    return download
