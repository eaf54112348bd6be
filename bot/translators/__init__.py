"""Tools for translators: collect the texts from the sources, and check the translated files."""
