"""From bytes to deliveries: fetch, parse, read, judge, route. Knows no Telegram."""
