from quoteboard.batch_fetcher import batches
from quoteboard.command_line import parser


def test_the_maximum_age_is_an_option():
    # verifies FR-2
    assert parser().parse_args(["--max-age", "0"]).max_age == 0


def test_budgets(warm_run, cold_run):
    # verifies NFR-1, NFR-2
    assert warm_run.seconds < 0.3 and cold_run.seconds < 3
    assert len(batches([f"S{n}" for n in range(120)])) == 3
