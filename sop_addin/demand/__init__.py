"""Demand: forecasts, their uncertainty and their measures, all series at once."""
