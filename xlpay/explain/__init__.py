"""Words read off the lines of a month: why a figure is what it is; nothing is computed."""
