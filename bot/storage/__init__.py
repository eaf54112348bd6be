"""Storage: the only floor that reads and writes files and the database."""
