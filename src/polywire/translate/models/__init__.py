"""Model folders: added from a registry, a folder or an archive."""
