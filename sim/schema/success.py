"""What counts as success: thresholds on adoption, on what customers feel, and on revenue."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.declared import Share, Signed
from sim.schema.interventions import Described


class Success(Described):
    """A definition of success: conditions, and the week in which they are judged."""

    kind: Literal["adoption_at_deadline", "sustained", "customer_outcome", "value_realised", "objectives_met"]
    adoption: Share = 0.5  # goal: share of aligned practice inside the firm
    felt_gain: Signed = 0.05  # of felt quality since the start
    value_share: Share = 0.5  # of the promised growth of revenue
    weeks_after: Annotated[int, Field(ge=0, le=520)] = 26  # sustained: this long after the stimulus stopped
