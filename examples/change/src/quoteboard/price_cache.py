"""Prices in one SQLite file: which are fresh, which are stale, which are missing."""

import os
import sqlite3
import time

STALE_LIMIT = 24 * 3600


class PriceCache:
    """Implements FR-1, FR-3 and NFR-3."""

    def __init__(self, path, clock=time.time):
        # Implements NFR-4: the file is made before SQLite opens it, with the rights it keeps.
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT, 0o600))
        self._clock = clock
        self._db = sqlite3.connect(path, timeout=2)
        self._db.execute("PRAGMA journal_mode = WAL")

    def get(self, symbols, max_age):
        """Sorts symbols into fresh, stale and missing ones; one query, so that a warm run is fast (NFR-1)."""
        marks = ",".join("?" * len(symbols))
        rows = self._db.execute(f"SELECT symbol, price, fetched_at FROM price WHERE symbol IN ({marks})", symbols)
        now, found = self._clock(), {symbol: (price, at) for symbol, price, at in rows}
        age = {symbol: now - at for symbol, (_, at) in found.items()}
        return {
            "fresh": [s for s in symbols if s in found and age[s] < max_age],
            "stale": [s for s in symbols if s in found and max_age <= age[s] < STALE_LIMIT],
            "missing": [s for s in symbols if s not in found or age[s] >= STALE_LIMIT],
        }

    def put(self, symbol, price):
        """An older write never replaces a newer price."""
        with self._db:
            self._db.execute(
                "INSERT INTO price VALUES (?, ?, 'USD', ?, ?) ON CONFLICT (symbol) DO UPDATE SET"
                " price = excluded.price, fetched_at = excluded.fetched_at"
                " WHERE excluded.fetched_at > price.fetched_at",
                (symbol, price, "", self._clock()),
            )

    def clear(self):
        """Implements FR-4."""
        with self._db:
            self._db.execute("DELETE FROM price")
