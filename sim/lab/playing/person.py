"""The person panel: state of one person, and what pulled and held the person back this week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from nicegui import background_tasks, ui

from sim.engine.state import UNIT_SERIES
from sim.figures.style import STAGE_COLOURS
from sim.figures.wording import titles_of
from sim.lab.components.bars import Bars
from sim.lab.components.messages import one_message
from sim.lab.playing.looking import Looking
from sim.lab.playing.readings import adoption_of_units
from sim.mechanisms.stage import STAGES
from sim.organisation.organisation import MISSING
from sim.play import Play, Unplayable
from sim.play.choice_terms import CONDITIONS, Before, Term, Weighed, Weighing, weighed
from sim.play.commitment_terms import Leading
from sim.texts import say

OWN_COMMITMENT = "own commitment"
"""Option shown among behaviours for a leader's own commitment; its space prevents a clash with behaviour ids."""

MOST_ASKED = 40
"""Number of people of a unit whose terms are averaged, spread evenly over its rows."""

MOST_SCARCE = 3
"""Conditions named as scarcest in a unit, for the most people first."""


class PersonReading(NamedTuple):
    """Content of the panel, computed off the page."""

    title: str
    role: str
    stage: str | None
    measures: dict[str, float]  # [0, 1], by the key of their text
    choices: dict[str, str]  # behaviours by id, with their titles
    chosen: str
    bars: tuple[str, list[tuple[str, float]], float, float, str] | None
    said: str
    scarcest: str = ""  # what the behaviour lacks most; empty without a behaviour that serves customers


class PersonPanel:
    """The panel beside the map; closed without a selection."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self._busy = self._again = False
        self._choices: dict[str, str] = {}
        with ui.element("section").classes("play-person").props(f'aria-label="{say("play.person.panel")}"') as self.panel:
            with ui.element("div").classes("play-person-head"):
                with ui.element("div"):
                    self._title = ui.label().classes("play-person-name").props("role=heading aria-level=2")
                    self._role = ui.label().classes("play-person-role")
                self._stage = ui.label().classes("play-stage")
                close = ui.button(icon="close", on_click=lambda: looking.open_person(None)).props("flat dense round")
                close.props(f'aria-label="{say("play.person.close")}"').classes("play-person-close")
            self._measures = ui.element("dl").classes("play-measures")
            self._select = ui.select({}, on_change=self._choose).classes("play-behaviour")
            self._select.props(f'dense outlined options-dense aria-label="{say("play.person.behaviour")}"')
            self._said = ui.label().classes("play-said").props("aria-live=polite")
            self._scarcest = ui.label().classes("play-scarcest").props("aria-live=polite")
            with ui.element("div").classes("play-bars"):
                self._bars = Bars()
        self.panel.set_visibility(False)

    def show(self) -> None:
        """Shows the selected person in the selected week; of several requests while busy, the last one counts."""
        looking = self._looking
        is_open = looking.person is not None or looking.unit is not None
        self.panel.set_visibility(is_open)
        if not is_open:
            return
        if self._busy:
            self._again = True
            return
        self._busy = True
        background_tasks.create(self._compute())

    async def _compute(self) -> None:
        try:
            while True:
                self._again = False
                looking = self._looking
                work = _reader(looking)
                shown = None if work is None else await looking.game.ask(work)
                if self.panel.is_deleted:
                    return
                if shown is not None:
                    with one_message():
                        self._draw(shown)
                if not self._again:
                    return
        except Unplayable:  # the week in view moved back meanwhile
            return
        finally:
            self._busy = False

    def _draw(self, shown: PersonReading) -> None:
        colours: Mapping[str, str] = {**STAGE_COLOURS}
        self._title.set_text(shown.title)
        self._role.set_text(shown.role)
        self._stage.set_visibility(shown.stage is not None)
        if shown.stage is not None:
            self._stage.set_text(say(f"component.stage.{shown.stage}"))
            dark = STAGES.index(shown.stage) >= STAGES.index("trying")
            self._stage.style(f"background:{colours[shown.stage]};color:{'#fff' if dark else '#111'}")
        self._measures.clear()
        with self._measures:
            for name, value in shown.measures.items():
                _measure(say(f"play.measure.{name}"), value)
        if shown.choices != self._choices:
            self._choices = shown.choices
            self._select.set_options(shown.choices, value=shown.chosen)
        elif self._select.value != shown.chosen:
            self._select.set_value(shown.chosen)
        self._said.set_text(shown.said)
        self._scarcest.set_visibility(bool(shown.scarcest))
        self._scarcest.set_text(shown.scarcest)
        if shown.bars is None:
            self._bars.clear()
        else:
            self._bars.show(*shown.bars)

    def _choose(self, event: Any) -> None:
        if event.value and event.value != self._looking.behaviour:
            self._looking.behaviour = event.value
            self.show()


def _measure(name: str, value: float) -> None:
    with ui.element("div").classes("play-measure"):
        ui.label(name).props("role=term")
        with ui.element("span").classes("play-measure-bar").props("aria-hidden=true"):
            ui.element("span").style(f"width:{min(1.0, max(0.0, value)) * 100:.0f}%")
        ui.label(f"{value * 100:.0f} %").props("role=definition")


def _reader(looking: Looking) -> Callable[[], PersonReading] | None:
    """A function that computes the panel's content, independent of the page."""
    play, week, behaviour = looking.play, looking.week, looking.behaviour
    if looking.person is not None:
        person = looking.person
        return lambda: _of_person(play, person, week, behaviour)
    if looking.unit is not None:
        unit = looking.unit
        return lambda: _of_unit(play, unit, week, behaviour)
    return None


def _of_person(play: Play, person: int, week: int, behaviour: str | None) -> PersonReading:
    lived = max(0, week - 1)
    run, before = play.lived(lived)
    weighing, leads = weighed(run, before, person), play.leading(person, lived)
    state = run.state
    measures = {
        "interest": float(state.interest[person, 0]), "capacity": float(state.capacity[person, 0]),
        "cynicism": float(state.cynicism[person, 0]),
    }  # fmt: skip
    choices = _choices(weighing)
    if leads is not None:
        measures |= {"commitment": leads.commitment, "credibility": leads.credibility}
        choices[OWN_COMMITMENT] = say("play.person.own_commitment")
    chosen = behaviour if behaviour in choices else next(iter(choices), "")
    stage = STAGES[play.stages(min(week, play.week))[person]]
    if leads is not None and chosen == OWN_COMMITMENT:
        return PersonReading(
            play.name(person), _role(play, person), stage, measures, choices, chosen, _leading_bars(leads), _said_of_leader(play, leads)
        )
    one = next((one for one in weighing.behaviours if one.behaviour == chosen), None)
    bars = None if one is None else (one.title, _terms(one), one.chance, one.threshold, _verdict(one))
    said, scarcest = _said(weighing, one), "" if one is None else _scarcest_of_one(one)
    return PersonReading(play.name(person), _role(play, person), stage, measures, choices, chosen, bars, said, scarcest)


def _of_unit(play: Play, unit: int, week: int, behaviour: str | None) -> PersonReading:
    run, before = play.lived(max(0, week - 1))
    organisation = play.organisation
    people = np.flatnonzero(organisation.unit == unit)
    asked = people[np.unique(np.linspace(0, len(people) - 1, min(len(people), MOST_ASKED)).astype(int))]
    everyone = [weighed(run, before, int(person)) for person in asked]
    row = run.traces.unit[min(week, play.week), unit, :, 0]
    shown = ("interest", "capacity", "cynicism", "fatigue", "attended", "norm", "commitment")
    measures = {"adoption": float(adoption_of_units(play, min(week, play.week))[unit])}
    measures |= {name: float(row[UNIT_SERIES.index(name)]) for name in shown}
    choices = {name: title for person in everyone for name, title in _choices(person).items()}
    chosen = behaviour if behaviour in choices else next(iter(choices), "")
    own = [one for person in everyone for one in person.behaviours if one.behaviour == chosen]
    role = say("play.person.unit", people=len(people), head=play.name(int(organisation.unit_head[unit])))
    title, scarcest = titles_of(organisation)[unit], _scarcest_of_many(own)
    return PersonReading(title, role, None, measures, choices, chosen, *_averaged(own, before), scarcest)


def _choices(weighing: Weighed) -> dict[str, str]:
    """Behaviours to choose from, aligned ones first."""
    return {one.behaviour: one.title for one in sorted(weighing.behaviours, key=lambda one: not one.is_aligned)}


def _averaged(own: list[Weighing], before: Before) -> tuple[tuple[str, list[tuple[str, float]], float, float, str] | None, str]:
    """Terms of an average person of a unit, and how many practise."""
    if not own:
        return None, ""
    names = [term.name for term in own[0].terms]
    mean = [Term(name, float(np.mean([one.terms[place].value for one in own]))) for place, name in enumerate(names)]
    practising = sum(one.practises for one in own)
    said = say("play.person.unit_said", week=before.week + 1, practising=practising, asked=len(own))
    verdict = say("play.person.unit_verdict", share=practising / len(own))
    return (own[0].title, _labelled(mean, own[0].is_aligned), 0.0, float(np.mean([one.threshold for one in own])), verdict), said


def _terms(one: Weighing) -> list[tuple[str, float]]:
    return _labelled(one.terms, one.is_aligned)


def _labelled(terms: Sequence[Term], is_aligned: bool) -> list[tuple[str, float]]:
    """Terms with their labels; conditions without weight are left out, since they are enough or not the scarcest."""
    return [(_named(term.name, is_aligned), term.value) for term in terms if term.value != 0.0 or term.name not in CONDITIONS]


def _scarcest_of_one(one: Weighing) -> str:
    if not one.is_aligned:
        return ""
    return say("play.person.enough") if one.scarcest is None else say("play.person.scarcest", condition=say(f"play.scarce.{one.scarcest}"))


def _scarcest_of_many(own: list[Weighing]) -> str:
    """What is scarcest for how many of a unit's people, for the most people first."""
    found = Counter(one.scarcest for one in own if one.is_aligned and one.scarcest is not None)
    if not found:
        return say("play.person.enough") if own and own[0].is_aligned else ""
    said = [say("play.person.scarce_for", condition=say(f"play.scarce.{name}"), people=n) for name, n in found.most_common(MOST_SCARCE)]
    return say("play.person.scarcest_in_unit", asked=len(own), conditions="; ".join(said))


def _named(term: str, is_aligned: bool) -> str:
    """Label of a term; leaders and the why pull towards aligned behaviours and hold back from derailing ones."""
    return say(f"play.term.{term}" if is_aligned or term not in ("lead", "interest") else f"play.term.{term}_against")


def _verdict(one: Weighing) -> str:
    total, reached = one.pull + one.chance, say("play.person.reaches" if one.decides else "play.person.misses")
    values = {"total": total, "sign": "≥" if one.decides else "<", "threshold": one.threshold}
    return say("play.person.verdict", **values, reached=reached).replace("-", "−")


def _said(weighing: Weighed, one: Weighing | None) -> str:
    """The decision, and why it may differ from the bars."""
    week = weighing.week + 1
    if weighing.is_succeeded:
        return say("play.person.newcomer", week=week)
    if one is None:
        return say("play.person.no_behaviour")
    if weighing.is_agent:
        return say("play.person.agent", week=week)
    if weighing.thinks_again:
        return say("play.person.decides_yes" if one.practises else "play.person.decides_no", week=week)
    return say("play.person.goes_on_yes" if one.practises else "play.person.goes_on_no", week=week)


def _leading_bars(leads: Leading) -> tuple[str, list[tuple[str, float]], float, float, str]:
    terms = [(say(f"play.term.{term.name}"), term.value) for term in leads.terms]
    verdict = say("play.person.moves", aim=leads.aim, before=leads.before, after=leads.commitment)
    return say("play.person.own_commitment"), terms, 0.0, leads.before, verdict


def _said_of_leader(play: Play, leads: Leading) -> str:
    if leads.is_sponsor:
        return say("play.person.sponsor", week=leads.week + 1)
    boss = say("play.person.board") if leads.boss is None else play.name(leads.boss)
    key = "play.person.supported" if leads.support > 0.0 else "play.person.led"
    return say(key, week=leads.week + 1, boss=boss, talk=leads.talk, walk=leads.commitment)


def _role(play: Play, person: int) -> str:
    organisation = play.organisation
    unit = titles_of(organisation)[int(organisation.unit[person])]
    row = int(organisation.leader_row[person])
    listened = int((organisation.neighbour == person).sum())
    if person == organisation.chief:
        return say("play.role.chief", unit=unit, listened=listened)
    if person in organisation.unit_head:
        return say("play.role.head", unit=unit, listened=listened)
    return say("play.role.leads" if row != MISSING else "play.role.member", unit=unit, listened=listened)
