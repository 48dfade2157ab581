/// The candidate that `word` was most likely meant to be: close enough to be a slip, or `None`.
///
/// Both measures must agree: one is kind to words that only begin alike (`Phase 2`, `Paused`), the other to long
/// words with another word in them.
pub fn closest<'w>(word: &str, candidates: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let word = word.to_lowercase();
    let score = |candidate: &'w str| {
        let lower = candidate.to_lowercase();
        let alike = strsim::jaro_winkler(&word, &lower);
        let slip = alike >= 0.84 && strsim::normalized_damerau_levenshtein(&word, &lower) >= 0.6;
        slip.then_some((alike, candidate))
    };
    let scored = candidates.into_iter().filter_map(score);
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        let words = ["draft", "in review", "approved", "complete"];
        assert_eq!(closest("Aproved", words), Some("approved"));
        assert_eq!(closest("Darft", words), Some("draft"));
        assert_eq!(closest("banana", words), None);
        assert_eq!(closest("Phase 2", ["paused"]), None);
        assert_eq!(closest("not started", ["not approved"]), None);
    }
}
