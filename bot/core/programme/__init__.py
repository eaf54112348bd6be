"""What a programme is: the pack, dated rules, the register of data."""
