"""What spreadsheet programs load: thin adapters over the catalogue, built here, without rules."""
