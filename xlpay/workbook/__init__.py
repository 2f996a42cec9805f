"""Workbooks: their sheets read as grids of values, their result sheets filled in place."""
