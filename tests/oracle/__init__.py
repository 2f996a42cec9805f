"""An independent reading of the rules (docs/readings.md): expected figures for generated units."""
