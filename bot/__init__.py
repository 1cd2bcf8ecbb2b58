"""The Telegram bot, the terminal and the commands: everything a person sees."""
