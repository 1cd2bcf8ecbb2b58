"""The demo: four recorded months, served as feeds and followed by the real program."""
