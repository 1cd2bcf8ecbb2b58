"""Updates in, answers into the outbox; nothing here sends a message."""

from bot.handlers.desk import Ask, Desk
from bot.handlers.reception import build_router

__all__ = ["Ask", "Desk", "build_router"]
