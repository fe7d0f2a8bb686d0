"""Strategies: each only adds restrictions to the one planning model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_addin.supply.problem import Monthly

__all__ = ["CHASE", "HYBRID", "LEVEL", "LEVEL_WORKFORCE", "STRATEGIES", "Strategy"]


@dataclass(frozen=True)
class Strategy:
    """Restrictions on a production plan; none of them relaxes anything.

    Parameters
    ----------
    name
        What planners call it.
    level_production
        Production (regular, overtime and subcontract together) has one rate a working day over
        all months that are not locked.
    level_regular
        The same for regular production only.
    level_workforce
        Head-count changes at most once, in the first month.
    chase
        The net position follows the target each month: stock less past due (MTS), backlog less
        finished goods (MTO). Where there is no target, the minimum; else 0.
    chase_workforce
        No more people than the load needs.
    full_use
        All regular hours are worked.
    whole_workers
        Head-count is a whole number.
    whole_units
        Production is a whole number of units.
    no_overtime, no_subcontract
        None outside locked months.
    no_past_due
        Past due counts as a service failure even where it is priced.
    fixed_workforce
        Head-count by pool; it overrides the pool's limits.
    fixed_regular
        Regular production by family, outside locked months.
    chase_target
        Position to follow by family, instead of the target.
    """

    name: str = "hybrid"
    level_production: bool = False
    level_regular: bool = False
    level_workforce: bool = False
    chase: bool = False
    chase_workforce: bool = False
    full_use: bool = False
    whole_workers: bool = False
    whole_units: bool = False
    no_overtime: bool = False
    no_subcontract: bool = False
    no_past_due: bool = False
    fixed_workforce: Mapping[str, Monthly] = field(default_factory=dict)
    fixed_regular: Mapping[str, Monthly] = field(default_factory=dict)
    chase_target: Mapping[str, Monthly] = field(default_factory=dict)

    @property
    def wants_idle(self) -> bool:
        """Whether idle hours are avoided for the strategy's own sake."""
        return self.chase_workforce or self.full_use

    @property
    def restricts(self) -> bool:
        """Whether the strategy asks for something that capacity may not allow."""
        return self.chase or self.wants_idle


HYBRID = Strategy("hybrid")
LEVEL = Strategy("level", level_production=True)
LEVEL_WORKFORCE = Strategy("level workforce", level_workforce=True)
CHASE = Strategy("chase", chase=True, chase_workforce=True)

STRATEGIES = {s.name: s for s in (LEVEL, CHASE, HYBRID)}
"""The three that every plan is compared by, by name."""
