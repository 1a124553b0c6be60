from ctranslate2.specs import transformer_spec as transformer_spec
