class Schema:
    def translate(self, source: str) -> str: ...

WIKIPEDIA: Schema
