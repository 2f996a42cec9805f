"""Excel's side: the add-in, its ribbon, the open workbook through xlwings."""
