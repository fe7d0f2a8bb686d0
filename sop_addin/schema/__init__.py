"""The single source: what the workbook holds, under which name, in which unit, filled by whom."""
