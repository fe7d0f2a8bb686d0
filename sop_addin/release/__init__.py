"""Release: what the authorised plan tells people outside the workbook."""
