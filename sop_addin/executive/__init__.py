"""Executive S&OP: landing against the annual operating plan, service, KPIs, what to decide."""
