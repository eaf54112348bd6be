"""Keys: the master key, the keys of persons, sealing, and the keys of tickets."""
