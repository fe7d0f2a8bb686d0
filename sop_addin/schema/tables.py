"""Every Excel Table of the workbook, and the look-up by name."""

from __future__ import annotations

from sop_addin.schema.adherence_table import ROOT_CAUSES, SUPPLY_REVIEW
from sop_addin.schema.allocation_tables import ALLOCATION, CUSTOMER_ORDERS
from sop_addin.schema.bridge_tables import (
    ADJUSTMENTS,
    DEMAND_BRIDGE,
    DEMAND_CHANGE,
    FORECAST_YEARS,
)
from sop_addin.schema.business_tables import AOP, BUSINESS_REVIEW, LATEST_ESTIMATE
from sop_addin.schema.calendar_tables import CALENDAR, HOLIDAYS
from sop_addin.schema.capacity_tables import CAPACITY_MAP, REQUIREMENT
from sop_addin.schema.closing_tables import ORDERS, STOCK, STOCK_CHECK
from sop_addin.schema.cycle_tables import CYCLE, PHASE_PLAN
from sop_addin.schema.declarations import Table
from sop_addin.schema.demand_tables import ACTIVITIES, CLEANSING, EVENT_EFFECTS, LIFE_CYCLE
from sop_addin.schema.effectiveness_table import EFFECTIVENESS
from sop_addin.schema.family_table import FAMILIES
from sop_addin.schema.freshness import FRESHNESS
from sop_addin.schema.items import ITEMS
from sop_addin.schema.kpi_tables import KPI, KPI_DEFINITIONS, KPI_TARGETS
from sop_addin.schema.launch_table import NEW_PRODUCTS
from sop_addin.schema.meeting_tables import AGENDA, AUTHORISATIONS, MINUTES
from sop_addin.schema.option_tables import BOTTLENECKS, OPTIONS
from sop_addin.schema.outputs import (
    ACTUALS,
    BACKTESTS,
    COMPANY,
    EXECUTIVE,
    FINANCE,
    FORECASTS,
    PRE_SOP,
    RESOURCE_PLAN,
    RESTATEMENTS,
    SHORTAGES,
    STRATEGIES,
)
from sop_addin.schema.purchase_tables import PURCHASE_ORDERS, PURCHASE_PLAN
from sop_addin.schema.record_tables import AUDIT, SEALS, UNDO
from sop_addin.schema.registers import ACTIONS, DECISIONS, EVENTS, GATES, ISSUES, RISKS
from sop_addin.schema.release_tables import FUNCTIONAL_PLANS, GAME_PLAN
from sop_addin.schema.resource_tables import BILL_OF_RESOURCES, RESOURCES
from sop_addin.schema.review_tables import ASSUMPTIONS, DEMAND_REVIEW, VERSIONS
from sop_addin.schema.risk_tables import RISK_RANGE
from sop_addin.schema.sales_tables import ITEM_FORECAST, ITEM_MIX, SALES_INPUT, SALES_SUMMARY
from sop_addin.schema.scenario_tables import SCENARIO_CHANGES, SCENARIO_DIFF, SCENARIOS
from sop_addin.schema.shortage_table import SHORTAGE_PERIODS
from sop_addin.schema.sources import SOURCES
from sop_addin.schema.supply_inputs import BILL_OF_MATERIALS, MATERIALS, ON_ORDER
from sop_addin.schema.supply_tables import MASTER_SCHEDULE

__all__ = ["TABLES", "table"]

TABLES: tuple[Table, ...] = (
    FAMILIES,
    ITEMS,
    ITEM_MIX,
    RESOURCES,
    BILL_OF_RESOURCES,
    MATERIALS,
    BILL_OF_MATERIALS,
    ON_ORDER,
    CALENDAR,
    HOLIDAYS,
    PHASE_PLAN,
    CYCLE,
    SOURCES,
    AOP,
    EVENTS,
    ACTIVITIES,
    LIFE_CYCLE,
    GATES,
    SALES_INPUT,
    ACTUALS,
    RESTATEMENTS,
    STOCK_CHECK,
    STOCK,
    BUSINESS_REVIEW,
    LATEST_ESTIMATE,
    ORDERS,
    CUSTOMER_ORDERS,
    CLEANSING,
    FORECASTS,
    BACKTESTS,
    FORECAST_YEARS,
    EVENT_EFFECTS,
    DEMAND_BRIDGE,
    DEMAND_CHANGE,
    ADJUSTMENTS,
    ITEM_FORECAST,
    SALES_SUMMARY,
    DEMAND_REVIEW,
    ROOT_CAUSES,
    ASSUMPTIONS,
    STRATEGIES,
    SUPPLY_REVIEW,
    RESOURCE_PLAN,
    SHORTAGES,
    OPTIONS,
    BOTTLENECKS,
    CAPACITY_MAP,
    REQUIREMENT,
    PURCHASE_PLAN,
    PURCHASE_ORDERS,
    SCENARIOS,
    SCENARIO_CHANGES,
    SCENARIO_DIFF,
    PRE_SOP,
    FINANCE,
    NEW_PRODUCTS,
    SHORTAGE_PERIODS,
    ISSUES,
    RISKS,
    RISK_RANGE,
    EXECUTIVE,
    AUTHORISATIONS,
    AGENDA,
    DECISIONS,
    MINUTES,
    ACTIONS,
    EFFECTIVENESS,
    KPI,
    KPI_DEFINITIONS,
    KPI_TARGETS,
    COMPANY,
    GAME_PLAN,
    MASTER_SCHEDULE,
    FUNCTIONAL_PLANS,
    ALLOCATION,
    VERSIONS,
    AUDIT,
    SEALS,
    UNDO,
    FRESHNESS,
)

_BY_NAME = {t.name: t for t in TABLES}


def table(name: str) -> Table:
    """Return a declared table by its name.

    Raises
    ------
    KeyError
        No table of that name is declared.

    Examples
    --------
    >>> table("actuals").excel
    'tblActuals'
    """
    return _BY_NAME[name]
