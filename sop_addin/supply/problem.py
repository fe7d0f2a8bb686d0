"""What a planning problem is: families, labour pools and shared resources over the months.

Every number that varies by month is a scalar (holds for every month) or a sequence of one number
a month; NaN means "none" for a limit or a target, ``math.inf`` means "not limited", and a cost of
``None`` means "this kind of cost is not priced".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, nan

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "Family",
    "Floats",
    "HoldingBasis",
    "LabourPool",
    "Lock",
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

Floats = NDArray[np.float64]
Monthly = float | Sequence[float] | Floats
"""One number for every month, or one a month."""


class Policy(StrEnum):
    """What a family is planned on: stock (make to stock) or order backlog (make to order)."""

    MTS = "MTS"
    MTO = "MTO"


class ShortagePolicy(StrEnum):
    """What happens to demand that cannot be met: it waits, or it is lost."""

    BACKORDER = "backorder"
    LOST_SALES = "lost sales"


class HoldingBasis(StrEnum):
    """The stock on which a month's holding cost is charged."""

    END = "end"
    AVERAGE = "average of opening and closing"
    ABOVE_SAFETY_STOCK = "above safety stock"


class ResourceBasis(StrEnum):
    """What loads a resource: own production (regular and overtime), or closing stock."""

    PRODUCTION = "production"
    STOCK = "stock"


@dataclass(frozen=True)
class UnitCosts:
    """Costs of a family, money a unit; ``None`` where that kind of cost is not priced.

    Parameters
    ----------
    regular, overtime, subcontract
        A unit made or bought, without what a labour pool pays.
    holding
        A unit in stock (MTS) or finished and waiting (MTO) at the end of a month.
    past_due
        A unit past due at the end of a month; ``None``: avoided before any cost is looked at.
    lost_sale
        A unit of demand that is lost; ``None``: avoided before any cost is looked at.
    """

    regular: Monthly | None = None
    overtime: Monthly | None = None
    subcontract: Monthly | None = None
    holding: Monthly | None = None
    past_due: Monthly | None = None
    lost_sale: Monthly | None = None


@dataclass(frozen=True)
class RateChange:
    """Cost of raising or lowering the rate of regular production by one unit.

    Parameters
    ----------
    up, down
        Money a unit of change from one month to the next.
    initial
        Rate before the first month; ``None``: the first month's rate is free.
    per_day
        Whether a rate is units a working day; otherwise units a month.
    """

    up: float = 0.0
    down: float = 0.0
    initial: float | None = None
    per_day: bool = False


@dataclass(frozen=True)
class Lock:
    """A month whose production the planner has fixed; the plan solves around it.

    Parameters
    ----------
    month
        The month.
    regular, overtime, subcontract
        Units that stand on the page.
    manual
        The planner's change ± in units; production is never below 0.
    """

    month: pd.Period
    regular: float = 0.0
    overtime: float = 0.0
    subcontract: float = 0.0
    manual: float = 0.0

    @property
    def effective(self) -> tuple[float, float, float]:
        """Regular, overtime and subcontract after the manual change, each at least 0.

        An increase is made in regular time; a decrease comes off regular, then overtime, then
        subcontract.

        Examples
        --------
        >>> Lock(pd.Period("2026-03", "M"), regular=10, overtime=5, manual=-12).effective
        (0.0, 3.0, 0.0)
        """
        parts = [self.regular + max(self.manual, 0.0), self.overtime, self.subcontract]
        less = max(-self.manual, 0.0)
        for i, part in enumerate(parts):
            taken = min(part, less)
            parts[i], less = float(part - taken), less - taken
        return parts[0], parts[1], parts[2]


@dataclass(frozen=True)
class Family:
    """One product family. Units are the family's own unit of measure, never negative.

    Parameters
    ----------
    id
        Code, unique in the problem.
    demand
        Unconstrained demand (MTS) or bookings (MTO) by month.
    policy
        MTS: minimum, target and maximum are stock. MTO: they are order backlog.
    opening_inventory, opening_past_due
        Closing positions of the month before the first, MTS; past due also MTO (late orders).
    opening_backlog, opening_finished
        The same, MTO: open orders, and finished goods awaiting shipment.
    minimum, target, maximum
        Wanted at the end of each month; NaN where there is none.
    shortage
        Whether unmet demand waits or is lost (MTS).
    ship_share
        MTO: part of a month's bookings that can ship in the same month, 0 to 1.
    due
        MTO: units due by promise date in each month; ``None`` where promise dates are not known.
    priority
        1 is served first in a shortage.
    price
        Money a unit, for ranking shortages; ``None`` where it is not known.
    unit
        Unit of measure, for the shortage list.
    costs
        Unit costs.
    regular_limit, overtime_limit, subcontract_limit
        Most units a month.
    subcontract_total_limit
        Most units subcontracted from the first month up to and including each month.
    regular_minimum
        Fewest units a month in regular time.
    past_due_limit
        Most units past due at the end of each month.
    holding_basis, safety_stock
        What the holding cost is charged on.
    rate_change
        Cost of changing the regular rate, or ``None``.
    locks
        Months that are fixed.
    """

    id: str
    demand: Monthly
    policy: Policy = Policy.MTS
    opening_inventory: float = 0.0
    opening_past_due: float = 0.0
    opening_backlog: float = 0.0
    opening_finished: float = 0.0
    minimum: Monthly = nan
    target: Monthly = nan
    maximum: Monthly = nan
    shortage: ShortagePolicy = ShortagePolicy.BACKORDER
    ship_share: float = 0.0
    due: Monthly | None = None
    priority: int = 1
    price: float | None = None
    unit: str = "units"
    costs: UnitCosts = UnitCosts()
    regular_limit: Monthly = inf
    overtime_limit: Monthly = 0.0
    subcontract_limit: Monthly = 0.0
    subcontract_total_limit: Monthly = inf
    regular_minimum: Monthly = 0.0
    past_due_limit: Monthly = inf
    holding_basis: HoldingBasis = HoldingBasis.END
    safety_stock: Monthly = 0.0
    rate_change: RateChange | None = None
    locks: tuple[Lock, ...] = ()


@dataclass(frozen=True)
class LabourPool:
    """People who make families in regular time and overtime.

    Parameters
    ----------
    id
        Name, unique among pools and resources.
    workers
        Head-count at the end of the month before the first.
    hours_per_day
        Regular hours of a worker on a working day.
    hours_per_unit
        Hours that one unit of a family takes, by family.
    wage_per_day
        Money a worker and working day, paid when idle; ``None``: not priced.
    hire_cost, layoff_cost
        Money a head; ``None``: not priced.
    overtime_share
        Overtime hours allowed as a part of regular hours; ``math.inf``: not limited.
    overtime_hours_limit
        Most overtime hours a month of the whole pool.
    overtime_cost_per_hour
        Money an overtime hour; ``None``: not priced.
    max_workers, max_hires, max_layoffs
        Heads; ``math.inf``: not limited.
    free_first_change
        Whether the first month's change of head-count costs nothing.
    """

    id: str
    workers: float
    hours_per_day: Monthly
    hours_per_unit: Mapping[str, float]
    wage_per_day: Monthly | None = None
    hire_cost: Monthly | None = None
    layoff_cost: Monthly | None = None
    overtime_share: Monthly = 0.0
    overtime_hours_limit: Monthly = inf
    overtime_cost_per_hour: Monthly | None = None
    max_workers: Monthly = inf
    max_hires: Monthly = inf
    max_layoffs: Monthly = inf
    free_first_change: bool = False


@dataclass(frozen=True)
class Resource:
    """Equipment, space or another shared limit.

    Parameters
    ----------
    id
        Name, unique among pools and resources.
    available
        What can be used each month, in `unit`.
    per_unit
        What one unit of a family uses, by family (the bill of resources).
    unit
        Unit of measure, for the shortage list.
    basis
        Own production of the month, or closing stock.
    """

    id: str
    available: Monthly
    per_unit: Mapping[str, float]
    unit: str = "hours"
    basis: ResourceBasis = ResourceBasis.PRODUCTION


@dataclass(frozen=True)
class Problem:
    """Everything a production plan is made from; invalid data is refused here.

    Parameters
    ----------
    months
        Consecutive months of the horizon, frequency M.
    working_days
        Working days of each month.
    families, pools, resources
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
    total_rate_change: RateChange | None = None
    may_withhold: bool = False

    def __post_init__(self) -> None:
        from sop_addin.supply.validation import validate  # noqa: PLC0415  it needs these classes

        validate(self)

    @property
    def count(self) -> int:
        """Number of months."""
        return len(self.months)

    @property
    def days(self) -> Floats:
        """Working days of each month, shape (months,)."""
        return by_month(self.working_days, self.count)


def by_month(value: Monthly | None, count: int, missing: float = 0.0) -> Floats:
    """Return a number for each of `count` months; `missing` where the value is ``None``.

    Raises
    ------
    ValueError
        A sequence that has neither one nor `count` numbers, or text.

    Examples
    --------
    >>> by_month(2, 3).tolist()
    [2.0, 2.0, 2.0]
    """
    array = np.asarray(missing if value is None else value, dtype=np.float64)
    return np.broadcast_to(array, (count,))
