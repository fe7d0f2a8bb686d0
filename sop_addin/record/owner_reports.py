"""The forecast report of each owner: the families that he or she answers for, and no other."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sop_addin.demand.forecast_years import MONTHS
from sop_addin.wording import amount, counted, month_text

__all__ = ["OwnerReport", "owner_reports"]

_MONTHS_AHEAD = 3
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")


@dataclass(frozen=True)
class OwnerReport:
    """What one owner gets.

    Parameters
    ----------
    owner
        As the families name him or her.
    file
        Name of the files without their endings; no two owners have the same.
    recipients
        The owner's address where the name holds one; else nobody, for a person to fill in.
    subject, text
        Of the mail.
    table
        The report's rows of these families, as CSV.
    """

    owner: str
    file: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    table: str


def owner_reports(
    rows: pd.DataFrame, families: pd.DataFrame, cycle: pd.Period
) -> list[OwnerReport]:
    """Return a report for each owner, in the order of the alphabet; families of nobody have none.

    Parameters
    ----------
    rows
        The forecast report: ``family, measure, year, jan, ..., dec, total``, units.
    families
        ``family, unit, demand_owner``; a blank owner is nobody.

    Examples
    --------
    >>> rows = pd.DataFrame({"family": ["Pumps", "Seals"], "measure": "Forecast", "year": "2026"})
    >>> rows = rows.assign(mar=[120.0, 5.0], total=[120.0, 5.0])
    >>> known = pd.DataFrame({"family": ["Pumps", "Seals"], "unit": "pcs"})
    >>> known["demand_owner"] = ["Ana Sales", ""]
    >>> (ana,) = owner_reports(rows, known, pd.Period("2026-03", "M"))
    >>> ana.file, ana.subject
    ('Ana_Sales', 'Forecast report 2026-03: 1 family of Ana Sales')
    >>> print(ana.table, end="")
    family,measure,year,mar,total
    Pumps,Forecast,2026,120,120
    """
    named = families.assign(demand_owner=families["demand_owner"].fillna("").str.strip())
    named = named[(named["demand_owner"] != "") & named["family"].isin(rows["family"])]
    made: list[OwnerReport] = []
    for owner, own in named.groupby("demand_owner", sort=True):
        taken = {report.file.casefold() for report in made}
        shown = rows[rows["family"].isin(own["family"])]
        made.append(_report(str(owner), own, shown, cycle, taken))
    return made


def _report(
    owner: str, families: pd.DataFrame, rows: pd.DataFrame, cycle: pd.Period, taken: set[str]
) -> OwnerReport:
    subject = f"Forecast report {cycle}: {counted(len(families), 'family')} of {owner}"
    units = {str(code): str(unit or "") for code, unit in families[["family", "unit"]].to_numpy()}
    listed = [_line(str(code), part, units[str(code)], cycle) for code, part in _parts(rows)]
    text = [
        f"The statistical forecast of cycle {cycle} for the families that you answer for. The file"
        " beside this mail shows three years of demand and the forecast with its 80 % band.",
        "",
        *listed,
        "",
        "Please say where you expect something else, and why.",
        "",
    ]
    recipients = (owner,) if _ADDRESS.search(owner) else ()
    return OwnerReport(owner, _free(owner, taken), recipients, subject, "\n".join(text), _csv(rows))


def _parts(rows: pd.DataFrame) -> Iterator[tuple[object, pd.DataFrame]]:
    yield from rows.groupby("family", sort=False)


def _line(code: str, rows: pd.DataFrame, unit: str, cycle: pd.Period) -> str:
    """Say what is forecast of a family for the months that come first."""
    ahead = rows[rows["measure"] == "Forecast"]
    said: list[str] = []
    for month in pd.period_range(cycle, periods=_MONTHS_AHEAD, freq="M"):
        column = MONTHS[month.month - 1]
        own = ahead.loc[ahead["year"] == str(month.year)].reindex(columns=[column])
        said += [f"{month_text(month)} {amount(value)}" for value in own[column].dropna()]
    told = f"{', '.join(said)} {unit}".strip() if said else "no forecast"
    return f"- {code}: {told}"


def _free(owner: str, taken: set[str]) -> str:
    """Return a name for the owner's files that no other owner has."""
    name = re.sub(r"\W+", "_", owner).strip("_") or "owner"
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _csv(rows: pd.DataFrame) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.columns)
    for line in rows.to_numpy(dtype=object).tolist():
        writer.writerow([_cell(value) for value in line])
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.2f}".rstrip("0").rstrip(".")
    return value
