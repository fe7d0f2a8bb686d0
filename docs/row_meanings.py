"""What the declarations do not say: the meaning of a page's rows."""

from __future__ import annotations

__all__ = ["MEANINGS"]

MEANINGS = {
    # demand
    "working_days": "From the sheet Calendar; a month that is not listed counts Monday to Friday.",
    "last_year": "Demand of the same month a year before.",
    "statistical_forecast": "What history says, without anybody's judgement.",
    "high95": "97.5 % of futures are expected at or below it.",
    "high80": "90 % of futures are expected at or below it.",
    "low80": "10 % of futures are expected at or below it.",
    "low95": "2.5 % of futures are expected at or below it.",
    "activities": "Probability x effect of the coming activities of the sheet Activity_Plan.",
    "price_change": "Their change of the price, by probability.",
    "life_cycle": "What launches, phase-outs and replacements of NPI_Lifecycle add or take off.",
    "adjustment": "What people add to the forecast, or take off. It moves the page at once.",
    "adjustment_reason": "Why, and until when.",
    "order_book": "Of the current month: what was shipped to date and what open orders are due in"
    " it, from the extract of orders. Past due is apart, among the openings.",
    "unconstrained_demand": "What customers are expected to ask for, whether it can be made or"
    " not. Closed months: requested demand, else sales; made to order, bookings less"
    " cancellations where they are known.",
    "previous_demand": "Unconstrained demand of the latest plan approved in an earlier cycle.",
    "demand_change": "Positive: more is expected now than in the previous plan.",
    "aop_demand": "Units of the annual operating plan.",
    "demand_less_aop": "Positive: more than the annual operating plan.",
    # supply
    "regular": "Units received from regular time, in the month of completion.",
    "overtime": "Units made in overtime.",
    "subcontract": "Units made by a subcontractor, or bought.",
    "manual_change": "What people add to the plan, or take off. A number, even 0, locks the month:"
    " the next plan keeps its total and solves around it.",
    "production": "All units received in the month.",
    "daily_rate": "Production a working day.",
    "previous_production": "Production of the latest plan approved in an earlier cycle.",
    "tightest_resource": "Utilisation of the fullest resource that the family uses.",
    # balance
    "constrained_sales": "What can be delivered: to stock, demand and what is late, as far as stock"
    " and production reach; to order, finished goods as far as orders allow.",
    "past_due": "Late units at the end of the month. Policy lost sales: none, they are lost.",
    "lost_sales": "Units that were asked for and will not be bought, policy lost sales.",
    "inventory": "Stock on hand at the end of the month, never negative.",
    "late_orders": "Late units of the closed months, as reported. Promise dates are not planned.",
    "finished": "Units made and not yet shipped.",
    "order_backlog": "All open orders at the end of the month, late or not.",
    "minimum": "From minimum days; below it the plan lists a shortage.",
    "target": "From target days; to order, the backlog target.",
    "maximum": "From maximum days; above it the page warns.",
    "gap_to_target": "Position less target.",
    "cover": "Working days that the position lasts.",
    # money
    "revenue": "Closed months: as reported.",
    "plan_price": "Price on Families, changed by the month's activities.",
    "cost_of_goods": "Closed months: as reported.",
    "margin": "Revenue less cost of goods; wages, overtime and hiring are not in it.",
    "stock_value": "Stock at standard cost; to order, what is finished.",
    "backlog_value": "Open orders at price.",
    "aop_revenue": "Revenue of the annual operating plan.",
    "revenue_less_aop": "Negative: under the annual operating plan.",
}
