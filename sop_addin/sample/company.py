"""Who the sample company is: its families, resources and parameters. All of it is invented.

Kestrelford makes pumps and drives. Seven families are made to stock, three to order. Garden pumps
sell in spring, heating circulators in autumn, so one workshop sees two peaks: the machining centre
and the assembly crew are over their capacity from April to June unless part of it is built in
winter or bought. Boosters grow by almost a fifth a year and smart drives have just been launched,
while belt drives leave the range: labour does not follow by itself. Repair kits sell now and then.
Orders for process pumps and custom drives wait in a backlog of two to three months; test skids
are few and large. The test bench serves both worlds and fills up as the order book does.

Money is in euros, standard costs are full costs, wages are paid by the day whether there is work
or not. Holding a unit for a month costs 1.5 % of its standard cost, delivering it late 15 % of its
price a month; a garden pump that is not on the shelf is not sold. Overtime costs one and a half
times the wage, an hour of a machine on Saturdays 68 and 52; what can be bought instead of made
costs a quarter more than the standard, and subcontractors have quoted for what was never bought.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sop_addin.periods import month

__all__ = [
    "COMPANY",
    "CURRENCY",
    "CYCLE",
    "FAMILIES",
    "RESOURCES",
    "SETTINGS",
    "SampleFamily",
    "Workshop",
]

COMPANY = "Kestrelford Pumps & Drives"
CURRENCY = "EUR"
CYCLE = month("2026-03")
"""The month in which the sample's cycle runs; history ends the month before."""
SETTINGS = {"receivable_days": 45.0, "payable_days": 30.0}
"""Cells of Config: dealers pay after six weeks, suppliers are paid after a month."""

FLAT = (1.0,) * 12
SPRING = (0.45, 0.60, 1.05, 1.60, 1.85, 1.65, 1.30, 1.00, 0.80, 0.65, 0.55, 0.50)
AUTUMN = (1.10, 0.95, 0.80, 0.70, 0.65, 0.70, 0.80, 1.05, 1.35, 1.45, 1.30, 1.15)
BUILDING = (0.87, 0.92, 1.03, 1.06, 1.08, 1.10, 1.05, 0.88, 1.08, 1.09, 1.02, 0.82)
INDUSTRY = (0.98, 1.00, 1.08, 1.03, 1.02, 1.06, 1.03, 0.80, 1.07, 1.08, 1.03, 0.82)


@dataclass(frozen=True)
class SampleFamily:
    """One family: what it is, what it earns, how it sells.

    Parameters
    ----------
    level
        Demand of an average month at the cycle month, units; of a mature month for a launch, of
        the last full month for a family that phases out.
    growth
        Part a year: 0.18 is 18 % more demand than a year before.
    season
        Factor of each calendar month, average 1.
    noise
        Standard deviation of a month around its expectation, as a part of it.
    launched, leaving
        First month of sales; month from which demand falls to nothing within two years.
    chance
        Probability that a month has any demand at all.
    hours
        Hours a unit on each resource, by its code.
    bought
        Most units a month that a supplier can deliver instead.
    quoted
        What a subcontractor asked for a unit who has not been used so far.
    optimism
        The annual operating plan as a part of what was to be expected.
    """

    code: str
    name: str
    policy: str
    price: float
    cost: float
    level: float
    hours: dict[str, float]
    growth: float = 0.0
    season: tuple[float, ...] = FLAT
    noise: float = 0.06
    shortage_policy: str = "backorder"
    launched: pd.Period | None = None
    leaving: pd.Period | None = None
    chance: float = 1.0
    bought: float | None = None
    quoted: float | None = None
    days: tuple[float, float, float] | None = None
    backlog: float | None = None
    optimism: float = 1.03
    priority: int = 2


@dataclass(frozen=True)
class Workshop:
    """One resource; `workers` and all money and heads only for labour.

    Hours a day are those of one worker (labour) or of the whole resource (equipment); wages are
    money a worker-day, `overtime_share` is a part of regular hours.
    """

    code: str
    name: str
    kind: str
    workers: float | None
    hours_per_day: float
    overtime_share: float | None = None
    wage_per_day: float | None = None
    overtime_cost_per_hour: float | None = None
    hire_cost: float | None = None
    layoff_cost: float | None = None
    max_workers: float | None = None
    max_hires: float | None = None
    max_layoffs: float | None = None


FAMILIES = (
    SampleFamily(
        "Garden",
        "Garden pumps",
        "MTS",
        price=189,
        cost=118,
        level=1450,
        growth=0.02,
        season=SPRING,
        noise=0.11,
        shortage_policy="lost sales",
        days=(5, 12, 45),
        hours={"Machining": 0.35, "Assembly": 0.9},
    ),
    SampleFamily(
        "Circulator",
        "Heating circulators",
        "MTS",
        price=96,
        cost=57,
        level=2400,
        growth=0.01,
        season=AUTUMN,
        noise=0.07,
        bought=300,
        days=(4, 10, 40),
        hours={"Machining": 0.2, "Assembly": 0.45},
    ),
    SampleFamily(
        "Booster",
        "Pressure boosters",
        "MTS",
        price=428,
        cost=262,
        level=1000,
        growth=0.18,
        season=BUILDING,
        noise=0.08,
        bought=120,
        days=(4, 9, 35),
        priority=1,
        hours={"Machining": 0.55, "Assembly": 1.3, "TestBench": 0.25},
    ),
    SampleFamily(
        "Sewage",
        "Wastewater pumps",
        "MTS",
        price=545,
        cost=338,
        level=700,
        bought=80,
        days=(5, 11, 35),
        priority=1,
        season=INDUSTRY,
        hours={"Machining": 0.6, "Assembly": 1.5, "TestBench": 0.3},
    ),
    SampleFamily(
        "BeltDrive",
        "Belt drives",
        "MTS",
        price=212,
        cost=141,
        level=820,
        leaving=month("2024-09"),
        noise=0.08,
        days=(3, 8, 30),
        optimism=1.4,
        priority=3,
        season=INDUSTRY,
        hours={"Machining": 0.45, "Assembly": 1.0},
    ),
    SampleFamily(
        "SmartDrive",
        "Smart drives",
        "MTS",
        quoted=498,
        price=655,
        cost=371,
        level=520,
        launched=month("2025-06"),
        noise=0.09,
        days=(5, 15, 45),
        optimism=1.25,
        priority=1,
        season=INDUSTRY,
        hours={"Machining": 0.4, "Assembly": 1.4, "TestBench": 0.3},
    ),
    SampleFamily(
        "RepairKit",
        "Repair and seal kits",
        "MTS",
        price=74,
        cost=29,
        level=640,
        noise=0.35,
        chance=0.5,
        days=(10, 25, 90),
        optimism=1.0,
        priority=3,
        hours={"Machining": 0.05, "Assembly": 0.1},
    ),
    SampleFamily(
        "ProcessPump",
        "Process pumps",
        "MTO",
        price=6850,
        cost=4230,
        level=92,
        growth=0.03,
        noise=0.16,
        backlog=220,
        season=INDUSTRY,
        hours={"Machining": 2.2, "Fitting": 14, "TestBench": 1.5},
    ),
    SampleFamily(
        "CustomDrive",
        "Custom drives",
        "MTO",
        price=9400,
        cost=5900,
        level=66,
        growth=0.1,
        noise=0.2,
        backlog=170,
        quoted=7650,
        season=INDUSTRY,
        hours={"Machining": 2.5, "Fitting": 18, "TestBench": 1.6},
    ),
    SampleFamily(
        "TestSkid",
        "Test skids",
        "MTO",
        price=48500,
        cost=31000,
        level=3.5,
        noise=0.45,
        backlog=10,
        quoted=41500,
        optimism=1.1,
        priority=3,
        hours={"Machining": 12, "Fitting": 120, "TestBench": 10},
    ),
)

RESOURCES = (
    Workshop("Machining", "Machining centre", "equipment", None, 127, overtime_cost_per_hour=68),
    Workshop("TestBench", "Test bench", "equipment", None, 43, overtime_cost_per_hour=52),
    Workshop(
        "Assembly",
        "Assembly crew",
        "labour",
        35,
        7.5,
        0.1,
        wage_per_day=195,
        overtime_cost_per_hour=39,
        hire_cost=4500,
        layoff_cost=7000,
        max_workers=46,
        max_hires=3,
        max_layoffs=3,
    ),
    Workshop(
        "Fitting",
        "Project fitters",
        "labour",
        20,
        7.5,
        0.12,
        wage_per_day=228,
        overtime_cost_per_hour=46,
        hire_cost=6500,
        layoff_cost=10000,
        max_workers=24,
        max_hires=2,
        max_layoffs=2,
    ),
)
