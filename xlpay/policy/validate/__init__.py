"""What a policy must satisfy beyond its form, told all at once; and what deserves a second look."""
