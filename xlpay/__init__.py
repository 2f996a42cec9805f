"""Payroll of community workers by city rules: exact to the fen, explained to the clause.

Importing the package loads neither pandas nor openpyxl nor xlwings; import modules directly.
"""

__version__ = "0.1.0"
