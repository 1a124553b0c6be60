"""Firefox-Translations models read from the outside: what a model thinks of a text."""
