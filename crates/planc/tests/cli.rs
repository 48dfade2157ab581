//! Real command lines and what they print. The cases are in `cmd/`; `TRYCMD=overwrite` writes them down.

#[test]
fn command_lines() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        // 2026-02-02: the day every new plan of these cases is made on.
        .env("SOURCE_DATE_EPOCH", "1770000000")
        .env("NO_COLOR", "1");
}
