//! Dates in the form that the document has.

use jiff::civil::Date;
use planc_dialect::Vocabulary;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date as it would stand in the place of `old`: `2026/02/01`, `1.2.2026`, `February 1, 2026`. ISO 8601 where
/// nobody can tell how. What else stands with the old date stays only if it is no part of it.
pub(crate) fn like(old: &str, date: Date, vocabulary: &Vocabulary) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let iso = date.to_string();
    let bare = old.trim_matches(['*', '`', '_', '[', ']', ' ']);
    let digits: Vec<&str> = bare.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let mut marks = bare.split(|c: char| c.is_ascii_digit()).filter(|p| !p.is_empty());
    match (&digits[..], marks.next(), marks.next()) {
        ([y, _, _], Some(a), Some(b)) if y.len() == 4 && a == b && matches!(a, "/" | ".") => {
            format!("{year}{a}{month:02}{a}{day:02}")
        }
        ([y, _, _], Some("年"), Some("月")) if y.len() == 4 => format!("{year}年{month}月{day}日"),
        ([d, m, y], Some("."), Some(".")) if y.len() == 4 => {
            let pad = |part: &str, n: i8| if part.len() == 2 { format!("{n:02}") } else { n.to_string() };
            format!("{}.{}.{year}", pad(d, day), pad(m, month))
        }
        ([d, y], _, _) if y.len() == 4 && d.len() <= 2 => named(bare, date, vocabulary).unwrap_or(iso),
        _ => iso,
    }
}

/// `1 February 2026`, `February 1, 2026`, `Feb 1, 2026`, where the month is an English one.
fn named(old: &str, date: Date, vocabulary: &Vocabulary) -> Option<String> {
    let word = old.split(|c: char| !c.is_alphabetic()).find(|w| vocabulary.month(w).is_some())?;
    let before = MONTHS.iter().find(|m| m.get(..3).is_some_and(|s| word.get(..3) == Some(s)))?;
    let full = MONTHS.get(usize::try_from(date.month()).ok()?.checked_sub(1)?)?;
    let month = if word == *before { *full } else { full.get(..3)? };
    let (day, year) = (date.day(), date.year());
    let first = old.starts_with(word);
    let comma = if old.contains(',') { "," } else { "" };
    Some(if first { format!("{month} {day}{comma} {year}") } else { format!("{day} {month} {year}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use planc_dialect::Library;

    #[test]
    fn dates_keep_their_form() {
        let library = Library::builtin();
        for (old, new) in [
            ("2025-12-31", "2026-02-01"),
            ("2025/12/31", "2026/02/01"),
            ("2025.12.31", "2026.02.01"),
            ("31.12.2025", "01.02.2026"),
            ("3.9.2025", "1.2.2026"),
            ("2025年12月31日", "2026年2月1日"),
            ("December 31, 2025", "February 1, 2026"),
            ("Dec 31 2025", "Feb 1 2026"),
            ("31 December 2025", "1 February 2026"),
            ("31 декабря 2025", "2026-02-01"),
            ("[YYYY-MM-DD]", "2026-02-01"),
            ("last week", "2026-02-01"),
            ("", "2026-02-01"),
        ] {
            assert_eq!(like(old, jiff::civil::date(2026, 2, 1), library.vocabulary()), new, "{old}");
        }
    }
}
