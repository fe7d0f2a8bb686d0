"""Print accuracy, bands and cost of the forecast: ``python -m benchmarks.forecasting``.

Each panel's last months were kept aside; nothing is chosen by them. Columns: OWA, MASE and sMAPE as
in the M4 competition (Naive2 = 1.000), WMAPE over the whole panel, share of months that the 80 and
95 % bands held, MSIS of the 95 % band, CPU seconds for 100 series with backtest and bands. Where
statsforecast is installed, the median of its four models stands beside it on ``--sample`` series of
each panel, evenly spaced over it, so that every run takes the same; ``--all`` takes every series,
which takes hours. ``--most 100000`` shows the growth up to that number of series.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from benchmarks import statsforecast_peer as peer
from benchmarks.forecast_panels import INTERMITTENT, Panel, Score, by_naive2, panels, scored
from sop_addin.demand.boosting import fit_booster
from sop_addin.demand.forecast import forecast

HEADER = f"{'':<34}{'OWA':>7}{'MASE':>8}{'sMAPE':>8}{'WMAPE':>8}{'80 %':>7}{'95 %':>7}"
HEADER += f"{'MSIS95':>9}{'CPU/100':>9}"
MOST_OWA = {"m3_monthly": 0.800, "tourism_monthly": 0.790, "m1_monthly": 0.881}
MOST_OWA["sop_families_monthly"] = 1.0
MOST_MSIS = {"m3_monthly": 6.5}
COVERED = ("m3_monthly", "tourism_monthly", "m1_monthly", "sop_families_monthly")
COVERED += ("pbs_atc2_families_monthly", "aus_retail_monthly", "stallion_sku_monthly")
COLD = """
import time; start = time.perf_counter()
import numpy as np, pandas as pd
from sop_addin.demand.forecast import forecast
y = np.random.default_rng(1).lognormal(5, 0.3, 200 * 96)
ds = np.tile(pd.period_range("2018-03", periods=96, freq="M"), 200)
ids = np.repeat(np.arange(200), 96)
forecast(pd.DataFrame({"unique_id": ids, "ds": pd.PeriodIndex(ds, freq="M"), "y": y}), 18)
print(time.perf_counter() - start)
"""

Method = Callable[[pd.DataFrame, int], pd.DataFrame]


class Targets:
    """Targets with what was reached, printed together at the end."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def check(self, what: str, reached: float, least: float, most: float) -> None:
        wanted = f"<= {most:.3f}" if least == -np.inf else f"{least:.3f} to {most:.3f}"
        word = "reached" if least <= reached <= most else "MISSED"
        self.lines.append(f"  {what:<52}{wanted:>16}{reached:>10.4f}  {word}")

    def show(self) -> None:
        print(f"\n{'targets':<54}{'wanted':>16}{'found':>10}")
        print("\n".join(self.lines))


def by_this(train: pd.DataFrame, horizon: int) -> pd.DataFrame:
    return forecast(train, horizon).forecasts


def report(data: Panel, method: Method, name: str) -> tuple[Score, float]:
    """Print one line, and return the measures and CPU seconds for 100 series."""
    start = time.process_time()
    ahead = method(data.train, data.horizon)
    cpu = 100 * (time.process_time() - start) / data.series
    found = scored(data, ahead)
    line = f"  {name:<32}{found.owa:7.4f}{found.mase:8.4f}{found.smape:8.3f}{found.wmape:8.4f}"
    for number, width, digits in ((found.held80, 7, 3), (found.held95, 7, 3), (found.msis95, 9, 2)):
        line += " " * width if np.isnan(number) else f"{number:{width}.{digits}f}"
    print(f"{line}{cpu:9.3f}", flush=True)
    if data.name in INTERMITTENT:
        print(f"    RMSSE {found.rmsse:.4f}, bias (forecast - actual) {found.bias:+.1%}")
    return found, cpu


def judge(data: Panel, sample: int, targets: Targets) -> None:
    """Print all methods on one panel and note what was reached."""
    print(f"\n{data.name}: {data.series} series, {data.horizon} months ahead\n{HEADER}")
    base, _ = report(data, by_naive2, "Naive2")
    ours, cpu = report(data, by_this, "sop_addin")
    if data.name in MOST_OWA:
        targets.check(f"{data.name}: OWA", ours.owa, -np.inf, MOST_OWA[data.name])
    if data.name in MOST_MSIS:
        targets.check(f"{data.name}: MSIS95", ours.msis95, -np.inf, MOST_MSIS[data.name])
    for category, error in ours.by_category.items():
        other = base.by_category[category]
        print(f"    {category:<12} WMAPE {error:.4f}  Naive2 {other:.4f}")
        if data.name == "sop_families_monthly":
            targets.check(f"{data.name}: WMAPE of {category} / Naive2", error / other, -np.inf, 1.0)
    if data.name in COVERED:
        targets.check(f"{data.name}: 80 % band held", ours.held80, 0.78, 0.82)
        targets.check(f"{data.name}: 95 % band held", ours.held95, 0.93, 0.97)
    if sample and peer.available() and data.name in MOST_OWA:
        beside(data, sample, cpu, targets)


def beside(data: Panel, sample: int, cpu: float, targets: Targets) -> None:
    """Print statsforecast's models on a sample, and this forecast of the same series.

    The whole panel was forecast together, the sample from it is scored: as the panel is used.
    """
    part = data.sample(sample)
    whole = by_this(data.train, data.horizon)
    names = ", ".join(part.train["unique_id"].unique()[:3])
    print(f"  {part.series} of them, evenly spaced ({names} ...):")
    report(part, by_naive2, "Naive2")
    report(part, lambda train, horizon: whole, "sop_addin (CPU: see above)")
    fast = ("AutoETS", "DynamicOptimizedTheta")
    report(part, lambda t, h: peer.by_statsforecast(t, h, fast), "statsforecast ETS, DOTM")
    _, theirs = report(part, peer.by_statsforecast, "statsforecast median of four")
    print(
        f"    for 100 series: {cpu:.3f} s against {theirs:.1f} s, {theirs / cpu:,.0f} times as much"
    )
    targets.check(f"{data.name}: CPU / that of the median of four", cpu / theirs, -np.inf, 0.01)


def growth(targets: Targets, most: int) -> None:
    """Print what 200 families and 10, 100 ... times as many cost, 96 months each, 18 ahead."""
    print(f"\n{'series x 96 months, 18 ahead':<34}{'wall s':>8}{'CPU s':>8}{'CPU/100':>9}")
    for count in (n for n in (200, 1_000, 10_000, 100_000) if n <= most):
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
        print(f"{count:<34,}{wall:8.2f}{cpu:8.2f}{100 * cpu / count:9.3f}", flush=True)
    cold = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    targets.check("200 families x 96 months, cold: wall s", float(cold.stdout), -np.inf, 1.0)


def main() -> int:
    parser = argparse.ArgumentParser(description="Accuracy, bands and cost of the forecast.")
    parser.add_argument("--sample", type=int, default=20, help="series for statsforecast; 0: none")
    parser.add_argument("--all", action="store_true", help="every series for statsforecast")
    parser.add_argument("--most", type=int, default=10_000, help="series in the test of growth")
    options = parser.parse_args()
    if peer.available():
        some = "every series" if options.all else f"{options.sample} evenly spaced series"
        print(f"statsforecast {peer.version()} on {some} of each panel, one thread")
    else:
        print("statsforecast is not installed: no peer beside Naive2 (pip install statsforecast)")
    fit_booster(np.ones((60, 40)) + np.arange(40) % 7, 12)  # so that no panel pays for an import
    targets = Targets()
    for data in panels():
        judge(data, data.series if options.all else options.sample, targets)
    growth(targets, options.most)
    targets.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
