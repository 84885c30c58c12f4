"""What all declarations of a configuration share: strict types, closed keys, ranges on every number.

This floor knows nothing of organisations or change. It holds the base class of everything a configuration may say, and the kinds of
number that recur (a share, a number of weeks), so that a range is written once.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, NamedTuple, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model


class Declared(BaseModel):
    """A declaration is data: no unknown key, no silent conversion of types, no change after it was read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Share = Annotated[float, Field(ge=0.0, le=1.0)]
Signed = Annotated[float, Field(ge=-1.0, le=1.0)]
Weeks = Annotated[int, Field(ge=0, le=2_600)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$")]
Text = Annotated[str, Field(max_length=4_000)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]


class Parameter(NamedTuple):
    """Metadata of one number of a rule: unit, range and source, and whether only whole numbers make sense."""

    measured_in: str
    low: float
    high: float
    source: str
    is_whole: bool = False


def parameters_of(rule: type[tuple]) -> dict[str, Parameter]:
    """The described numbers of a rule's parameter class, by name, in the order they are declared."""
    hints = get_type_hints(rule, include_extras=True)
    return {name: get_args(hint)[1] for name, hint in hints.items()}


@cache
def schema_of(rule: type[tuple]) -> type[Declared]:
    """The declaration by which a configuration may set a rule's parameters: same names and defaults, ranges enforced."""
    defaults: dict[str, float] = rule._field_defaults  # type: ignore[attr-defined]
    fields = {
        name: (
            float,
            Field(
                defaults[name],
                ge=known.low,
                le=known.high,
                multiple_of=1.0 if known.is_whole else None,
                description=f"{known.measured_in}. {known.source}",
            ),
        )
        for name, known in parameters_of(rule).items()
    }
    return create_model(rule.__name__, __base__=Declared, __doc__=rule.__doc__, **fields)  # type: ignore[call-overload]
