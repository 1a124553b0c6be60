from collections.abc import Mapping
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders

class WARCWriter:
    def __init__(self, filebuf: BinaryIO, *, gzip: bool = ...) -> None: ...
    def create_warc_record(
        self,
        uri: str,
        record_type: str,
        *,
        payload: BinaryIO,
        http_headers: StatusAndHeaders,
        warc_headers_dict: Mapping[str, str],
    ) -> ArcWarcRecord: ...
    def write_record(self, record: ArcWarcRecord) -> None: ...
