"""One recommended action a family, in plain words, with its reason and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from sop_addin.periods import lag
from sop_addin.presop.company_plan import CompanyPlan, Floats, known_sum
from sop_addin.presop.delivery import NOTHING, Delivery, delivery, waiting
from sop_addin.presop.excess import Excess, excess
from sop_addin.presop.wording import amount, counted, money, month_text, span_text

__all__ = ["Action", "recommendations"]

_CLOSE = 0.10
"""A position that ends within a tenth of its target is on target."""

_ROUNDING = 1.0
"""Units that rounding a plan to whole units may be off by."""

_HARDLY = 0.5
"""Per cent above a maximum that prints as 0 and asks for no decision."""

_EXACT = 0.01
"""A position within a hundredth of its target is as good as on it."""

_AOP_TOLERANCE = 0.05
"""Revenue that is under its AOP by more than this part needs a word."""


class Action(StrEnum):
    """What the meeting is asked for; the word every recommendation starts with."""

    PLAN = "Plan"
    DECIDE = "Decide"
    RAISE = "Raise"
    LOWER = "Lower"
    REVIEW = "Review"
    APPROVE = "Approve"


@dataclass(frozen=True)
class _Advice:
    """An action, the sentence that follows it, and the money at stake (NaN: not known)."""

    action: Action
    reason: str
    stake: float = 0.0


def recommendations(plan: CompanyPlan, shortages: pd.DataFrame) -> pd.DataFrame:
    """Return one recommendation a family, those that need action first, the most money first.

    In this order a family's first finding makes its recommendation: no plan yet; units short
    (stake: the money at risk); a resource over 100 %; stock under its minimum (at cost); stock
    over its maximum (at cost); a backlog or stock that ends more than 10 % off its target;
    revenue more than 5 % under the AOP; otherwise the plan is to be approved.

    Parameters
    ----------
    plan
        The company's plan.
    shortages
        Table shortages: ``object``, ``month``, ``families`` name the resources that are short.

    Returns
    -------
    pandas.DataFrame
        ``family``, ``action``, ``reason``, ``stake`` (money, never negative; NaN where it cannot
        be valued, placed after the known ones) and ``recommendation`` ("Action: reason").
    """
    advice = list(_advice(plan, shortages))
    frame = pd.DataFrame(
        {
            "family": plan.families,
            "action": [a.action.value for a in advice],
            "reason": [a.reason for a in advice],
            "stake": np.array([a.stake for a in advice], dtype=float),
            "recommendation": [f"{a.action}: {a.reason}" for a in advice],
        }
    )
    stake = frame["stake"].fillna(-1.0).to_numpy()
    fine = (frame["action"] == Action.APPROVE.value).to_numpy()
    order = np.lexsort((np.arange(len(frame)), -stake, fine))
    return frame.iloc[order].reset_index(drop=True)


def _advice(plan: CompanyPlan, shortages: pd.DataFrame) -> Iterator[_Advice]:
    delivered = delivery(plan)
    names = _bottlenecks(plan, shortages)
    for i, family in enumerate(plan.families):
        if not plan.planned[i]:
            yield _Advice(Action.PLAN, "no production plan yet; run Plan before the meeting.")
            continue
        yield (
            _short(plan, delivered, i, names.get(family, []))
            or _overloaded(plan, i, names.get(family, []))
            or _below_minimum(plan, i)
            or _above_maximum(plan, i)
            or _off_target(plan, i)
            or _under_aop(plan, i)
            or _approve(plan, i)
        )


def _bottlenecks(plan: CompanyPlan, shortages: pd.DataFrame) -> dict[str, list[tuple[int, str]]]:
    """Return by family the resources that are short, each with its month, the earliest first."""
    rows = shortages[~shortages["object"].isin(plan.families)]
    rows = rows.sort_values(["month", "object"], kind="stable")
    found: dict[str, list[tuple[int, str]]] = {}
    for name, month, hit in zip(rows["object"], rows["month"], rows["families"], strict=True):
        for family in str(hit).split(","):
            found.setdefault(family.strip(), []).append((lag(month, plan.cycle), str(name)))
    return found


def _on(names: list[tuple[int, str]], month: int) -> str:
    """Name the first resource that is short up to a month of the horizon."""
    return next((f" on {name}" for at, name in names if at <= month), "")


def _risk(plan: CompanyPlan, value: float) -> str:
    return f"{money(value, plan)} at risk" if np.isfinite(value) else "no price to value it"


def _short(
    plan: CompanyPlan, found: Delivery, i: int, names: list[tuple[int, str]]
) -> _Advice | None:
    if not found.short[i] >= NOTHING:
        return None
    wait = waiting(plan)[i]
    first = int(np.argmax(wait >= min(NOTHING, wait.max())))
    on = _on(names, int(np.flatnonzero(wait == wait.max())[-1]))
    units, risk = f"{amount(found.short[i])} {plan.unit_of(i)}", _risk(plan, found.at_risk[i])
    since = f"from {month_text(plan.months[first])}{on}"
    if plan.mto[i]:
        end = _ending(plan, wait, "back on target", "above")
        reason = f"backlog {units} above target {since}{end}; {risk}."
    else:
        due = plan.horizon("past_due")[i]
        verb = "late" if (due >= NOTHING).any() else "lost"
        reason = f"{units} {verb} {since}{_ending(plan, due, 'caught up', 'late')}; {risk}."
    return _Advice(Action.DECIDE, reason, float(found.at_risk[i]))


def _ending(plan: CompanyPlan, wait: Floats, over: str, still: str) -> str:
    """Say how it ends: when nothing waits any more, or what still does; empty where nothing did."""
    late = np.flatnonzero(wait >= NOTHING)
    if not late.size:
        return ""
    if late[-1] + 1 < len(wait):
        return f", {over} by {month_text(plan.months[late[-1] + 1])}"
    return f", {amount(wait[-1])} still {still} at the end"


def _overloaded(plan: CompanyPlan, i: int, names: list[tuple[int, str]]) -> _Advice | None:
    load = plan.horizon("tightest_resource")[i]
    if not (load > 100.05).any():
        return None
    worst = int(np.nanargmax(load))
    name = next((name for at, name in names if at == worst), "its tightest resource")
    reason = f"{name} at {amount(load[worst])} % in {month_text(plan.months[worst])}."
    return _Advice(Action.DECIDE, reason, float("nan"))


def _below_minimum(plan: CompanyPlan, i: int) -> _Advice | None:
    if plan.mto[i]:
        return None
    gap = plan.horizon("minimum")[i] - plan.horizon("inventory")[i]
    low = gap >= NOTHING
    if not low.any():
        return None
    worst, first = float(np.nanmax(gap)), int(np.argmax(low))
    reason = (
        f"stock under its minimum in {counted(int(low.sum()), 'month', 'months')}, first in "
        f"{month_text(plan.months[first])}; add {amount(worst)} {plan.unit_of(i)}."
    )
    return _Advice(Action.RAISE, reason, worst * float(plan.cost[i]))


def _above_maximum(plan: CompanyPlan, i: int) -> _Advice | None:
    over = excess(plan, i)
    if over is None or over.most < NOTHING or over.percent < _HARDLY:
        return None
    when = span_text(plan.months[over.first], plan.months[over.last])
    much = f"{amount(over.percent)} %" if np.isfinite(over.percent) else amount(over.most)
    reason = f"stock up to {much} above maximum, {when}; {_cut(plan, over)}."
    return _Advice(Action.LOWER, reason, over.most * float(plan.cost[i]))


def _cut(plan: CompanyPlan, over: Excess) -> str:
    if over.cut < NOTHING:
        return "nothing to cut, let it sell off"
    when = span_text(plan.months[over.cut_first], plan.months[over.cut_last])
    each = "" if over.cut_first == over.cut_last else " a month"
    return f"cut {when} by {amount(over.cut)}{each}"


def _off_target(plan: CompanyPlan, i: int) -> _Advice | None:
    end, target = plan.position()[i, -1], plan.horizon("target")[i, -1]
    gap = end - target
    if not abs(gap) > max(_ROUNDING, _CLOSE * target):
        return None
    side = "above" if gap > 0 else "under"
    if plan.mto[i] and gap < 0:
        reason = f"backlog ends {_share(gap, target)} under target; slow down or sell more."
        return _Advice(Action.LOWER, reason, float(-gap * plan.price[i]))
    change = "cut" if gap > 0 else "add"
    reason = (
        f"stock ends {_share(gap, target)} {side} target; {change} {amount(abs(gap))} "
        f"{plan.unit_of(i)} by {month_text(plan.months[-1])}."
    )
    action = Action.LOWER if gap > 0 else Action.RAISE
    return _Advice(action, reason, float(abs(gap) * plan.cost[i]))


def _share(gap: float, target: float) -> str:
    return f"{amount(100 * abs(gap) / target)} %" if target > 0 else amount(abs(gap))


def _under_aop(plan: CompanyPlan, i: int) -> _Advice | None:
    aop = plan.horizon("aop_revenue")[i]
    gap = plan.horizon("revenue")[i] - aop
    both = np.isfinite(gap)
    under, base = -float(gap[both].sum()), float(aop[both].sum())
    if not both.any() or base <= 0 or under <= _AOP_TOLERANCE * base:
        return None
    last = month_text(plan.months[int(np.flatnonzero(both)[-1])])
    much = f"{amount(100 * under / base)} % ({money(under, plan)})"
    reason = f"demand covered, but revenue to {last} {much} under AOP."
    return _Advice(Action.REVIEW, reason, under)


def _approve(plan: CompanyPlan, i: int) -> _Advice:
    demand: Floats = plan.horizon("unconstrained_demand")[i]
    if not known_sum(demand) > 0:
        return _Advice(Action.REVIEW, "no demand in the horizon; forecast it or retire it.")
    end, target = plan.position()[i, -1], plan.horizon("target")[i, -1]
    if not np.isfinite(target):
        where = f"ends at {amount(end)} {plan.unit_of(i)}, set a target"
    elif abs(end - target) < max(NOTHING, _EXACT * target):
        where = "ends on target"
    else:
        where = f"ends {_share(end - target, target)} {'above' if end > target else 'under'} target"
    if plan.mto[i]:
        where += f" in {month_text(plan.months[-1])}"
        return _Advice(Action.APPROVE, f"backlog {where}{_assumed(plan, i)}.")
    where += _thin(plan, i) + _assumed(plan, i)
    reason = f"demand covered in all {len(demand)} months; stock {where}."
    return _Advice(Action.APPROVE, reason)


def _assumed(plan: CompanyPlan, i: int) -> str:
    """Say that the plan does not start from a position that was reported."""
    name = "order_backlog" if plan.mto[i] else "inventory"
    if np.isfinite(plan.last_closed(name)[i]):
        return ""
    return f"; opening {'backlog' if plan.mto[i] else 'stock'} not reported"


def _thin(plan: CompanyPlan, i: int) -> str:
    """Say in how many months stock is more than a tenth under its target."""
    low = plan.horizon("inventory")[i] < (1 - _CLOSE) * plan.horizon("target")[i] - NOTHING
    number = int(low.sum())
    return f", under it in {counted(number, 'month', 'months')}" if number else ""
