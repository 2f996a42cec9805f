"""From gross to net: what is contributed, what the unit advances, what it takes back."""
