"""Channels face people: each one turns what it hears into Incoming, and Outgoing into what it shows."""
