"""What holds for every test: the machine may be busy, so no example has a deadline.

pytest's own time limit stands.
"""

from hypothesis import settings

settings.register_profile("polywire", deadline=None)
settings.load_profile("polywire")
