"""An independent reading of the contract: expected figures for generated units."""
