"""The same planning matrix, solved without PuLP: given straight to the solver, and by linopy."""

from __future__ import annotations

import time

import highspy
import numpy as np

from sop_addin.supply.matrix import Matrix

__all__ = ["OPTIONS", "direct", "with_linopy"]

OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 20260301,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
"""What every way of solving is given."""


def direct(matrix: Matrix, cost: np.ndarray) -> tuple[float, float]:
    """Return CPU seconds, and the objective, of handing the arrays to the solver and solving."""
    start = time.process_time()
    solver = highspy.Highs()
    for name, value in OPTIONS.items():
        solver.setOptionValue(name, value)
    size = len(matrix.low), len(matrix.row_low), len(matrix.values)
    kinds = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize)
    columns, rows = (cost, matrix.low, matrix.high), (matrix.row_low, matrix.row_high)
    places = (x.astype(np.int32) for x in (matrix.starts, matrix.columns))
    whole = matrix.whole.astype(np.int32)
    solver.passModel(*size, *kinds, 0.0, *columns, *rows, *places, matrix.values, whole)
    solver.run()
    return time.process_time() - start, solver.getInfo().objective_function_value


def with_linopy(matrix: Matrix, cost: np.ndarray) -> tuple[float, float] | str:
    """Return the same for linopy, or why it was not run."""
    try:
        import linopy  # noqa: PLC0415  only where it is installed
        import scipy.sparse  # noqa: PLC0415
        import xarray  # noqa: PLC0415
    except ImportError as error:
        return f"not run: {error.name} is not installed"
    start = time.process_time()
    model = linopy.Model()
    columns = xarray.DataArray(np.arange(len(matrix.low)), dims="column")
    x = model.add_variables(
        xarray.DataArray(matrix.low, coords={"column": columns}),
        xarray.DataArray(matrix.high, coords={"column": columns}),
        name="x",
    )
    shape = (len(matrix.row_low), len(matrix.low))
    whole = scipy.sparse.csr_matrix((matrix.values, matrix.columns, matrix.starts), shape)
    widths = np.diff(matrix.starts)
    for width in np.unique(widths[widths > 0]):
        picked = np.flatnonzero(widths == width)
        part = whole[picked]
        terms = x.isel(column=xarray.DataArray(part.indices.reshape(-1, width), dims=("row", "k")))
        values = xarray.DataArray(part.data.reshape(-1, width), dims=("row", "k"))
        left = (terms * values).sum("k")
        low, high = matrix.row_low[picked], matrix.row_high[picked]
        for sense, right in (("=", high), ("<=", high), (">=", low)):
            same = low == high
            mask = same if sense == "=" else ~same & np.isfinite(right)
            if mask.any():
                limit = xarray.DataArray(np.where(np.isfinite(right), right, 0.0), dims="row")
                where = xarray.DataArray(mask, dims="row")
                model.add_constraints(left, sense, limit, mask=where)
    model.add_objective((x * xarray.DataArray(cost, coords={"column": columns})).sum())
    model.solve("highs", io_api="direct", **OPTIONS)
    return time.process_time() - start, float(model.objective.value)
