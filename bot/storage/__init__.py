"""The floor that remembers: the only one that touches the disk."""
