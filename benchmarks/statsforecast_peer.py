"""statsforecast's models on the same histories; it is optional and no dependency."""

from __future__ import annotations

import importlib.util

import numpy as np
import pandas as pd

__all__ = ["MODELS", "available", "by_statsforecast", "version"]

MODELS = ("AutoETS", "DynamicOptimizedTheta", "AutoCES", "AutoARIMA")


def available() -> bool:
    return importlib.util.find_spec("statsforecast") is not None


def version() -> str:
    import statsforecast  # noqa: PLC0415  (optional)

    return str(statsforecast.__version__)


def by_statsforecast(
    train: pd.DataFrame, horizon: int, names: tuple[str, ...] = MODELS
) -> pd.DataFrame:
    """Return the median of the named models, with the means of their limits as bands.

    One thread, seasonal naive where a model fails.
    """
    from statsforecast import StatsForecast, models  # noqa: PLC0415  (optional)

    engine = StatsForecast(
        models=[getattr(models, name)(season_length=12, alias=name) for name in names],
        freq=1,
        n_jobs=1,
        fallback_model=models.SeasonalNaive(season_length=12),
    )
    numbered = train.assign(ds=train["ds"].array.asi8)
    found = engine.forecast(df=numbered, h=horizon, level=[80, 95]).reset_index()
    out = {
        "unique_id": found["unique_id"],
        "ds": pd.PeriodIndex(
            pd.arrays.PeriodArray(found["ds"].to_numpy(np.int64), dtype=pd.PeriodDtype("M"))
        ),
        "yhat": found[list(names)].median(axis=1),
    }
    for limit in ("lo-80", "hi-80", "lo-95", "hi-95"):
        columns = [f"{name}-{limit}" for name in names if f"{name}-{limit}" in found]
        out[limit.replace("-", "")] = found[columns].mean(axis=1)
    return pd.DataFrame(out)
