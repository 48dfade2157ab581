from quoteboard.price_cache import PriceCache


def test_price_is_stale_at_max_age(cache, clock):
    # verifies FR-1
    cache.put("AAPL", "187.20")
    clock.advance(900)
    assert cache.get(["AAPL"], max_age=900)["stale"] == ["AAPL"]


def test_old_prices_are_shown_for_a_day(cache, clock):
    """Verifies FR-3."""
    cache.put("AAPL", "187.20")
    clock.advance(24 * 3600)
    assert cache.get(["AAPL"], max_age=900)["missing"] == ["AAPL"]


def test_clear_forgets_everything(cache):
    # verifies FR-4
    cache.put("AAPL", "187.20")
    cache.clear()
    assert cache.get(["AAPL"], max_age=900)["missing"] == ["AAPL"]


def test_two_writers_lose_nothing(path):
    # verifies NFR-3
    one, other = PriceCache(path), PriceCache(path)
    one.put("AAPL", "187.20")
    other.put("MSFT", "402.10")
    assert one.get(["AAPL", "MSFT"], max_age=900)["missing"] == []


def test_nobody_else_can_read_it(path):
    # verifies NFR-4
    PriceCache(path)
    assert path.stat().st_mode & 0o777 == 0o600
