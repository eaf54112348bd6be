"""The floor that acts: use cases as plain functions of an App and the time."""
