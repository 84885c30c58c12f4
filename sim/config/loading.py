"""Load an initiative from names, files and overrides, checked so that the model can trust it.

What ships in configs/ is composed by Hydra, after every file of it has passed the safe loader. A file from outside never meets Hydra's
reader: it is plain data from the start. Both then take the same way: overrides, definitions from the library, limits of size, the schema.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import PrivateAttr, ValidationError

from sim.config.errors import Path as KeyPath
from sim.config.errors import Refused, dotted, hint, refusal_of, shown, value_at
from sim.config.library_files import KINDS, Folders, Source, entry_of, file_of, folders_with, groups_of, names_of, sources_of
from sim.config.overrides import COMMAND_LINE, Override, applied, fragment_of, parsed, refuse_sweeps
from sim.config.real_organisation import with_files
from sim.config.retired import without_retired
from sim.config.safe_yaml import left_open, read, refuse_unsafe
from sim.config.size_limits import refuse_what_cannot_be_held
from sim.declared import Declared
from sim.organisation import DrawnOrganisation
from sim.organisation.build import EXECUTIVE_OFFICE
from sim.schema.initiative import Initiative
from sim.shipped_files import config_dir

DEFAULT_SCENARIO = "customer_centric"
SECTIONS = ("organisation", "programme")  # of an initiative; replaced as a whole by one of the library
Frozen = dict[tuple[str, str], str]
"""Files of definitions, as they are called in messages, by kind and name."""

_ONE_AT_A_TIME = threading.Lock()  # Hydra composes for one caller in a process


class Options(Declared):
    """Options of a program beside the initiative; none by default."""

    _folders: Folders = PrivateAttr(default_factory=lambda: (config_dir(),))

    @property
    def folders(self) -> Folders:
        """Folders in which the program looks up entries: the library, and the folder given by --config-dir."""
        return self._folders


class Loaded(NamedTuple):
    """A checked initiative, with the checked options of the program that loaded it."""

    initiative: Initiative
    options: Any


def load(scenario: str | Path = DEFAULT_SCENARIO, *overrides: str, config_dir: str | Path | None = None) -> Initiative:
    """An initiative from a name in the library or a file of your own, with any value of it overridden.

    scenario : a name in configs/scenario, or the path of a .yaml file that holds a whole initiative
    overrides : such as "weeks=52", "programme=quick_wins", "rules.habit.growth=0.05", "~shocks.scandal"
    config_dir : a folder of your own whose scenarios, programmes, … come before those of the library
    Raises Refused, in a line or a few, for input that cannot be run.
    """
    return loaded("initiative", scenario, overrides, config_dir, Options).initiative


def loaded(
    config_name: str, scenario: str | Path | None, overrides: Sequence[str], config_dir: str | Path | None, options: type[Declared]
) -> Loaded:
    """An initiative and the options of a program, from the configuration of that program.

    scenario : None where the configuration or an override chooses it
    Raises Refused.
    """
    folders = folders_with(config_dir)
    asked = parsed([text for text in overrides])
    refuse_sweeps(asked)
    asked = [override for override in asked if not override.is_for_hydra]
    if is_file(scenario):
        data, sources = _from_file(config_name, Path(str(scenario)), asked, folders)
    else:
        data, sources = _composed(config_name, scenario, asked, folders)
    return checked(data, sources, asked, folders, options)


def is_file(scenario: str | Path | None) -> bool:
    """Whether a scenario is meant as a file of one's own rather than as a name in the library."""
    return scenario is not None and str(scenario).lower().endswith((".yaml", ".yml"))


def _composed(
    config_name: str, scenario: str | Path | None, asked: list[Override], folders: Folders
) -> tuple[dict[str, Any], list[Source]]:
    """Hydra's composition of the library for one choice of scenario, organisation and programme."""
    groups = groups_of(config_name, folders)
    chosen = {override.key: override.value for override in asked if override.key in groups and _is_name(override)}
    if scenario is not None:
        chosen["scenario"] = str(scenario)
    sources = sources_of(config_name, chosen, folders, COMMAND_LINE)
    asked[:] = [override for override in asked if not (override.key in chosen and _is_name(override))]
    data = _plain_from_hydra(config_name, [f"{group}={name}" for group, name in chosen.items()], folders)
    data.pop("hydra", None)
    return data, sources


def _is_name(override: Override) -> bool:
    return not override.deletes and not isinstance(override.value, dict | list)


def _plain_from_hydra(config_name: str, choices: list[str], folders: Folders) -> dict[str, Any]:
    searched = [f"hydra.searchpath=['file://{folder}']" for folder in folders[1:]]
    try:
        with _ONE_AT_A_TIME, _own_hydra_aside(), initialize_config_dir(str(folders[0]), version_base="1.3"):
            composed = compose(config_name, [*choices, *searched])
        data = OmegaConf.to_container(composed, resolve=False)
    except (HydraException, OmegaConfBaseException) as problem:
        raise Refused(f"configs: {' '.join(str(problem).split())[:300]}") from None
    assert isinstance(data, dict)
    return {str(key): value for key, value in data.items()}


@contextmanager
def _own_hydra_aside() -> Iterator[None]:
    """A program that Hydra started may still load: its own Hydra steps aside meanwhile."""
    running = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        yield
    finally:
        GlobalHydra.instance().hydra = running


def _from_file(config_name: str, path: Path, asked: list[Override], folders: Folders) -> tuple[dict[str, Any], list[Source]]:
    """The content of a user's file, with sections of the library where they were chosen by name."""
    data = read(path)
    if not isinstance(data, dict):
        raise Refused(
            f"{path.name}: holds {'nothing' if data is None else 'no keys'}; an initiative has name, title, organisation, programme, …"
        )
    if "defaults" in data:
        raise Refused(f"{path.name}: defaults: only files in a folder given by --config-dir can build on the library")
    sources = [Source(path.name, data, "")]
    data = deepcopy(data)
    if config_name != "initiative":
        base, others = _composed(config_name, None, [], folders)
        data = {**{key: value for key, value in base.items() if key not in Initiative.model_fields}, **data}
        sources = [*others[:1], *sources]
    for override in asked:
        if override.key in SECTIONS and _is_name(override):
            data[override.key] = _section_of_library(override, folders)
            sources.append(Source(f"{folders[-1].name}/{override.key}/{override.value}.yaml", data[override.key], override.key))
    asked[:] = [override for override in asked if not (override.key in SECTIONS and _is_name(override))]
    return data, sources


def _section_of_library(override: Override, folders: Folders) -> dict[str, Any]:
    section = entry_of(override.key, override.value, folders, COMMAND_LINE)
    section.pop("defaults", None)
    return section


def checked(data: dict[str, Any], sources: list[Source], asked: list[Override], folders: Folders, options: type[Declared]) -> Loaded:
    """Plain data from any source, checked against overrides, library, size limits and schema. Raises Refused."""
    data = without_retired(data)
    late = [override for override in asked if override.path[0] == "definitions" and not override.deletes]
    for override in asked:
        if override not in late:
            applied(data, override)
    origin = _origins(sources, asked)
    frozen = add_definitions(data, folders, origin)
    for override in late:
        applied(data, override)
    origin = _origins_with(frozen, late, origin)
    refuse_unsafe(data, sources[-1].name)
    place = left_open(data)
    if place is not None:
        raise Refused(f"{origin(place)}: {dotted(place)}: missing ('???'), and required")
    refuse_what_cannot_be_held(data, origin)
    own = {key: data.pop(key) for key in list(data) if key in options.model_fields}
    try:
        chosen = options.model_validate(own)
    except ValidationError as error:
        raise refusal_of(error, options, own, origin) from None
    if isinstance(chosen, Options):
        chosen._folders = folders
    try:
        initiative = Initiative.model_validate(data)
    except ValidationError as error:
        raise refusal_of(error, Initiative, data, origin, options.model_fields) from None
    spec = initiative.organisation
    if isinstance(spec, DrawnOrganisation):
        _refuse_unled(spec, origin)
        _refuse_unmet(initiative, spec, origin)
    else:
        initiative = with_files(initiative, spec, folders, origin)
    return Loaded(initiative, chosen)


def _origins(sources: list[Source], asked: list[Override]) -> Callable[[KeyPath], str]:
    """Origin of a value: the file or command line that sets it, or the section that lacks it."""
    layers: list[tuple[str, Any]] = [(source.name, {source.group: source.data} if source.group else source.data) for source in sources]
    layers += [(COMMAND_LINE, fragment_of(override)) for override in asked if not override.deletes]

    def origin(path: KeyPath) -> str:
        for depth in range(len(path), 0, -1):
            for name, fragment in reversed(layers):
                if value_at(fragment, path[:depth]) is not None:
                    return str(name)
        return sources[-1].name

    return origin


def _origins_with(frozen: Frozen, late: list[Override], origin: Callable[[KeyPath], str]) -> Callable[[KeyPath], str]:
    """Origin of a value, also of definitions that came from files of the library."""

    def located(path: KeyPath) -> str:
        is_typed = any(override.path == path[: len(override.path)] for override in late)
        label = frozen.get((str(path[1]), str(path[2]))) if path[0:1] == ("definitions",) and len(path) > 2 else None
        return origin(path) if label is None or is_typed else label

    return located


def add_definitions(data: dict[str, Any], folders: Folders, origin: Callable[[KeyPath], str]) -> Frozen:
    """Copies the used part of the library into an initiative; its own definitions stay.

    Returns the files that definitions came from, by kind and name.
    Raises Refused for a name that neither the initiative nor the library knows.
    """
    definitions = data.setdefault("definitions", {})
    if not isinstance(definitions, dict):
        raise Refused(f"{origin(('definitions',))}: definitions: {shown(definitions)} is not a section")
    uses = [(kind, name, place) for kind in KINDS for name, place in _used(data, kind)]
    uses += [("outcomes", name, ("outcome",)) for name in names_of("outcome", folders)]
    frozen = _freeze(definitions, uses, folders, origin)
    _refuse_unknown_practice(definitions, folders, origin)
    cards = definitions.get("interventions", {})
    for handle, card in cards.items() if isinstance(cards, dict) else ():
        place: KeyPath = ("definitions", "interventions", handle, "strengthens")
        strengthened: list[tuple[str, str, KeyPath]] = [
            ("catalysts", name, place) for name in _names(card.get("strengthens") if isinstance(card, dict) else None)
        ]
        frozen |= _freeze(definitions, strengthened, folders, origin)
    return frozen


def _refuse_unknown_practice(definitions: dict[str, Any], folders: Folders, origin: Callable[[KeyPath], str]) -> None:
    """A metric may speak of behaviours that are not in play, but only of known ones: a misspelt name would never act."""
    own = definitions.get("behaviours", {})
    known = {*names_of("behaviour", folders), *(own if isinstance(own, dict) else ())}
    metrics = definitions.get("metrics", {})
    for name, metric in metrics.items() if isinstance(metrics, dict) else ():
        for key in ("served_by", "gamed_by"):
            for behaviour in _names(metric.get(key) if isinstance(metric, dict) else None):
                if behaviour not in known:
                    place: KeyPath = ("definitions", "metrics", name, key)
                    raise Refused(f"{_who_says(place, origin)}: no behaviour is named {shown(behaviour)}{hint(behaviour, sorted(known))}")


def _freeze(
    definitions: dict[str, Any], uses: list[tuple[str, str, KeyPath]], folders: Folders, origin: Callable[[KeyPath], str]
) -> Frozen:
    frozen: Frozen = {}
    for kind, name, place in uses:
        known = definitions.setdefault(kind, {})
        if isinstance(known, dict) and name not in known:
            path, label = file_of(KINDS[kind], name, folders, partial(_who_says, place, origin))
            known[name] = read(path, label)
            frozen[kind, name] = label
    return frozen


def _who_says(place: KeyPath, origin: Callable[[KeyPath], str]) -> str:
    return f"{origin(place)}: {dotted(place)}"


def _used(data: dict[str, Any], kind: str) -> list[tuple[str, KeyPath]]:
    """The names of a kind that an initiative uses, each with the key path where it does."""
    if kind == "outcomes":
        return [(data["outcome"], ("outcome",))] if isinstance(data.get("outcome"), str) else []
    if kind == "metrics":
        listed: list[tuple[str, KeyPath]] = [(name, (kind,)) for name in _names(data.get(kind))]
        organisation = data.get("organisation")
        units = organisation.get("units") if isinstance(organisation, dict) else None
        for unit, traits in units.items() if isinstance(units, dict) else ():
            place = ("organisation", "units", unit, kind)
            listed += [(name, place) for name in _names(traits.get(kind) if isinstance(traits, dict) else None)]
        return listed
    if kind == "philosophies":
        programme = data.get("programme")
        name = programme.get("philosophy") if isinstance(programme, dict) else None
        return [(name, ("programme", "philosophy"))] if isinstance(name, str) else []
    if kind != "interventions":
        return [(name, (kind, name) if isinstance(data[kind], dict) else (kind,)) for name in _names(data.get(kind))]
    programme = data.get("programme")
    steps = programme.get("steps") if isinstance(programme, dict) else None
    named = (
        {handle: step.get("intervention") for handle, step in steps.items() if isinstance(step, dict)} if isinstance(steps, dict) else {}
    )
    return [(name, ("programme", "steps", handle, "intervention")) for handle, name in named.items() if isinstance(name, str)]


def _names(section: Any) -> list[str]:
    return [name for name in section if isinstance(name, str)] if isinstance(section, list | dict) else []


def _refuse_unled(spec: DrawnOrganisation, origin: Callable[[KeyPath], str]) -> None:
    """A firm has an inside, and its chief sits there."""
    inside = [name for name, unit in spec.units.items() if unit.kind == "internal"]
    if not inside:
        raise Refused(f"{origin(('organisation', 'units'))}: organisation.units: none is internal, so there is no firm to change")
    if spec.chief is not None and spec.chief not in inside:
        place = f"{origin(('organisation', 'chief'))}: organisation.chief"
        raise Refused(f"{place}: no internal unit is named {shown(spec.chief)}{hint(spec.chief, inside)}")
    if spec.chief is None and len(inside) > 1 and EXECUTIVE_OFFICE in spec.units and EXECUTIVE_OFFICE not in inside:
        place = f"{origin(('organisation', 'units', EXECUTIVE_OFFICE))}: organisation.units.{EXECUTIVE_OFFICE}"
        raise Refused(f"{place}: leads the firm, so its kind must be internal; or name another unit as chief")


def _refuse_unmet(initiative: Initiative, spec: DrawnOrganisation, origin: Callable[[KeyPath], str]) -> None:
    """A customer's journey leads through a unit."""
    unmet = [name for name, segment in sorted(initiative.segments.items()) if not segment.journey]
    if unmet and all(unit.contact == 0.0 for unit in spec.units.values()):
        place: KeyPath = ("segments", unmet[0], "journey")
        known = ", ".join(sorted(spec.units)[:8])
        raise Refused(f"{origin(place)}: {dotted(place)}: leads through no unit, since none has contact with customers; units: {known}")


__all__ = ["DEFAULT_SCENARIO", "Loaded", "Options", "checked", "config_dir", "is_file", "load", "loaded"]
