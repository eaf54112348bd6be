"""What translators need: their texts collected from the sources, and their files checked."""
