"""The parameters of every rule, as a configuration may set them."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field, create_model

from sim.declared import Declared, schema_of
from sim.mechanisms import Rules

_RulesDeclared = create_model(
    "RulesDeclared",
    __base__=Declared,
    **{name: (schema_of(type(part)), Field(schema_of(type(part))())) for name, part in Rules._field_defaults.items()},  # type: ignore[call-overload]
)


class RulesDeclared(_RulesDeclared):  # type: ignore[misc, valid-type]
    """All numbers of all rules; unset ones keep their defaults."""

    def frozen(self) -> Rules:
        """The same numbers as tuples of floats, for compiled rules."""
        parts: dict[str, NamedTuple] = {
            name: type(part)._make(float(getattr(getattr(self, name), key)) for key in part._fields)
            for name, part in Rules._field_defaults.items()
        }
        return Rules(**parts)  # type: ignore[arg-type]
