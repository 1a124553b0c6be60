class Parse:
    word: str
    normal_form: str
    tag: frozenset[str]
    def inflect(self, required_grammemes: set[str]) -> Parse | None: ...

class MorphAnalyzer:
    def parse(self, word: str) -> list[Parse]: ...
