"""Rows of a workbook become typed columns, and every mistake in them a finding."""
