//! Dates in the plan, as the rules about them need them.

use crate::context::Context;
use jiff::civil::Date;
use planc_model::notation::date::{Reading, read};
use planc_source::Span;

/// What the words at `span` say about a day.
pub(crate) fn reading(cx: &Context<'_, '_>, span: Span) -> Option<Reading> {
    read(span.of(cx.tree.text), &|word| cx.library.vocabulary().month(word))
}

/// The day at `span`, if there is one.
pub(crate) fn day(cx: &Context<'_, '_>, span: Span) -> Option<Date> {
    match reading(cx, span) {
        Some(Reading::Date(date)) => Some(date),
        _ => None,
    }
}

/// The date's own words at the start of `span`, without what follows it: `2026-02-30` of `2026-02-30 (late)`.
pub(crate) fn words(text: &str, span: Span) -> Span {
    let span = planc_syntax::unwrap(text, span);
    let source = span.of(text);
    // A date ends with its first number of four digits, or with the day behind a year that comes first.
    let mut numbers = 0;
    let mut end = source.len();
    let mut year_first = false;
    let mut rest = 0;
    while let Some(start) = source[rest..].find(|c: char| c.is_ascii_digit()).map(|at| rest + at) {
        let digits = source[start..].bytes().take_while(u8::is_ascii_digit).count();
        rest = start + digits;
        numbers += 1;
        year_first |= numbers == 1 && digits == 4;
        if if year_first { numbers == 3 } else { digits == 4 } {
            end = rest;
            break;
        }
    }
    Span::new(span.start(), span.start() + end).trim(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_parted_from_what_follows_it() {
        for (text, want) in [
            ("2026-02-30", "2026-02-30"),
            ("2026-02-30 (planned)", "2026-02-30"),
            ("**2026-02-30**", "2026-02-30"),
            ("February 30, 2026, late", "February 30, 2026"),
            ("31/02/2026 18:00", "31/02/2026"),
            ("soon", "soon"),
        ] {
            assert_eq!(words(text, Span::new(0, text.len())).of(text), want);
        }
    }
}
