"""The floor that faces people: each channel turns what it hears into Incoming, and Outgoing into what it shows."""
