"""Uploads: an own organisation in two tables, or one file with a situation or a shared play."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
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

Take = Callable[[bytes, str], Awaitable[None]]


class TablesDesk:
    """Upload of the two tables."""

    def __init__(self, choice: ScenarioChoice, is_in: Callable[[], None]) -> None:
        self._choice = choice
        self._content: dict[TableKind, bytes] = {}
        ui.label(say("choose.own.about")).classes("choose-about")
        with ui.element("div").classes("choose-desk"):
            for kind, file in FILES.items():
                with ui.element("section").classes("choose-table"):
                    ui.label(say(f"choose.own.{kind}")).classes("choose-table-title").props("role=heading aria-level=3")
                    ui.label(say(f"choose.own.{kind}_means")).classes("choose-muted")
                    upload(choice, say("choose.own.upload", file=file), ".csv,text/csv,text/plain", self._taker(kind)).mark(
                        f"upload-{kind}"
                    )
                    ui.button(say("choose.own.example", file=file), icon="download", on_click=_example_of(file)).props("flat dense")
        self._said = ui.label().classes("choose-said").props("role=status").mark("tables-said")
        self._trouble = ui.label().classes("choose-trouble").props("role=alert").mark("tables-trouble")
        self._notes = ui.element("ul").classes("choose-bullets")
        with ui.element("div").classes("choose-start-row"):
            self._on = ui.button(say("choose.own.to_situations"), icon="arrow_forward", on_click=is_in).mark("tables-on")
            self._back = ui.button(say("choose.own.remove"), icon="undo", on_click=self._remove).props("outline").mark("tables-remove")
        self._show("", "")

    def _taker(self, kind: TableKind) -> Take:
        async def take(content: bytes, name: str) -> None:
            await self.take(kind, content)

        return take

    async def take(self, kind: TableKind, content: bytes) -> None:
        """Handle an uploaded table; with both, read the organisation."""
        self._content[kind] = content
        missing = [file for other, file in FILES.items() if other not in self._content]
        if missing:
            self._show(say("choose.own.one_more", file=missing[0]), "")
            return
        lab = self._choice.lab
        try:
            own = await lab.run(organisation_in, self._content["employees"], self._content["ties"], lab.limits)
        except Refused as refusal:
            self._show("", str(refusal))
            return
        self._choice.bring_people(own)
        organisation = own.organisation
        self._show(say("choose.own.read", people=organisation.employees, units=organisation.units), "", own.notes)

    def _remove(self) -> None:
        self._content.clear()
        self._choice.bring_people(None)
        self._show("", "")

    def _show(self, said: str, trouble: str, notes: tuple[str, ...] = ()) -> None:
        for label, text in ((self._said, said), (self._trouble, trouble)):
            label.text = text
            label.set_visibility(bool(text))
        for button in (self._on, self._back):
            button.set_visibility(self._choice.own is not None)
        self._notes.clear()
        with self._notes:
            for note in notes:
                with ui.element("li"):
                    ui.label(note)


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
