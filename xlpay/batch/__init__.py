"""Many workbooks, each run for itself; a bad one is a row of the summary."""
