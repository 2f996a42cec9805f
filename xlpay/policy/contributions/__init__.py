"""Insurance and housing fund: what state, place and unit lay down, as dated, cited rows."""
