"""A product family as a planner states it: demand, positions, wishes, costs and limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, nan

import pandas as pd

from sop_addin.supply.quantities import Monthly

__all__ = [
    "Family",
    "FirmFence",
    "HoldingBasis",
    "Lock",
    "Policy",
    "RateChange",
    "ShortagePolicy",
    "UnitCosts",
]


class Policy(StrEnum):
    """What a family is planned on: stock (make to stock) or order backlog (make to order)."""

    MTS = "MTS"
    MTO = "MTO"


class ShortagePolicy(StrEnum):
    """What happens to demand that cannot be met: it waits, it is lost, or the plan chooses."""

    BACKORDER = "backorder"
    LOST_SALES = "lost sales"
    EITHER = "backorder or lost sales"


class HoldingBasis(StrEnum):
    """The stock on which a month's holding cost is charged."""

    END = "end"
    AVERAGE = "average of opening and closing"
    ABOVE_SAFETY_STOCK = "above safety stock"


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
    """What a change of the rate of regular production costs, and how large it may be.

    Parameters
    ----------
    up, down
        Money a unit of change from one month to the next.
    initial
        Rate before the first month; ``None``: the first month's rate is free.
    per_day
        Whether a rate is units a working day; otherwise units a month.
    most_up, most_down
        Largest change from one month to the next; ``math.inf``: not limited.
    """

    up: float = 0.0
    down: float = 0.0
    initial: float | None = None
    per_day: bool = False
    most_up: float = inf
    most_down: float = inf


@dataclass(frozen=True)
class FirmFence:
    """Months in which all production may differ from the current plan by a share of it only.

    Parameters
    ----------
    months
        Number of months from the first of the horizon on; those that are locked stay locked.
    plan
        Units of the current plan.
    share
        Largest change, up or down, as a part of the current plan, not negative.
    """

    months: int
    plan: Monthly
    share: float


@dataclass(frozen=True)
class Lock:
    """A month whose production is fixed, by hand or by the frozen fence; the plan solves around it.

    Parameters
    ----------
    month
        The month.
    regular, overtime, subcontract
        Units that stand on the page.
    manual
        The planner's change ± in units; production is never below 0.
    typed
        Whether the planner typed it; otherwise the month is frozen, or begun already.
    """

    month: pd.Period
    regular: float = 0.0
    overtime: float = 0.0
    subcontract: float = 0.0
    manual: float = 0.0
    typed: bool = True

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
        Whether unmet demand waits or is lost (MTS); make to order always waits.
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
        Cost and limit of changing the regular rate, or ``None``.
    locks
        Months that are fixed.
    lead_months
        Months from the start of own production, when it loads people, equipment and material, to
        its receipt. Production is counted in the month of receipt. Receipts within the lead time
        have begun before the first month: they are those of locked months, else none.
    bought_lead_months
        Months from the order of a bought or subcontracted unit to its receipt; within them only
        what is on order or locked arrives.
    on_order
        Bought units that arrive in each month from orders that are placed, or from other plants;
        part of what is subcontracted, within its limit or above it.
    firm_fence
        How far months near by may differ from the current plan, or ``None``.
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
    lead_months: int = 0
    bought_lead_months: int = 0
    on_order: Monthly = 0.0
    firm_fence: FirmFence | None = None

    @property
    def first_open(self) -> tuple[int, int]:
        """Number of the first month that can be decided: own receipts, bought receipts."""
        return self.lead_months, self.bought_lead_months
