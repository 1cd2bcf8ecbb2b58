"""What stands beside a number and says what it measures: currencies, shares, measures, times."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SYMBOLS = {
    "$": "USD",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "hk$": "HKD",
    "nz$": "NZD",
    "s$": "SGD",
    "r$": "BRL",
    "nt$": "TWD",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₦": "NGN",
    "₴": "UAH",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "iqd": "IQD",
    "id": "IQD",
    "aed": "AED",
    "sar": "SAR",
    "inr": "INR",
    "rs": "INR",
    "rs.": "INR",
    "re": "INR",
    "rmb": "CNY",
    "cny": "CNY",
    "chf": "CHF",
    "zar": "ZAR",
    "aud": "AUD",
    "cad": "CAD",
    "jpy": "JPY",
    "nis": "ILS",
}
"""ISO 4217 codes by the sign or code written before a sum."""

_COINS = {
    "dollar": "USD",
    "euro": "EUR",
    "pound": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupee": "INR",
    "rouble": "RUB",
    "ruble": "RUB",
    "shekel": "ILS",
    "lira": "TRY",
    "rial": "IRR",
    "riyal": "SAR",
    "dirham": "AED",
    "dinar": "dinar",
    "peso": "peso",
    "franc": "franc",
    "krona": "SEK",
    "krone": "NOK",
    "zloty": "PLN",
    "won": "KRW",
    "naira": "NGN",
    "rand": "ZAR",
    "hryvnia": "UAH",
    "baht": "THB",
    "ringgit": "MYR",
    "cent": "cent",
    "pence": "pence",
    "buck": "USD",
    "quid": "GBP",
    "usd": "USD",
    "euros": "EUR",
    "gbp": "GBP",
    "iqd": "IQD",
}
COINS = _COINS | {word + "s": code for word, code in _COINS.items()}
_OF_COUNTRY = {
    ("us", "USD"): "USD",
    ("canadian", "USD"): "CAD",
    ("australian", "USD"): "AUD",
    ("singapore", "USD"): "SGD",
    ("kong", "USD"): "HKD",
    ("iraqi", "dinar"): "IQD",
    ("kuwaiti", "dinar"): "KWD",
    ("jordanian", "dinar"): "JOD",
    ("bahraini", "dinar"): "BHD",
    ("qatari", "SAR"): "QAR",
    ("saudi", "SAR"): "SAR",
    ("iranian", "IRR"): "IRR",
    ("omani", "IRR"): "OMR",
    ("yemeni", "IRR"): "YER",
    ("egyptian", "GBP"): "EGP",
    ("lebanese", "GBP"): "LBP",
    ("lebanese", "TRY"): "LBP",
    ("syrian", "GBP"): "SYP",
    ("turkish", "TRY"): "TRY",
    ("swiss", "franc"): "CHF",
    ("mexican", "peso"): "MXN",
    ("philippine", "peso"): "PHP",
    ("pakistani", "INR"): "PKR",
}
_SHARES = {
    ("%",): "percent",
    ("percent",): "percent",
    ("per", "cent"): "percent",
    ("pc",): "percent",
    ("pct",): "percent",
    ("percentage", "point"): "percentage point",
    ("percentage", "points"): "percentage point",
    ("basis", "point"): "basis point",
    ("basis", "points"): "basis point",
}
_MEASURES = {
    "second": "second",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "night": "day",
    "week": "week",
    "fortnight": "fortnight",
    "month": "month",
    "year": "year",
    "decade": "decade",
    "century": "century",
    "metre": "metre",
    "meter": "metre",
    "kilometre": "kilometre",
    "kilometer": "kilometre",
    "km": "kilometre",
    "mile": "mile",
    "foot": "foot",
    "inch": "inch",
    "centimetre": "centimetre",
    "centimeter": "centimetre",
    "cm": "centimetre",
    "mm": "millimetre",
    "acre": "acre",
    "hectare": "hectare",
    "kg": "kilogram",
    "kilogram": "kilogram",
    "kilo": "kilogram",
    "gram": "gram",
    "ton": "ton",
    "tonne": "tonne",
    "lb": "lb",
    "barrel": "barrel",
    "litre": "litre",
    "liter": "litre",
    "gallon": "gallon",
    "megawatt": "megawatt",
    "gigawatt": "gigawatt",
    "mw": "megawatt",
    "gw": "gigawatt",
    "degree": "degree",
    "mph": "mph",
    "kph": "kph",
    "knot": "knot",
    "yard": "yard",
    "ounce": "ounce",
}
MEASURES = (
    _MEASURES
    | {word + "s": unit for word, unit in _MEASURES.items()}
    | {"feet": "foot", "inches": "inch", "centuries": "century", "m": "metre"}
)
DURATIONS = frozenset(
    {"second", "minute", "hour", "day", "week", "fortnight", "month", "year", "decade", "century"}
)


def unit_after(words: Sequence[str], end: int) -> tuple[str | None, int]:
    """The unit that follows a number, and the token after it; (None, end) for a plain count."""
    at = end + 1 if end + 1 < len(words) and words[end] == "-" else end
    if at >= len(words):
        return None, end
    for read in (_share, _coin, _measure):
        unit, after = read(words, at)
        if unit:
            return unit, after
    return None, end


def _share(words: Sequence[str], at: int) -> tuple[str | None, int]:
    for length in (2, 1):
        phrase = tuple(words[at : at + length])
        if phrase in _SHARES:
            return _SHARES[phrase], at + len(phrase)
    return None, at


def _coin(words: Sequence[str], at: int) -> tuple[str | None, int]:
    """``dollars``, ``US dollars``, ``Hong Kong dollars``."""
    if words[at] in COINS:
        return COINS[words[at]], at + 1
    for index in (at + 1, at + 2):
        coin = COINS.get(words[index]) if index < len(words) else None
        code = coin and _OF_COUNTRY.get((words[index - 1], coin))
        if code:
            return code, index + 1
    return None, at


def _measure(words: Sequence[str], at: int) -> tuple[str | None, int]:
    if words[at] in {"time", "times"}:
        return "times", at + 1
    is_powered = words[at] in {"square", "cubic", "nautical", "metric"}
    index = at + (is_powered and at + 1 < len(words))
    return MEASURES.get(words[index]), index + 1


def symbol_before(words: Sequence[str], start: int) -> tuple[str | None, int]:
    """The currency sign or code right before a number, and where the sum starts."""
    if start and words[start - 1] in SYMBOLS:
        code, at = SYMBOLS[words[start - 1]], start - 1
        if code == "USD" and at and words[at - 1] in {"us", "c", "a", "hk", "nz", "s", "can"}:
            return SYMBOLS.get(words[at - 1] + "$", code), at - 1
        return code, at
    return None, start
