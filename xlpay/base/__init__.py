"""Exact values, months, findings and grids of cells: no rule, no city."""
