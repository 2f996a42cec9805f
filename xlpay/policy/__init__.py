"""City schemes as dated, cited parameters; loading refuses what it can't prove complete."""
