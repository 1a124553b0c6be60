"""Names of people and places, in other languages and cases."""
