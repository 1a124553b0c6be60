"""What holds for every test: the machine may be busy, so no example has a deadline.

pytest's own time limit stands. In CI the examples are the same on each run, so that
a red run can be repeated; elsewhere hypothesis looks for new ones.
"""

import os

from hypothesis import settings

settings.register_profile(
    "polywire", deadline=None, derandomize=os.environ.get("CI") == "true"
)
settings.load_profile("polywire")
