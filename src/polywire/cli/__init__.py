"""The command line: ``polywire COMMAND``. Parses, calls, prints; decides nothing."""

from polywire.cli.app import main

__all__ = ["main"]
