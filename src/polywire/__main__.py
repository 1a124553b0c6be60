"""``python -m polywire`` is the same as ``polywire``."""

from polywire.cli import main

main()
