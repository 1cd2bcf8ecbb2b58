"""Lets `python -m bot` stand for `stet`."""

from bot.cli import main

main()
