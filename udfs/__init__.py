"""Worksheet functions: thin wrappers that convert, call the package and return rows of cells.

Excel asks for them by name from this package (``UDF MODULES = udfs``); what they are is declared in
:mod:`sop_addin.schema.functions`.
"""

from __future__ import annotations

from udfs.demand import (
    SOP_BIAS,
    SOP_FORECAST,
    SOP_FORECAST_BAND,
    SOP_FORECAST_INFO,
    SOP_FVA,
    SOP_PHASE_IN,
    SOP_TRACKING,
    SOP_WMAPE,
)
from udfs.supply import (
    SOP_CHASE,
    SOP_DAYS_SUPPLY,
    SOP_LEVEL_RATE,
    SOP_PROJ_BACKLOG,
    SOP_PROJ_INVENTORY,
)

__all__ = [
    "SOP_BIAS",
    "SOP_CHASE",
    "SOP_DAYS_SUPPLY",
    "SOP_FORECAST",
    "SOP_FORECAST_BAND",
    "SOP_FORECAST_INFO",
    "SOP_FVA",
    "SOP_LEVEL_RATE",
    "SOP_PHASE_IN",
    "SOP_PROJ_BACKLOG",
    "SOP_PROJ_INVENTORY",
    "SOP_TRACKING",
    "SOP_WMAPE",
]
