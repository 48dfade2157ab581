//! Numbers with a word behind them: `200 ms`, `15mins`, `2 weeks`.

use planc_source::Span;

/// A number, and the word that stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// The number.
    pub(crate) number: Span,
    /// The word: letters, with or without a blank before them.
    pub(crate) word: Span,
}

/// The amounts in a text; numbers inside words (`p95`, `v2`) are none.
pub(crate) fn amounts(text: &str) -> impl Iterator<Item = Amount> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_digit)?;
            let number = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'_');
            let end = start + bytes[start..].iter().take_while(|b| number(b)).count();
            at = end;
            let inside = text[..start]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '#'));
            let rest = &text[end..];
            let word = rest.strip_prefix(' ').unwrap_or(rest);
            let len = word.len() - word.trim_start_matches(char::is_alphabetic).len();
            let behind = word[len..].chars().next();
            if !inside
                && len > 0
                && !behind.is_some_and(|c| c.is_ascii_digit() || matches!(c, '_' | '-' | '\''))
            {
                let from = text.len() - word.len();
                return Some(Amount { number: Span::new(start, end), word: Span::new(from, from + len) });
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_the_words_behind_them() {
        let found = |text: &str| -> Vec<String> {
            amounts(text).map(|a| format!("{}|{}", a.number.of(text), a.word.of(text))).collect()
        };
        assert_eq!(found("p95 < 200 mss, 1,000 req/s"), ["200|mss", "1,000|req"]);
        assert_eq!(found("15mins and 2 weeks"), ["15|mins", "2|weeks"]);
        assert_eq!(found("v2 days, 99.9%, 3 two-way, 2. x"), ["2.|x"]);
        assert!(found("").is_empty());
    }
}
