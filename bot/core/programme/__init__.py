"""A programme as data: the pack, dated rules, the register of data."""
