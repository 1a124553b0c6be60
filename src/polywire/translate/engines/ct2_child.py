"""A CTranslate2 process: ``python -m polywire.translate.engines.ct2_child FOLDER ...``.

Speaks line by line as ``model_child.py`` does, so that one pool serves both. Knows how
three families of models want their input marked: OPUS-MT (plain), NLLB (a code
for each language) and MADLAD (the target in front of the text).
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

from polywire.translate.engines.model_child import _alarm, _write

_MAX_TOKENS = 512
_GRACE = 5
_BEAM = 4
_END = "</s>"
_NLLB = {
    "ar": "arb_Arab",
    "az": "azj_Latn",
    "be": "bel_Cyrl",
    "bg": "bul_Cyrl",
    "bn": "ben_Beng",
    "ca": "cat_Latn",
    "cs": "ces_Latn",
    "da": "dan_Latn",
    "de": "deu_Latn",
    "el": "ell_Grek",
    "en": "eng_Latn",
    "es": "spa_Latn",
    "et": "est_Latn",
    "fa": "pes_Arab",
    "fi": "fin_Latn",
    "fr": "fra_Latn",
    "gl": "glg_Latn",
    "he": "heb_Hebr",
    "hi": "hin_Deva",
    "hr": "hrv_Latn",
    "hu": "hun_Latn",
    "hy": "hye_Armn",
    "id": "ind_Latn",
    "it": "ita_Latn",
    "ja": "jpn_Jpan",
    "ka": "kat_Geor",
    "kk": "kaz_Cyrl",
    "ko": "kor_Hang",
    "ky": "kir_Cyrl",
    "lt": "lit_Latn",
    "lv": "lvs_Latn",
    "mk": "mkd_Cyrl",
    "nl": "nld_Latn",
    "no": "nob_Latn",
    "pl": "pol_Latn",
    "ps": "pbt_Arab",
    "pt": "por_Latn",
    "ro": "ron_Latn",
    "ru": "rus_Cyrl",
    "sk": "slk_Latn",
    "sl": "slv_Latn",
    "sq": "als_Latn",
    "sr": "srp_Cyrl",
    "sv": "swe_Latn",
    "sw": "swh_Latn",
    "tg": "tgk_Cyrl",
    "tr": "tur_Latn",
    "uk": "ukr_Cyrl",
    "ur": "urd_Arab",
    "uz": "uzn_Latn",
    "vi": "vie_Latn",
    "zh": "zho_Hans",
}
"""The codes that NLLB's vocabulary has for the languages of BCP 47."""


class _Marks:
    """What a family of models wants around a sentence."""

    def __init__(self, pieces: Any, source: str, target: str, folder: str) -> None:
        self.first: list[str] = []
        self.prefix: list[str] | None = None
        known = _tokens(folder)
        ours, theirs = _code(source), _code(target)
        if ours in known and theirs in known:
            self.first, self.prefix = [ours], [theirs]
        madlad = f"<2{target.split('-', maxsplit=1)[0]}>"
        if pieces.piece_to_id(madlad) != pieces.unk_id():
            self.first = [madlad]

    def before(self, tokens: list[str]) -> list[str]:
        """Return the model's input for the tokens of a sentence."""
        return [*self.first, *tokens, _END]


def _code(tag: str) -> str:
    return _NLLB.get(tag.split("-", maxsplit=1)[0], "")


def _tokens(folder: str) -> frozenset[str]:
    """Return the tokens of the model's own vocabulary, where it is one list."""
    for name in ("shared_vocabulary.json", "shared_vocabulary.txt"):
        path = os.path.join(folder, name)  # noqa: PTH118 - pathlib costs this child memory
        if not os.path.exists(path):  # noqa: PTH110
            continue
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            text = file.read()
        return frozenset(json.loads(text) if name.endswith("json") else text.split())
    return frozenset()


class _Engine:
    """A loaded model and its SentencePiece files."""

    def __init__(
        self, folder: str, source_pieces: str, target_pieces: str, pair: tuple[str, str]
    ) -> None:
        import ctranslate2
        import sentencepiece

        self._in = sentencepiece.SentencePieceProcessor(model_file=source_pieces)
        self._out = sentencepiece.SentencePieceProcessor(model_file=target_pieces)
        self._marks = _Marks(self._in, *pair, folder)
        self._model = ctranslate2.Translator(
            folder, device="cpu", inter_threads=1, intra_threads=1
        )

    def translate(self, text: str) -> str:
        """Translate one sentence."""
        tokens = self._in.encode(text, out_type=str)
        prefix = [self._marks.prefix] if self._marks.prefix else None
        answer = self._model.translate_batch(
            [self._marks.before(tokens)],
            target_prefix=prefix,
            beam_size=_BEAM,
            max_input_length=0,
            max_decoding_length=min(_MAX_TOKENS, 4 * len(tokens) + 20),
        )
        found: list[str] = answer[0].hypotheses[0]
        found = found[len(prefix[0]) :] if prefix else found
        written: str = self._out.decode(found)
        return written


def _serve(out: BinaryIO, engine: _Engine, seconds: int) -> None:
    for line in sys.stdin.buffer:
        _alarm(seconds)
        try:
            answer = {"text": engine.translate(json.loads(line)["text"])}
        except (ValueError, RuntimeError, MemoryError) as error:
            answer = {"error": f"the engine refused the sentence: {error}"}
        _alarm(0)
        _write(out, answer)


def main(arguments: list[str]) -> int:
    """Load a model and translate lines until standard input ends."""
    folder, source_pieces, target_pieces, source, target, limit = arguments
    # What the engine prints must not get between our answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        engine = _Engine(folder, source_pieces, target_pieces, (source, target))
        engine.translate("2024")
    except (ImportError, OSError, ValueError, RuntimeError, MemoryError) as error:
        _write(out, {"error": f"the model cannot be loaded: {error}"})
        return 1
    _write(out, {"ready": "yes"})
    _serve(out, engine, int(float(limit)) + _GRACE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
