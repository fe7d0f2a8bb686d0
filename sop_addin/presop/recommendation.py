"""One recommended action a family, in plain words, with its reason and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import CompanyPlan, Flags, Floats, known_sum
from sop_addin.presop.delivery import NOTHING, Delivery, delivery, waiting
from sop_addin.presop.excess import Excess, excess
from sop_addin.presop.wording import money, stretches
from sop_addin.schema.recommended import Action
from sop_addin.supply.binding import Binding, built_ahead
from sop_addin.wording import amount, counted, during, month_text, span_text

__all__ = ["recommendations", "reported"]

_CLOSE = 0.10
"""A position that ends within a tenth of its target is on target."""

_ROUNDING = 1.0
"""Units that rounding a plan to whole units may be off by."""

_HARDLY = 0.5
"""Per cent above a maximum that prints as 0 and asks for no decision."""

_EXACT = 0.01
"""A position within a hundredth of its target is as good as on it."""

_TOLD = 2
"""Separate stretches of months that a sentence names; it counts the rest."""

_AOP_TOLERANCE = 0.05
"""Revenue that is under its AOP by more than this part needs a word."""


@dataclass(frozen=True)
class _Advice:
    """An action, the sentence that follows it, and the money at stake (NaN: not known)."""

    action: Action
    reason: str
    stake: float = 0.0


def recommendations(plan: CompanyPlan, limits: Binding) -> pd.DataFrame:
    """Return one recommendation a family, those that need action first, the most money first.

    In this order a family's first finding makes its recommendation: no plan yet; units short
    (stake: the money at risk); a resource over 100 %; stock under its minimum (at cost); stock
    over its maximum (at cost); a backlog or stock that ends more than 10 % off its target;
    otherwise the plan is to be approved. Revenue more than 5 % under the AOP, over the months of
    the horizon that have one, is to be reviewed, or is said beside another finding; the larger
    sum is then the stake.

    Parameters
    ----------
    plan
        The company's plan.
    limits
        What binds in which month, see :func:`sop_addin.supply.binding.plan_binding`.

    Returns
    -------
    pandas.DataFrame
        ``family``, ``action``, ``reason``, ``stake`` (money, never negative; NaN where it cannot
        be valued, placed after the known ones) and ``recommendation`` ("Action: reason").
    """
    advice = list(_advice(plan, limits))
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


def _advice(plan: CompanyPlan, limits: Binding) -> Iterator[_Advice]:
    delivered = delivery(plan)
    for i in range(len(plan.families)):
        if plan.retired[i]:
            yield _Advice(Action.APPROVE, "retired; nothing is planned, its closed months count.")
            continue
        if not plan.planned[i]:
            yield _Advice(Action.PLAN, "no production plan yet; run Plan before the meeting.")
            continue
        found = (
            _short(plan, delivered, limits, i)
            or _overloaded(plan, limits, i)
            or _below_minimum(plan, limits, i)
            or _above_maximum(plan, i)
            or _off_target(plan, i)
        )
        yield _against_aop(found, _under_aop(plan, i)) or _approve(plan, limits, i)


def _against_aop(found: _Advice | None, under: _Advice | None) -> _Advice | None:
    """Return a finding with the revenue under AOP beside it; either may be missing."""
    if found is None or under is None:
        alone = under and replace(under, reason=f"demand covered, but {under.reason}")
        return found or alone
    reason = f"{found.reason.removesuffix('.')}; {under.reason}"
    return replace(found, reason=reason, stake=float(np.fmax(found.stake, under.stake)))


def _because(limits: Binding, i: int, first: int, last: int) -> str:
    """Say what binds in months `first` to `last`; say so where nothing that is used does."""
    reasons = limits.reasons(i, first, last)
    if reasons:
        return f" because {reasons}"
    return ", though no resource is full" if limits.tightest(i, first) else ""


def _risk(plan: CompanyPlan, value: float) -> str:
    return f"{money(value, plan)} at risk" if np.isfinite(value) else "no price to value it"


def _short(plan: CompanyPlan, found: Delivery, limits: Binding, i: int) -> _Advice | None:
    if not found.short[i] >= NOTHING:
        return None
    wait = waiting(plan)[i]
    spells = stretches(wait >= min(NOTHING, wait.max()))
    worst = next(s for s in spells if wait[slice(s[0], s[1] + 1)].max() == wait.max())
    peak = worst[0] + int(wait[worst[0] : worst[1] + 1].argmax())
    when = " and ".join(during(plan.months[a], plan.months[b]) for a, b in spells[:_TOLD])
    if len(spells) > _TOLD:
        when += f" and {counted(len(spells) - _TOLD, 'more time', 'more times')}"
    if len(spells) > 1:
        when += f", most in {month_text(plan.months[peak])}"
    why = _because(limits, i, worst[0], peak)
    units, risk = f"{amount(found.short[i])} {plan.unit_of(i)}", _risk(plan, found.at_risk[i])
    if plan.mto[i]:
        end = _ending(plan, wait, "back on target", "above")
        reason = f"backlog {units} above target {when}{why}{end}; {risk}."
    else:
        due = plan.horizon("past_due")[i]
        verb = "late" if (due >= NOTHING).any() else "lost"
        reason = f"{units} {verb} {when}{why}{_ending(plan, due, 'caught up', 'late')}; {risk}."
    return _Advice(Action.DECIDE, reason, float(found.at_risk[i]))


def _ending(plan: CompanyPlan, wait: Floats, over: str, still: str) -> str:
    """Say how it ends: when nothing waits any more, or what still does; empty where nothing did."""
    late = np.flatnonzero(wait >= NOTHING)
    if not late.size:
        return ""
    if late[-1] + 1 < len(wait):
        return f", {over} by {month_text(plan.months[late[-1] + 1])}"
    return f", {amount(wait[-1])} still {still} at the end"


def _overloaded(plan: CompanyPlan, limits: Binding, i: int) -> _Advice | None:
    load = plan.horizon("tightest_resource")[i]
    if not (load > 100.05).any():
        return None
    worst = int(np.nanargmax(load))
    name = limits.tightest(i, worst) or "its tightest resource"
    reason = (
        f"{name} loaded to {amount(load[worst])} % in {month_text(plan.months[worst])};"
        " make less in that month or add capacity."
    )
    return _Advice(Action.DECIDE, reason, float("nan"))


def _below_minimum(plan: CompanyPlan, limits: Binding, i: int) -> _Advice | None:
    if plan.mto[i]:
        return None
    gap = plan.horizon("minimum")[i] - plan.horizon("inventory")[i]
    low = gap >= NOTHING
    if not low.any():
        return None
    worst, first = int(np.nanargmax(gap)), int(np.argmax(low))
    reason = (
        f"stock under its minimum in {counted(int(low.sum()), 'month', 'months')}, first in "
        f"{month_text(plan.months[first])}{_because(limits, i, first, worst)}; add "
        f"{_stock(plan, i, gap[worst])} by {month_text(plan.months[worst])}."
    )
    return _Advice(Action.RAISE, reason, float(gap[worst]) * float(plan.cost[i]))


def _stock(plan: CompanyPlan, i: int, units: float) -> str:
    """Return an amount of stock with its unit and, where a cost is known, its money."""
    worth = money(units * plan.cost[i], plan)
    return f"{amount(units)} {plan.unit_of(i)}" + (f" ({worth} at cost)" if worth else "")


def _above_maximum(plan: CompanyPlan, i: int) -> _Advice | None:
    over = excess(plan, i)
    if over is None or over.most < NOTHING or over.percent < _HARDLY:
        return None
    when = span_text(plan.months[over.first], plan.months[over.last])
    much = f"{amount(over.percent)} %" if np.isfinite(over.percent) else amount(over.most)
    reason = (
        f"stock up to {much} above maximum, {_stock(plan, i, over.most)}, {when};"
        f" {_cut(plan, over)}."
    )
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
        worth = money(-gap * plan.price[i], plan)
        size = f"{amount(-gap)} {plan.unit_of(i)}" + (f", {worth} at price" if worth else "")
        reason = (
            f"backlog ends {_share(gap, target)} ({size}) under target in"
            f" {month_text(plan.months[-1])}; slow down or sell more."
        )
        return _Advice(Action.LOWER, reason, float(-gap * plan.price[i]))
    change = "cut" if gap > 0 else "add"
    reason = (
        f"stock ends {_share(gap, target)} {side} target; {change}"
        f" {_stock(plan, i, abs(gap))} by {month_text(plan.months[-1])}."
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
    first, last = (plan.months[int(np.flatnonzero(both)[end])] for end in (0, -1))
    much = f"{amount(100 * under / base)} % ({money(under, plan)})"
    reason = f"revenue {during(first, last)} {much} under AOP."
    return _Advice(Action.REVIEW, reason, under)


def _approve(plan: CompanyPlan, limits: Binding, i: int) -> _Advice:
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
    where += _thin(plan, i) + _ahead(plan, limits, i) + _assumed(plan, i)
    reason = f"demand covered in all {len(demand)} months; stock {where}."
    return _Advice(Action.APPROVE, reason)


def _assumed(plan: CompanyPlan, i: int) -> str:
    """Say that the plan does not start from a position that was reported."""
    known = reported(plan)
    if known[i] or not known.any():
        return ""  # said once where it holds for all
    return f"; opening {'backlog' if plan.mto[i] else 'stock'} not reported"


def reported(plan: CompanyPlan) -> Flags:
    """Return which families have a stock or backlog of the last closed month, shape (families,)."""
    stock, backlog = plan.last_closed("inventory"), plan.last_closed("order_backlog")
    return np.isfinite(np.where(plan.mto, backlog, stock))


def _ahead(plan: CompanyPlan, limits: Binding, i: int) -> str:
    """Say how much is built ahead, by when, and why."""
    stock, target = plan.horizon("inventory")[i], plan.horizon("target")[i]
    found = built_ahead(stock, target, float(plan.last_closed("inventory")[i]))
    if found is None:
        return ""
    until = min(found.last + 1, len(stock) - 1)
    reasons = limits.reasons(i, found.peak + 1, until)
    why = f" because {reasons} afterwards" if reasons else " to keep production steady"
    when = month_text(plan.months[found.peak])
    return f"; builds {_stock(plan, i, found.most)} ahead by {when}{why}"


def _thin(plan: CompanyPlan, i: int) -> str:
    """Say in how many months stock is more than a tenth under its target."""
    low = plan.horizon("inventory")[i] < (1 - _CLOSE) * plan.horizon("target")[i] - NOTHING
    number = int(low.sum())
    return f", under it in {counted(number, 'month', 'months')}" if number else ""
