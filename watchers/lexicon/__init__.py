"""English as news writes it: inflection, classes of words, frames of events, and a small language
for word patterns. It needs no spaCy, so that a baseline can be checked without loading it."""
