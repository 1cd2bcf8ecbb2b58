"""What Telegram updates cause: answers are put into the outbox, never sent from here."""
