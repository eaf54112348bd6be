"""Use cases of the people who help at a desk: their accounts."""
