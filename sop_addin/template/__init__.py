"""Builds the workbook template from the declarations: sheets, styles, charts, ribbon, VBA."""
