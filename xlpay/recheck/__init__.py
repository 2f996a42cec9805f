"""核对: each person once more, as formulas over the input's values."""
