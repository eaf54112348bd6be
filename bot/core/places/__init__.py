"""Places: which one is meant, where a point lies, which area covers it."""
