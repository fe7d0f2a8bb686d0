"""Pre-S&OP: the plan family by family, one recommendation each, and the plan in money."""
