"""Months of pages for all families at once, declared formulas computed from their inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.excel import page_frames
from sop_addin.excel.blocks import RememberedBlocks
from sop_addin.excel.geometry import PageGrid
from sop_addin.schema.declarations import FORMULA, Kind, Policy, Series
from sop_addin.schema.formulas import evaluate, names_in

__all__ = ["page_values"]

Array = npt.NDArray[Any]


def page_values(
    blocks: RememberedBlocks,
    grids: Sequence[PageGrid],
    series: Sequence[Series],
    families: pd.DataFrame,
) -> list[Array]:
    """Return the months of `series`, each of shape (pages, history + horizon).

    Parameters
    ----------
    grids
        Pages of one policy, at least one.
    families
        The families table: fields that are looked up come from it, not from stored results.

    Raises
    ------
    DataError
        The first cell that cannot be read.
    """
    page, policy = grids[0].page, grids[0].policy
    declared = {s.name: s for s in page.series_of(policy)}
    needed = _closure([s.name for s in series], declared, policy)
    stored = _stored(blocks, grids, [declared[n] for n in needed if declared[n].stored])
    formulas = {n: declared[n].formula_of(policy) for n in needed if declared[n].horizon == FORMULA}
    if not formulas:
        return [stored[s.name] for s in series]
    fields = _field_values(blocks, grids, families)
    openings = {
        n: np.nan_to_num(fields[declared[n].opening]) for n in formulas if declared[n].opening
    }
    closed = {n: f for n, f in formulas.items() if declared[n].history == FORMULA}
    cut = page.history
    ahead = evaluate(
        formulas, {n: v[:, cut:] for n, v in stored.items() if n not in formulas}, fields, openings
    )
    behind = {n: v[:, :cut] for n, v in stored.items()}
    if closed:
        behind |= evaluate(closed, behind, fields, {})
    blank = np.full((len(grids), cut), np.nan)
    whole = stored | {n: np.hstack([behind.get(n, blank), v]) for n, v in ahead.items()}
    return [whole[s.name] for s in series]


def _stored(
    blocks: RememberedBlocks, grids: Sequence[PageGrid], series: Sequence[Series]
) -> dict[str, Array]:
    rows = []
    for grid in grids:
        values, problems = page_frames.read_months(blocks, grid, series)
        if problems:
            raise problems[0]
        rows.append(values)
    return {s.name: np.stack([row[s.name] for row in rows]) for s in series}


def _field_values(
    blocks: RememberedBlocks, grids: Sequence[PageGrid], families: pd.DataFrame
) -> dict[str, Array]:
    """Return every field that formulas use, shape (pages,): looked up, or stored by Python."""
    rows = pd.Index(families["family"]).get_indexer(pd.Index([grid.key for grid in grids]))
    stored = []
    for grid in grids:
        found, problems = page_frames.read_fields(blocks, grid)
        if problems:
            raise problems[0]
        stored.append(found)
    values: dict[str, Array] = {}
    for field in grids[0].page.fields_of(grids[0].policy):
        if field.lookup:
            values[field.name] = np.where(rows < 0, np.nan, families[field.lookup].to_numpy()[rows])
            if field.blank_as is not None:
                values[field.name] = np.nan_to_num(values[field.name], nan=field.blank_as)
        elif field.kind is Kind.NUMBER and field.by != FORMULA:
            values[field.name] = np.array([row[field.name] for row in stored], float)
    return values


def _closure(names: Sequence[str], declared: Mapping[str, Series], policy: Policy) -> list[str]:
    """Return `names` and every series their formulas need, in page order."""
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in needed or name not in declared:
            continue
        needed.add(name)
        if declared[name].horizon == FORMULA:
            waiting += names_in(declared[name].formula_of(policy))
    return [name for name in declared if name in needed]
