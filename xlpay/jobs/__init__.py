"""Jobs on files: a workbook on disk in, a workbook out."""
