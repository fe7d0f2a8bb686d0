"""The workbook seam: one Book over block primitives, and the adapters that supply them."""
