"""Databases of earlier releases, and the tests that every later release must pass with them."""
