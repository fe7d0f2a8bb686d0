"""A workbook file from opening to saving, for the shell, the buttons and the demonstration."""
