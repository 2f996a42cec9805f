"""The bytes of a workbook: packages, parts and sheets read within limits, and written whole."""
