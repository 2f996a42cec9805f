"""A month as it is paid: lines of components, what changed since the last one, what it lacks."""
