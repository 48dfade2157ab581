use std::fmt;

/// What a finding is known by when lines move: its rule, its file, the text it flags, and which of those alike it is.
///
/// The number is the same on every machine and in every version of planc: baselines and reports keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of the flagged text alone.
    pub fn of_text(text: &str) -> Fingerprint {
        Fingerprint(fold(START, text.trim().as_bytes()))
    }

    /// The fingerprint of one finding among all of a workspace; `occurrence` counts from 1.
    pub fn of_finding(rule: &str, path: &str, text: Fingerprint, occurrence: u32) -> Fingerprint {
        let parts = [rule.as_bytes(), path.as_bytes(), &text.0.to_le_bytes(), &occurrence.to_le_bytes()];
        // The length parts `ab` + `c` from `a` + `bc`.
        Fingerprint(parts.iter().fold(START, |hash, part| {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            fold(fold(hash, &length.to_le_bytes()), part)
        }))
    }

    /// A fingerprint as it was printed.
    pub fn parse(hex: &str) -> Option<Fingerprint> {
        (hex.len() == 16).then(|| u64::from_str_radix(hex, 16).ok().map(Fingerprint)).flatten()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// FNV-1a, 64 bits wide.
const START: u64 = 0xcbf2_9ce4_8422_2325;

fn fold(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_that_files_hold() {
        let text = Fingerprint::of_text("a");
        assert_eq!(text.to_string(), "af63dc4c8601ec8c");
        assert_eq!(text, Fingerprint::of_text(" a\n"));
        assert_eq!(Fingerprint::parse("af63dc4c8601ec8c"), Some(text));
        assert_eq!(Fingerprint::parse("af63dc4c8601ec8"), None);
        let first = Fingerprint::of_finding("date-order", "plan.md", text, 1);
        assert_ne!(first, Fingerprint::of_finding("date-order", "plan.md", text, 2));
        assert_ne!(first, Fingerprint::of_finding("date-orderp", "lan.md", text, 1));
    }
}
