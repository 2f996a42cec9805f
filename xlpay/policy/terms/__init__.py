"""A policy as it holds in a month: its values under the office's settings, its words as codes."""
