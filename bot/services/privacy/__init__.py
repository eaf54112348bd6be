"""Use cases around personal data: shared phones, recovery, erasure, retention, backups."""
