"""What a planning problem is: families, labour, resources and materials over the months.

Every number that varies by month is a scalar (holds for every month) or a sequence of one number
a month; NaN means "none" for a limit or a target, ``math.inf`` means "not limited", and a cost of
``None`` means "this kind of cost is not priced".
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sop_addin.supply.capacity import LabourPool, Material, Resource, ResourceBasis
from sop_addin.supply.family import (
    Family,
    FirmFence,
    HoldingBasis,
    Lock,
    Policy,
    RateChange,
    ShortagePolicy,
    UnitCosts,
)
from sop_addin.supply.quantities import Floats, Monthly, by_month
from sop_addin.supply.validation import validate

__all__ = [
    "Family",
    "FirmFence",
    "Floats",
    "HoldingBasis",
    "LabourPool",
    "Lock",
    "Material",
    "Monthly",
    "Policy",
    "Problem",
    "RateChange",
    "Resource",
    "ResourceBasis",
    "ShortagePolicy",
    "UnitCosts",
    "by_month",
]


@dataclass(frozen=True)
class Problem:
    """Everything a production plan is made from; invalid data is refused here.

    Parameters
    ----------
    months
        Consecutive months of the horizon, frequency M.
    working_days
        Working days of each month.
    families, pools, resources, materials
        What is planned, and what it shares. A family without labour or resources is not limited.
    total_rate_change
        Cost of changing the regular rate of all families together, or ``None``.
    may_withhold
        Whether the model may keep stock from customers to hold a target or to sell it later, as
        some textbook formulations do; a family's page never does.

    Raises
    ------
    DataError
        See :func:`sop_addin.supply.validation.validate`.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> pumps = Family("Pumps", demand=[100, 120], opening_inventory=30, target=20)
    >>> Problem(months(month("2026-03"), 2), [22, 20], (pumps,)).count
    2
    """

    months: pd.PeriodIndex
    working_days: Monthly
    families: tuple[Family, ...]
    pools: tuple[LabourPool, ...] = ()
    resources: tuple[Resource, ...] = ()
    materials: tuple[Material, ...] = ()
    total_rate_change: RateChange | None = None
    may_withhold: bool = False

    def __post_init__(self) -> None:
        validate(
            self.months,
            self.working_days,
            self.families,
            self.pools,
            self.resources,
            self.materials,
        )

    @property
    def count(self) -> int:
        """Number of months."""
        return len(self.months)

    @property
    def days(self) -> Floats:
        """Working days of each month, shape (months,)."""
        return by_month(self.working_days, self.count)
