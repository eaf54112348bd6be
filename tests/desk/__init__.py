"""The desk, through real HTTP."""
