"""The approved plan of a cycle as text: sorted, one number a line, the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import pandas as pd

__all__ = ["approved_months", "as_csv", "as_json"]

_KEYS = ["family", "series", "month"]


def approved_months(versions: pd.DataFrame, cycle: pd.Period, version: str) -> pd.DataFrame:
    """Return a version of a cycle by calendar month, so that two cycles compare line by line.

    Parameters
    ----------
    versions
        ``cycle, version, family, series, lag0, lag1, ...``, units.

    Returns
    -------
    DataFrame
        ``family, series, month, value``, sorted; blanks left out.

    Examples
    --------
    >>> cycle = pd.Period("2026-03", "M")
    >>> row = {"cycle": [cycle], "version": "approved", "family": "Pumps", "series": "production"}
    >>> frame = approved_months(pd.DataFrame(row | {"lag0": 80.0, "lag1": 90.5}), cycle, "approved")
    >>> print(as_csv(frame, {"Pumps": "pcs"}), end="")
    family,series,month,unit,value
    Pumps,production,2026-03,pcs,80
    Pumps,production,2026-04,pcs,90.5
    """
    own = versions[(versions["cycle"] == cycle) & (versions["version"] == version)]
    lags = [name for name in own.columns if str(name).startswith("lag")]
    long = own.melt(["family", "series"], lags, "lag").dropna(subset="value")
    months = {name: str(cycle + int(str(name).removeprefix("lag"))) for name in lags}
    long = long.assign(month=long["lag"].map(months).astype(object))
    return long[[*_KEYS, "value"]].sort_values(_KEYS, ignore_index=True)


def as_csv(months: pd.DataFrame, units: Mapping[str, str]) -> str:
    """Return one line a family, series and month, with its unit of measure."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([*_KEYS, "unit", "value"])
    for family, series, month, value in months.itertuples(index=False):
        lines.writerow([family, series, month, units.get(family, ""), _shown(value)])
    return text.getvalue()


def as_json(
    months: pd.DataFrame, units: Mapping[str, str], cycle: pd.Period, signatures: pd.DataFrame
) -> str:
    """Return the same by family and series, with who signed which phase.

    Parameters
    ----------
    signatures
        ``phase, signed_by, signed_on, content``.
    """
    plan: dict[str, dict[str, dict[str, float]]] = {}
    for family, series, month, value in months.itertuples(index=False):
        plan.setdefault(family, {}).setdefault(series, {})[month] = float(_shown(value))
    signed = {
        row["phase"]: {
            "by": row["signed_by"],
            "on": "" if pd.isna(row["signed_on"]) else f"{row['signed_on']:%Y-%m-%d}",
            "fingerprint": row["content"],
        }
        for _, row in signatures.iterrows()
        if row["signed_by"]
    }
    known = {family: units.get(family, "") for family in plan}
    content = {"cycle": str(cycle), "plan": plan, "signatures": signed, "units": known}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _shown(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
