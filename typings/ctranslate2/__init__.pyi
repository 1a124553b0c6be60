# The part of CTranslate2 that the optional engine uses; the package has no types.

from collections.abc import Sequence

class TranslationResult:
    hypotheses: list[list[str]]

class Translator:
    def __init__(
        self,
        model_path: str,
        device: str = ...,
        *,
        inter_threads: int = ...,
        intra_threads: int = ...,
    ) -> None: ...
    def translate_batch(
        self,
        source: Sequence[Sequence[str]],
        target_prefix: Sequence[Sequence[str]] | None = ...,
        *,
        beam_size: int = ...,
        max_input_length: int = ...,
        max_decoding_length: int = ...,
    ) -> list[TranslationResult]: ...
