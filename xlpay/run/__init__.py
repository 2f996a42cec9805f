"""A unit's month or year as a whole: sheets in, findings and tables out; no file is touched."""
