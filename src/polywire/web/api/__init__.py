"""The read API, ``/api/v1``."""
