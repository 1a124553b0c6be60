from typing import Any

class TransformerSpec:
    @classmethod
    def from_config(cls, num_layers: int, num_heads: int) -> Any: ...
