"""Tune spaCy's English tokeniser to news: ranks, months, money and glued numbers; no meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spacy.util import compile_infix_regex, compile_suffix_regex

if TYPE_CHECKING:
    from spacy.language import Language

ABBREVIATIONS = (
    "Lt. Brig. Maj. Col. Capt. Cpt. Cmdr. Sgt. Cpl. Pvt. Spc. Pfc. Amb. Sec. Secy. Min. Hon."
    " Sr. Ft. Feb. Mar. Jun. Jul. Sept. Mon. Tue. Tues. Wed. Thu. Thurs. Fri. Sat. Sun. No. Nos."
    " approx. est. ca. al. lt. gen. col. maj. capt. brig. sgt."
).split()
_WORDS_TOO = frozenset(("Mar.", "Sat.", "Sun.", "No.", "Min.", "Sec.", "est.", "Hon.", "al."))
"""These are also words that end a sentence; the splitter decides, so they stay apart."""
_SUFFIXES = (
    r"(?<=[0-9])(?:bn|tn|trn|mn|m|k)\.?",
    r"(?<=[0-9])[a-z]{4,}",
)
_INFIXES = (r"(?<=[a-zA-Z0-9])[/+&](?=[a-zA-Z0-9])", r"(?<=[a-z])\.(?=[A-Z][a-z])")


def tune(nlp: Language) -> None:
    """Add our special cases, suffixes and infixes to the tokeniser of ``nlp``."""
    tokenizer: Any = nlp.tokenizer  # compiled, without stubs
    for word in ABBREVIATIONS:
        if word not in _WORDS_TOO:
            tokenizer.add_special_case(word, [{"ORTH": word}])
    suffixes = [*(nlp.Defaults.suffixes or ()), *_SUFFIXES]
    infixes = [*(nlp.Defaults.infixes or ()), *_INFIXES]
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
