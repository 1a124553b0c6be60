from collections.abc import Iterator
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord

class ArchiveIterator:
    def __init__(self, fileobj: BinaryIO) -> None: ...
    def __iter__(self) -> Iterator[ArcWarcRecord]: ...
