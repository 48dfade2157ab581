//! Limits and targets as numbers that can be compared: `< 2 s`, `p95 under 200 ms`, `>= 99.9 %`.

/// Which way a limit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// At most so much.
    Most,
    /// At least so much.
    Least,
}

/// Whether the new limit allows what the old one did not. Only where both say one number each, in units that can be
/// compared, and which way they hold.
pub(super) fn is_loosened(old: &str, new: &str) -> bool {
    let (Some(old), Some(new)) = (read(old), read(new)) else { return false };
    // Where only one says which way it holds, the other means the same.
    let bound = match (old.bound, new.bound) {
        (Some(a), Some(b)) if a == b => Some(a),
        (Some(_), Some(_)) => None,
        (a, b) => a.or(b).or_else(|| old.natural()),
    };
    let same = old.dimension == new.dimension;
    match bound.filter(|_| same) {
        Some(Bound::Most) => new.amount > old.amount,
        Some(Bound::Least) => new.amount < old.amount,
        None => false,
    }
}

struct Limit {
    amount: f64,
    dimension: &'static str,
    bound: Option<Bound>,
}

impl Limit {
    /// A length of time or a size is a limit from above; how much is done in a second is one from below.
    fn natural(&self) -> Option<Bound> {
        match self.dimension {
            "time" | "size" => Some(Bound::Most),
            "rate" => Some(Bound::Least),
            _ => None,
        }
    }
}

const MOST: &[&str] =
    &["<", "≤", "under", "below", "at most", "within", "less than", "max", "up to", "no more", "not exceed"];
const LEAST: &[&str] = &[">", "≥", "over ", "above", "at least", "more than", "min ", "minimum", "no less"];

/// Units, what they count, and how much of it one is. Longer ones first.
const UNITS: &[(&str, &str, f64)] = &[
    ("requests per second", "rate", 1.0),
    ("requests/second", "rate", 1.0),
    ("requests/s", "rate", 1.0),
    ("milliseconds", "time", 0.001),
    ("millisecond", "time", 0.001),
    ("seconds", "time", 1.0),
    ("second", "time", 1.0),
    ("minutes", "time", 60.0),
    ("minute", "time", 60.0),
    ("hours", "time", 3600.0),
    ("hour", "time", 3600.0),
    ("weeks", "time", 604_800.0),
    ("week", "time", 604_800.0),
    ("days", "time", 86_400.0),
    ("day", "time", 86_400.0),
    ("percent", "percent", 1.0),
    ("req/s", "rate", 1.0),
    ("rps", "rate", 1.0),
    ("qps", "rate", 1.0),
    ("sec", "time", 1.0),
    ("min", "time", 60.0),
    ("kib", "size", 1024.0),
    ("mib", "size", 1_048_576.0),
    ("gib", "size", 1_073_741_824.0),
    ("kb", "size", 1e3),
    ("mb", "size", 1e6),
    ("gb", "size", 1e9),
    ("tb", "size", 1e12),
    ("ms", "time", 0.001),
    ("µs", "time", 1e-6),
    ("us", "time", 1e-6),
    ("s", "time", 1.0),
    ("m", "time", 60.0),
    ("h", "time", 3600.0),
    ("d", "time", 86_400.0),
    ("%", "percent", 1.0),
];

/// The one number of a text; `None` where there are several.
fn read(text: &str) -> Option<Limit> {
    let text = text.to_lowercase();
    let mut found = None;
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|n| at + n) {
        let length =
            text[start..].bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
        let number = text[start..start + length].trim_end_matches(['.', ',']);
        at = start + length;
        // `p95` and `HTTP2` are names.
        if text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        if found.is_some() {
            return None;
        }
        let amount: f64 = number.replace(',', "").parse().ok()?;
        let behind = text[at..].trim_start_matches([' ', '-']);
        let is_unit =
            |unit: &str| behind.strip_prefix(unit).is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
        let unit = UNITS.iter().find(|(unit, _, _)| is_unit(unit));
        let (dimension, factor) = unit.map_or(("", 1.0), |(_, dimension, factor)| (*dimension, *factor));
        let says = |words: &[&str]| {
            words.iter().any(|word| {
                text.match_indices(word).any(|(at, _)| {
                    let before = &text[..at];
                    // `failover` says no bound, and the `min` of `5 min ` is a unit.
                    let inside =
                        word.starts_with(char::is_alphabetic) && before.ends_with(char::is_alphanumeric);
                    let unit = *word == "min " && before.trim_end().ends_with(|c: char| c.is_ascii_digit());
                    !inside && !unit
                })
            })
        };
        let behind = text[at..].trim_start().starts_with('+');
        let bound = match (says(MOST), says(LEAST) || behind) {
            (true, false) => Some(Bound::Most),
            (false, true) => Some(Bound::Least),
            _ => None,
        };
        found = Some(Limit { amount: amount * factor, dimension, bound });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_allows_more_is_looser() {
        for (old, new, want) in [
            ("< 200 ms", "< 300 ms", true),
            ("< 200 ms", "< 0.3 s", true),
            ("< 300 ms", "< 200 ms", false),
            ("p95 under 200ms", "p95 under 1s", true),
            ("200 ms", "300 ms", true),
            (">= 99.9 %", ">= 99.5 %", true),
            ("99.9%", "99.5%", false),
            (">99%", "98%", true),
            ("500 req/s", "300 req/s", true),
            ("at least 500 rps", "600 rps", false),
            ("failover 30 s", "failover 60 s", true),
            ("5 min per run", "10 min per run", true),
            ("overall 200 ms", "overall 300 ms", true),
            ("< 10 MB", "< 1 GB", true),
            ("< 10 MB", "< 20 s", false),
            ("< 10", "> 20", false),
            ("1 to 2 s", "5 s", false),
            ("fast", "5 s", false),
        ] {
            assert_eq!(is_loosened(old, new), want, "{old} {new}");
        }
    }
}
