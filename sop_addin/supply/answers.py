"""What a solver returned, and where it stood when it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sop_addin.supply.matrix import Matrix
from sop_addin.supply.quantities import Floats

__all__ = ["Answer", "Start"]


@dataclass(frozen=True, eq=False)
class Start:
    """Where a solver stood at the end of a run, from which a changed model is solved sooner.

    Parameters
    ----------
    solver
        The solver with its model, ``None`` where it does not keep one.
    basis
        Which columns and rows stood at a bound.
    columns, rows
        Size of the model. A model that begins with the same columns and rows, and has some more,
        can start here, too.
    """

    solver: Any = None
    basis: Any = None
    columns: int = 0
    rows: int = 0

    def fits(self, matrix: Matrix) -> bool:
        """Whether a model can start here."""
        larger = self.columns <= len(matrix.low) and self.rows <= len(matrix.row_low)
        return self.solver is not None and larger and not matrix.whole.any()


@dataclass(frozen=True, eq=False)
class Answer:
    """What a solver returned: values of the columns, gap, and where it stood."""

    values: Floats
    gap: float
    reproducible: bool
    start: Start
