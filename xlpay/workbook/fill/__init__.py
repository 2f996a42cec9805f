"""Result sheets filled inside the user's own workbook, everything else kept as it stands."""
