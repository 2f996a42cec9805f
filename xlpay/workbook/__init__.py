"""Workbooks: their sheets read as grids of values, their result sheets filled in place.

Import the modules directly; nothing here reaches above floor 5.
"""
