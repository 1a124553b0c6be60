"""Pages as sources: feeds that they name, section fronts, local files."""
