"""What families share: labour pools, equipment and other resources, and materials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from sop_addin.supply.quantities import Floats, Monthly, by_month, from_month

__all__ = ["LabourPool", "Material", "Resource", "ResourceBasis"]


class ResourceBasis(StrEnum):
    """What loads a resource: own production, what is bought, or closing stock."""

    PRODUCTION = "production"
    BOUGHT = "bought"
    STOCK = "stock"


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
    months_before
        Months from the work of this pool to the receipt, by family; others: the family's lead time.
    more_lead_months
        Months from the decision to more people at work: none can be hired for earlier months.
    notice_months
        Months from the decision to a lay-off: nobody leaves, and all are paid, until then.
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
    months_before: Mapping[str, int] = field(default_factory=dict)
    more_lead_months: int = 0
    notice_months: int = 0

    @property
    def settled(self) -> int:
        """Number of the first month for which people can be hired and laid off."""
        return max(self.more_lead_months, self.notice_months)

    def hires_allowed(self, count: int) -> Floats:
        """Return the most people who can start in each month, shape (months,).

        Examples
        --------
        >>> LabourPool("Assembly", 10, 8, {}, max_hires=3, more_lead_months=1).hires_allowed(3)
        array([0., 3., 3.])
        """
        return from_month(by_month(self.max_hires, count), self.more_lead_months)

    def layoffs_allowed(self, count: int) -> Floats:
        """Return the most people who can leave in each month, shape (months,).

        Examples
        --------
        >>> LabourPool("Assembly", 10, 8, {}, max_layoffs=2, notice_months=2).layoffs_allowed(3)
        array([0., 0., 2.])
        """
        return from_month(by_month(self.max_layoffs, count), self.notice_months)


@dataclass(frozen=True)
class Resource:
    """Equipment, space, cash or another shared limit, in any unit.

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
        Own production (regular and overtime) that is begun in the month, bought units that are
        received, or closing stock (finished goods for make to order).
    kind
        What planners call it: equipment, storage, cash, supplier ...; empty: by its basis.
    months_before
        Months from the use of this resource to the receipt, by family; others: the family's lead
        time. Only for own production.
    per_material
        What one unit of a material in stock uses, by material; only for closing stock.
    more_lead_months
        Months from the decision to more of it.
    more_cost
        Money an hour (or unit) used beyond what is available, for options; ``None``: not priced.
    """

    id: str
    available: Monthly
    per_unit: Mapping[str, float]
    unit: str = "hours"
    basis: ResourceBasis = ResourceBasis.PRODUCTION
    kind: str = ""
    months_before: Mapping[str, int] = field(default_factory=dict)
    per_material: Mapping[str, float] = field(default_factory=dict)
    more_lead_months: int = 0
    more_cost: float | None = None

    @property
    def called(self) -> str:
        """What planners call this kind of resource."""
        kinds = {
            ResourceBasis.PRODUCTION: "equipment",
            ResourceBasis.BOUGHT: "supplier",
            ResourceBasis.STOCK: "storage",
        }
        return self.kind or kinds[self.basis]


@dataclass(frozen=True)
class Material:
    """A bought material that own production consumes when it begins.

    Parameters
    ----------
    id
        Name, unique among pools, resources and materials.
    per_unit
        Material in one unit of a family, by family (the bill of material).
    on_hand
        Unrestricted stock at the end of the month before the first.
    on_order
        Units that arrive in each month from orders that are placed.
    lead_months
        Months from order to receipt; nothing new can arrive earlier.
    minimum_order
        Fewest units of a new receipt, if there is one.
    order_limit
        Most units of new receipts a month.
    safety_stock
        Wanted in stock at the end of each month.
    cost
        Money a unit bought; ``None``: not priced, or part of the family's unit cost.
    holding
        Money a unit in stock at the end of a month; ``None``: not priced.
    unit
        Unit of measure, for the shortage list.
    """

    id: str
    per_unit: Mapping[str, float]
    on_hand: float = 0.0
    on_order: Monthly = 0.0
    lead_months: int = 0
    minimum_order: float = 0.0
    order_limit: Monthly = inf
    safety_stock: Monthly = 0.0
    cost: Monthly | None = None
    holding: Monthly | None = None
    unit: str = "units"

    def receipts_allowed(self, count: int) -> Floats:
        """Return the most units of new receipts in each month, shape (months,).

        Examples
        --------
        >>> Material("steel", {}, lead_months=2, order_limit=50).receipts_allowed(3)
        array([ 0.,  0., 50.])
        """
        return from_month(by_month(self.order_limit, count), self.lead_months)
