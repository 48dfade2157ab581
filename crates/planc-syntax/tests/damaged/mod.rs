//! Plans with something wrong in them: what the property tests of several crates make their texts of.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::path::Path;

/// The same cases on every run; `PROPTEST_RNG_SEED=7 PROPTEST_CASES=100000` tries others.
pub fn cases(cases: u32) -> ProptestConfig {
    let given = ProptestConfig::default();
    let fixed = given.rng_seed == RngSeed::Random;
    let (cases, rng_seed) = if fixed { (cases, RngSeed::Fixed(2026)) } else { (given.cases, given.rng_seed) };
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// A place in a text, as a share of its length, and what happens there.
#[derive(Clone, Debug)]
pub struct Hit {
    at: f64,
    len: usize,
    with: String,
}

/// Takes away fewer than `longest` bytes and puts something in their place.
pub fn hit(longest: usize, with: impl Strategy<Value = String>) -> impl Strategy<Value = Hit> {
    (0.0..1.0f64, 0..longest, with).prop_map(|(at, len, with)| Hit { at, len, with })
}

impl Hit {
    pub fn strike(&self, text: &mut String) {
        let start = text.floor_char_boundary((text.len() as f64 * self.at) as usize);
        let end = text.ceil_char_boundary((start + self.len).min(text.len()));
        text.replace_range(start..end, &self.with);
    }
}

/// The filled plans of the ledger, one for each of the five dialects.
pub fn plans() -> [String; 5] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../planc/tests/ledger");
    ["000", "001", "002", "003", "004"]
        .map(|seed| std::fs::read_to_string(folder.join(format!("{seed}.md"))).unwrap())
}
