"""Talks on this machine: the terminal, JSON lines, and stories for the tests."""
