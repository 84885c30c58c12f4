"""The state of one page's choice: shelf, uploads, and the situation in view."""

from __future__ import annotations

from collections.abc import Callable

from sim.lab.application import Lab, Session
from sim.lab.choosing.shelf import RECOMMENDED, YOURS, ShelvedScenario, library_cases
from sim.play.briefing import Briefing, briefing_of
from sim.play.uploaded_organisation import OwnOrganisation


class ScenarioChoice:
    """One page's choice; other pages do not see it."""

    def __init__(self, lab: Lab, session: Session) -> None:
        self.lab, self.session = lab, session
        self.cases: dict[str, ShelvedScenario] = dict(library_cases())
        self.own: OwnOrganisation | None = None
        self.looked_at = RECOMMENDED if RECOMMENDED in self.cases else next(iter(self.cases))
        self._listeners: list[Callable[[], None]] = []

    @property
    def case(self) -> ShelvedScenario:
        """The situation in view."""
        return self.cases[self.looked_at]

    def listen(self, listener: Callable[[], None]) -> None:
        """Register a listener."""
        self._listeners.append(listener)

    def look_at(self, key: str) -> None:
        """View another situation."""
        self.looked_at = key
        self._tell()

    def bring(self, case: ShelvedScenario) -> None:
        """Put the user's own situation on the shelf, replacing one with the same name."""
        self.looked_at = f"{YOURS}/{case.name}"
        self.cases[self.looked_at] = case
        self._tell()

    def bring_people(self, own: OwnOrganisation | None) -> None:
        """Use the user's own organisation in situations; None: each uses its own again."""
        self.own = own
        if own is not None and self.missing(self.case):
            self.looked_at = next((key for key, case in self.cases.items() if not self.missing(case)), self.looked_at)
        self._tell()

    def missing(self, case: ShelvedScenario) -> list[str]:
        """Units that a situation names and the user's organisation lacks."""
        return [] if self.own is None else self.own.missing_for(case.initiative)

    def briefing(self) -> Briefing:
        """The situation in view, with the user's own people if they fit."""
        if self.own is None or self.missing(self.case):
            return self.case.briefing
        return briefing_of(self.own.put_into(self.case.initiative), self.own.organisation)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
