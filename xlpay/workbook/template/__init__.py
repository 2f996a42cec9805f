"""The official workbook, built by code, and the sheets that an older one lacks."""
