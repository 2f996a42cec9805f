"""The month on the open workbook: what a button does, whatever program shows the workbook.

Everything is computed before the first cell is written; what is written can be taken back.
"""
