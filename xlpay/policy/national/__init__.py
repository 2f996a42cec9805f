"""What the state lays down for every city: income tax, the age of retirement."""
