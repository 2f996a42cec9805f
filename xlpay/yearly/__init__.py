"""The money of a year, one-off awards, and quotas of ratings."""
