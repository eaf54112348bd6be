"""People who help at a desk: their names."""
