"""Print accuracy, bands and cost of the forecast: ``python -m benchmarks.forecasting``.

Each panel's last months were kept aside; nothing is chosen by them. Columns: OWA, MASE and sMAPE as
in the M4 competition (Naive2 = 1.000), WMAPE over the whole panel, share of months that the 80 and
95 % bands held, MSIS of the 95 % band, CPU seconds for 100 series with backtest and bands.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sop_addin.demand.baselines import naive2
from sop_addin.demand.forecast import forecast
from sop_addin.demand.gaps import since_last_gap
from sop_addin.demand.measures import mase, rmsse, wmape
from sop_addin.demand.panel import long_frame, panel
from sop_addin.demand.seasonality import seasonality

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SPLIT = ("m3_monthly", "tourism_monthly", "m1_monthly", "sop_families_monthly")
LAST_YEAR = ("pbs_atc2_families_monthly", "aus_retail_monthly", "stallion_sku_monthly")
INTERMITTENT = ("carparts_monthly",)
LIMITS = ("lo80", "hi80", "lo95", "hi95")
HEADER = f"{'':<30}{'OWA':>7}{'MASE':>8}{'sMAPE':>8}{'WMAPE':>8}{'80 %':>7}{'95 %':>7}"
HEADER += f"{'MSIS95':>8}{'CPU/100':>9}"

Method = Callable[[pd.DataFrame, int], pd.DataFrame]


@dataclass(frozen=True)
class Panel:
    """A panel with its last months kept aside."""

    name: str
    train: pd.DataFrame
    test: pd.DataFrame

    @property
    def horizon(self) -> int:
        return int(self.test.groupby("unique_id").size().max())


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
        train = since_last_gap(rows.loc[~test, ["unique_id", "ds", "y"]]).rows
        both = rows["unique_id"].isin(train["unique_id"])
        yield Panel(name, train, rows.loc[test & both, columns])


def by_naive2(train: pd.DataFrame, horizon: int) -> pd.DataFrame:
    data = panel(train)
    ahead = naive2(data.values, horizon, seasonality(data.values))
    return long_frame(data.ids, data.ends + 1, {"yhat": ahead})


def by_this(train: pd.DataFrame, horizon: int) -> pd.DataFrame:
    return forecast(train, horizon).forecasts


def by_statsforecast(train: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Return the mean of AutoETS and DynamicOptimizedTheta: the same two ideas, one by one."""
    from statsforecast import StatsForecast  # noqa: PLC0415  (optional)
    from statsforecast.models import AutoETS, DynamicOptimizedTheta, SeasonalNaive  # noqa: PLC0415

    models = [AutoETS(season_length=12), DynamicOptimizedTheta(season_length=12)]
    engine = StatsForecast(
        models=models, freq="MS", n_jobs=1, fallback_model=SeasonalNaive(season_length=12)
    )
    dated = train.assign(ds=train["ds"].dt.to_timestamp())
    found = engine.forecast(df=dated, h=horizon).reset_index()
    found["ds"] = found["ds"].dt.to_period("M")
    return found.assign(yhat=found[["AutoETS", "DynamicOptimizedTheta"]].mean(axis=1))


def smape(forecast: np.ndarray, actual: np.ndarray) -> float:
    size = np.abs(forecast) + np.abs(actual)
    parts = np.where(size == 0, 0.0, 200 * np.abs(forecast - actual) / np.where(size == 0, 1, size))
    return float(parts.mean())


def series_scores(data: Panel, ahead: pd.DataFrame) -> pd.DataFrame:
    """Return MASE, RMSSE, sMAPE and MSIS95 of each series; NaN where its history never changes."""
    joined = data.test.merge(ahead, on=["unique_id", "ds"], how="left", validate="1:1")
    if joined["yhat"].isna().any():
        raise SystemExit(f"{data.name}: {joined['yhat'].isna().sum()} forecasts are missing")
    history = {key: rows["y"].to_numpy() for key, rows in data.train.groupby("unique_id")}
    scores = []
    for key, rows in joined.groupby("unique_id", sort=False):
        f, a, y = rows["yhat"].to_numpy(), rows["y"].to_numpy(), history[key]
        score = {"mase": mase(f, a, y), "smape": smape(f, a), "rmsse": rmsse(f, a, y)}
        if "lo95" in rows:
            lo, hi = rows["lo95"].to_numpy(), rows["hi95"].to_numpy()
            width = hi - lo + 40 * (np.maximum(lo - a, 0) + np.maximum(a - hi, 0))
            score["msis"] = mase(width, np.zeros(len(width)), y)
        scores.append(score)
    return pd.DataFrame(scores)


def report(data: Panel, method: Method, name: str, against: pd.DataFrame) -> pd.DataFrame:
    start = time.process_time()
    ahead = method(data.train, data.horizon)
    cpu = 100 * (time.process_time() - start) / data.train["unique_id"].nunique()
    found = series_scores(data, ahead)
    scores, base = found.mean(), against.mean()
    owa = (scores["smape"] / base["smape"] + scores["mase"] / base["mase"]) / 2
    joined = data.test.merge(ahead, on=["unique_id", "ds"])
    error = wmape(joined["yhat"], joined["y"])
    line = f"  {name:<28}{owa:7.4f}{scores['mase']:8.4f}{scores['smape']:8.3f}{error:8.4f}"
    if set(LIMITS) <= set(joined):
        for level in ("80", "95"):
            inside = (joined["y"] >= joined[f"lo{level}"]) & (joined["y"] <= joined[f"hi{level}"])
            line += f"{inside.mean():7.3f}"
        line += f"{scores['msis']:8.2f}"
    else:
        line += f"{'':22}"
    print(f"{line}{cpu:9.3f}", flush=True)
    if data.name in INTERMITTENT:
        bias = (joined["yhat"] - joined["y"]).sum() / joined["y"].sum()
        print(f"    RMSSE {scores['rmsse']:.4f}, bias (forecast - actual) {bias:+.1%}")
    return joined


def by_category(ours: pd.DataFrame, base: pd.DataFrame) -> None:
    for category, rows in ours.groupby("category"):
        other = base[base["category"] == category]
        print(
            f"    {category:<12} WMAPE {wmape(rows['yhat'], rows['y']):.4f}"
            f"  Naive2 {wmape(other['yhat'], other['y']):.4f}"
        )


def main() -> int:
    peer = importlib.util.find_spec("statsforecast") is not None
    if not peer:
        print("statsforecast is not installed: no peer beside Naive2 (pip install statsforecast)")
    for data in panels():
        count = data.train["unique_id"].nunique()
        print(f"\n{data.name}: {count} series, {data.horizon} months ahead\n{HEADER}")
        against = series_scores(data, by_naive2(data.train, data.horizon))
        base = report(data, by_naive2, "Naive2", against)
        ours = report(data, by_this, "sop_addin", against)
        if peer and data.name not in INTERMITTENT:
            report(data, by_statsforecast, "statsforecast ETS + DOTM", against)
        if data.name == "sop_families_monthly":
            by_category(ours, base)
    growth()
    return 0


def growth() -> None:
    """Print what 200 families and 10 and 100 times as many cost, 96 months each, 18 ahead."""
    print(f"\n{'series x 96 months, 18 ahead':<30}{'wall s':>8}{'CPU s':>8}")
    for count in (200, 2_000, 20_000):
        noise = np.random.default_rng(1).lognormal(5, 0.3, (count, 96))
        months = pd.period_range("2018-03", periods=96, freq="M")
        train = pd.DataFrame(
            {
                "unique_id": np.repeat(np.arange(count), 96),
                "ds": pd.PeriodIndex(np.tile(months, count), freq="M"),
                "y": noise.ravel(),
            }
        )
        wall, cpu = time.perf_counter(), time.process_time()
        forecast(train, 18)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{count:<30,}{wall:8.2f}{cpu:8.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
