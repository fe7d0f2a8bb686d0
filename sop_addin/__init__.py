"""Sales & Operations Planning in one Excel workbook, driven by Python."""

__version__ = "0.1.0"
