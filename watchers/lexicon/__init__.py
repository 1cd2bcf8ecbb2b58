"""English as news writes it: inflections, word classes, frames of events, and word patterns.

It needs no spaCy, so that a baseline can be checked without loading it.
"""
