"""Worksheet functions: thin wrappers that convert, call the package and return an array."""
