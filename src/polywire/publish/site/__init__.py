"""The site folder: addresses, files, pictures, a second place."""
