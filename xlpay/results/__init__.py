"""What the result sheets show, as columns of exact values; no file format is known here."""
