"""Figures side by side with a peer: ``python -m benchmarks.<name>``."""
