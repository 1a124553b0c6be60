"""Answer HTTP: the site and the API."""
