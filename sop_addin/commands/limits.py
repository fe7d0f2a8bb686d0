"""What stands behind the shortages of the plan on the pages: resources and materials."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sop_addin.commands.company import read_families
from sop_addin.commands.plan import read_problem
from sop_addin.commands.planned import planned_book
from sop_addin.commands.promotions import with_promoted_capacity
from sop_addin.commands.resources import rough_cut
from sop_addin.excel.book import Book
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.supply.binding import Binding, plan_binding
from sop_addin.supply.sourcing import sourcing

__all__ = ["read_limits"]


def read_limits(book: Book, plan: CompanyPlan) -> Binding:
    """Return what binds in which month of the plan on the pages; families as in the plan.

    Nothing binds a family that is retired.

    Raises
    ------
    DataError
        A parameter is missing or impossible.
    """
    live = planned_book(book)
    problem = read_problem(live, read_families(live), plan.cycle)
    problem = with_promoted_capacity(book, problem)
    kept = [plan.families.index(family.id) for family in problem.families]
    names = ("production", "overtime", "subcontract")
    parts = sourcing(*(plan.horizon(name)[kept] for name in names))
    found = plan_binding(rough_cut(book, problem, parts), problem)
    takes = np.zeros((len(found.names), len(plan.families)))
    full = np.zeros((*takes.shape, problem.count), dtype=bool)
    takes[:, kept], full[:, kept] = found.takes, found.full
    return replace(found, takes=takes, full=full)
