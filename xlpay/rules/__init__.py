"""The kinds of rules as pure functions over int64 columns; a scalar is a column of one.

No I/O, no clock, no locale, and no word of any city: words arrive as codes and masks.
"""
