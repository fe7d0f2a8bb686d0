"""Panels of monthly series with their last months kept aside, and how forecasts of them score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sop_addin.demand.baselines import naive2
from sop_addin.demand.gaps import without_gaps
from sop_addin.demand.measures import mase, rmsse, wmape
from sop_addin.demand.panel import long_frame, panel
from sop_addin.demand.seasonality import seasonality

__all__ = ["INTERMITTENT", "Panel", "Score", "by_naive2", "panels", "scored"]

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SPLIT = ("m3_monthly", "tourism_monthly", "m1_monthly", "sop_families_monthly")
LAST_YEAR = ("pbs_atc2_families_monthly", "aus_retail_monthly", "stallion_sku_monthly")
INTERMITTENT = ("carparts_monthly",)


@dataclass(frozen=True)
class Panel:
    """A panel with its last months kept aside."""

    name: str
    train: pd.DataFrame
    test: pd.DataFrame

    @property
    def horizon(self) -> int:
        return int(self.test.groupby("unique_id").size().max())

    @property
    def series(self) -> int:
        return int(self.train["unique_id"].nunique())

    def sample(self, count: int) -> Panel:
        """Return the panel with `count` of its series, evenly spaced."""
        names = self.train["unique_id"].unique()
        kept = names[np.unique(np.linspace(0, len(names) - 1, count).round().astype(int))]
        train, test = (part[part["unique_id"].isin(kept)] for part in (self.train, self.test))
        return Panel(self.name, train, test)


@dataclass(frozen=True)
class Score:
    """Measures of one method on one panel; NaN where a method has no bands.

    `held80` and `held95` are the shares of months within the bands; `by_category` is the WMAPE.
    """

    owa: float
    mase: float
    smape: float
    wmape: float
    rmsse: float
    bias: float
    held80: float
    held95: float
    msis95: float
    by_category: dict[str, float]


def panels() -> Iterator[Panel]:
    for name in SPLIT + LAST_YEAR + INTERMITTENT:
        file = DATA / f"{name}.csv.gz"
        if not file.is_file():
            print(f"{name}: not found")
            continue
        rows = pd.read_csv(file).dropna(subset="y")
        rows["unique_id"] = rows["unique_id"].astype(str)
        rows["ds"] = pd.PeriodIndex(rows["ds"], freq="M")
        kept = rows.groupby("unique_id")["ds"].transform("max") - 12 < rows["ds"]
        test = rows["split"] == "test" if "split" in rows else kept
        columns = ["unique_id", "ds", "y", *(["category"] if "category" in rows else [])]
        train = without_gaps(rows.loc[~test, ["unique_id", "ds", "y"]]).rows
        both = rows["unique_id"].isin(train["unique_id"])
        yield Panel(name, train, rows.loc[test & both, columns])


def by_naive2(train: pd.DataFrame, horizon: int) -> pd.DataFrame:
    data = panel(train)
    ahead = naive2(data.values, horizon, seasonality(data.values))
    return long_frame(data.ids, data.ends + 1, {"yhat": ahead})


def scored(data: Panel, ahead: pd.DataFrame) -> Score:
    """Return the measures of forecasts; OWA as in the M4 competition, Naive2 = 1."""
    found = _series_scores(data, ahead).mean()
    base = _series_scores(data, by_naive2(data.train, data.horizon)).mean()
    joined = data.test.merge(ahead, on=["unique_id", "ds"])
    held = {level: float("nan") for level in ("80", "95")}
    for level in held:
        if f"lo{level}" in joined:
            inside = joined["y"].between(joined[f"lo{level}"], joined[f"hi{level}"])
            held[level] = float(inside.mean())
    groups = joined.groupby("category") if "category" in joined else ()
    return Score(
        owa=(found["smape"] / base["smape"] + found["mase"] / base["mase"]) / 2,
        mase=found["mase"],
        smape=found["smape"],
        wmape=wmape(joined["yhat"], joined["y"]),
        rmsse=found["rmsse"],
        bias=float((joined["yhat"] - joined["y"]).sum() / joined["y"].sum()),
        held80=held["80"],
        held95=held["95"],
        msis95=found.get("msis", float("nan")),
        by_category={str(name): wmape(rows["yhat"], rows["y"]) for name, rows in groups},
    )


def _smape(forecast: np.ndarray, actual: np.ndarray) -> float:
    size = np.abs(forecast) + np.abs(actual)
    parts = np.where(size == 0, 0.0, 200 * np.abs(forecast - actual) / np.where(size == 0, 1, size))
    return float(parts.mean())


def _series_scores(data: Panel, ahead: pd.DataFrame) -> pd.DataFrame:
    """Return MASE, RMSSE, sMAPE and MSIS95 of each series; NaN where its history never changes."""
    joined = data.test.merge(ahead, on=["unique_id", "ds"], how="left", validate="1:1")
    if joined["yhat"].isna().any():
        raise SystemExit(f"{data.name}: {joined['yhat'].isna().sum()} forecasts are missing")
    history = {key: rows["y"].to_numpy() for key, rows in data.train.groupby("unique_id")}
    scores = []
    for key, rows in joined.groupby("unique_id", sort=False):
        f, a, y = rows["yhat"].to_numpy(), rows["y"].to_numpy(), history[key]
        score = {"mase": mase(f, a, y), "smape": _smape(f, a), "rmsse": rmsse(f, a, y)}
        if "lo95" in rows:
            lo, hi = rows["lo95"].to_numpy(), rows["hi95"].to_numpy()
            width = hi - lo + 40 * (np.maximum(lo - a, 0) + np.maximum(a - hi, 0))
            score["msis"] = mase(width, np.zeros(len(width)), y)
        scores.append(score)
    return pd.DataFrame(scores)
