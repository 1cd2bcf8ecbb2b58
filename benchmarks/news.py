"""Makes feeds of plausible, invented English news for the benchmarks; the same seed, the same news.

No item comes from anywhere; about three in a hundred speak of what the flagship baseline watches.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

ENTRIES_A_FEED = 30
RELEVANT_SHARE = 0.03

_BEATS = (
    (
        ("The home side", "The young goalkeeper", "The visitors", "The champions"),
        ("won", "lost", "replayed", "dominated"),
        ("a scrappy derby", "the opening fixture", "the cup tie in the rain", "the relay"),
        (
            "The second half began with {n} minutes of careful passing.",
            "Fans sang on the terraces long after the whistle.",
            "A late header settled it, and the bench ran onto the grass.",
            "The coach praised his defenders and the new left winger.",
            "Tickets for the next match go on sale in the morning.",
            "It was their best start to a season since 2011.",
        ),
    ),
    (
        ("A film festival", "The museum", "A young novelist", "The opera"),
        ("opened with", "celebrated", "rediscovered", "borrowed"),
        ("a silent comedy", "letters from a painter", "an exhibition of early maps", "a choir"),
        (
            "Visitors queued round the block in spite of the drizzle.",
            "The catalogue runs to {n} pages and is beautifully printed.",
            "Critics were split over the length of the final act.",
            "A smaller show upstairs is devoted to prints and photographs.",
            "The costumes were sewn by hand over {n} weeks.",
            "Admission is free for children and students.",
        ),
    ),
    (
        ("Researchers", "An observatory", "Marine biologists", "A laboratory"),
        ("measured", "described", "photographed", "modelled"),
        ("a faint comet", "sleep in toddlers", "the song of whales", "a warm ocean current"),
        (
            "The sample was small, with {n} participants, and needs repeating.",
            "Instruments on the ship recorded temperature and salt.",
            "The paper appears in a journal of the society this month.",
            "Nobody had seen the pattern before, the authors write.",
            "A telescope in the desert will look again in spring.",
            "The method is cheap and could be taught in schools.",
        ),
    ),
    (
        ("The retailer", "A brewery", "The airline", "An online bookshop"),
        ("raised", "trimmed", "missed", "repeated"),
        ("its outlook for the quarter", "prices for luggage", "a dividend", "its sales target"),
        (
            "Shares fell {n} percent in early trading before recovering.",
            "Analysts had expected slower growth in the autumn.",
            "The chain runs {n} shops and plans to refurbish most of them.",
            "Costs of energy and rent weighed on the margin.",
            "A new warehouse opens next year, the board said.",
            "Customers have grown used to shopping by telephone.",
        ),
    ),
    (
        ("The council", "Residents", "The tram company", "A gardeners' club"),
        ("debated", "repaired", "planted", "opposed"),
        ("a cycle lane by the canal", "an avenue of limes", "the old swimming pool", "a kiosk"),
        (
            "Work will take {n} months and begins after the holidays.",
            "Two lines are diverted and buses run instead.",
            "The petition gathered {n} signatures in a fortnight.",
            "Benches and lamps are included in the estimate.",
            "Neighbours worry about noise in the evenings.",
            "A model of the square can be seen in the library.",
        ),
    ),
)
_RELEVANT = (
    "A Pentagon official said US forces in Iraq and Syria were attacked {n} times since Oct 17.",
    "Rockets were fired at the Ain al-Asad air base in western Iraq; no American was hurt.",
    "The prime minister in Baghdad condemned attacks on diplomatic missions.",
    "Talks on the future of US troops in Iraq will continue next month, both sides said.",
)


class Newsroom:
    """One feed that can gain entries; its document is RSS 2.0 with the full text of each.

    Args:
        number: which feed; it decides everything that is in it.
        newest_at: when its newest entry was published at first; the others an hour apart.
    """

    def __init__(self, number: int, newest_at: datetime) -> None:
        self._random = random.Random(number)
        self._number, self._written = number, 0
        first_at = newest_at - timedelta(hours=ENTRIES_A_FEED - 1)
        self._items = [
            self._item(first_at + timedelta(hours=hour)) for hour in range(ENTRIES_A_FEED)
        ]
        self._newest_at = newest_at

    def gain_entry(self) -> None:
        """Publish one more entry an hour after the last; the oldest leaves the document."""
        self._newest_at += timedelta(hours=1)
        self._items = [*self._items[1:], self._item(self._newest_at)]

    def document(self) -> bytes:
        """Give the feed as it stands now."""
        head = f"<title>Invented Gazette {self._number}</title><language>en</language>"
        items = "".join(reversed(self._items))
        return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()

    def _item(self, at: datetime) -> str:
        pick = self._random.choice
        who, did, what, tails = pick(_BEATS)
        title = f"{pick(who)} {pick(did)} {pick(what)}"
        paragraphs = []
        for _ in range(4):
            lead = f'{pick(who)} <a href="/more">{pick(did)}</a> {pick(what)}.'
            rest = (pick(tails).format(n=self._random.randint(2, 90)) for _ in range(4))
            paragraphs.append(" ".join((lead, *rest)))
        if self._random.random() < RELEVANT_SHARE:
            paragraphs.insert(0, pick(_RELEVANT).format(n=self._random.randint(20, 160)))
        self._written += 1
        return _rss_item(self._number, self._written, at, title, paragraphs)


def _rss_item(feed: int, number: int, at: datetime, title: str, paragraphs: list[str]) -> str:
    link = f"https://gazette-{feed}.example/{number}"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<item><title>{escape(title)}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate>"
        f"<author>desk@gazette-{feed}.example (Desk)</author>"
        f"<description>{escape(text)}</description></item>"
    )
