"""Where actuals and master data come from: extracts that other systems leave as files."""
