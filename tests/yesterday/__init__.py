"""Databases that earlier releases left behind, and the tests that each later release must open them with."""
