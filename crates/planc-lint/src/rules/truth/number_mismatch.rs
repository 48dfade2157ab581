use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Field;
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "number-mismatch",
    summary: "folder, file, branch and title of a plan carry different numbers",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("number_mismatch.md"),
    check: Check::Plan(check),
};

/// A place that numbers the plan.
struct Numbered {
    number: u64,
    /// What it is called in messages.
    place: &'static str,
    words: String,
    /// Where it stands in the text; names of files and folders do not.
    span: Option<Span>,
}

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let place = cx.surroundings.place();
    let mut found: Vec<Numbered> = Vec::new();
    let mut parts = place.as_deref().unwrap_or("").rsplit('/');
    let (file, folder) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let mut named = |words: &str, place| {
        if let Some(number) = of_name(words) {
            found.push(Numbered { number, place, words: words.to_owned(), span: None });
        }
    };
    named(file, "file");
    // Only a plan that has its folder to itself is numbered by it.
    if file.to_ascii_lowercase().starts_with("plan.") || file.to_ascii_lowercase().starts_with("design.") {
        named(folder, "folder");
    }
    let meta = &cx.plan.meta;
    if let Some(number) = &meta.number {
        let span = meta.id.as_ref().map_or(number.span, |id| id.span);
        found.push(Numbered {
            number: number.value,
            place: if meta.id.is_some() { "id" } else { "title" },
            words: cx.tree.str(span).to_owned(),
            span: Some(span),
        });
    }
    for entry in cx.fit.header.iter().filter(|e| e.field == Field::Branch) {
        let words = cx.tree.str(planc_syntax::unwrap(cx.tree.text, entry.source.value));
        let branch = words.split([' ', '(']).next().unwrap_or("").trim_matches('`');
        if let Some(number) = of_name(branch.rsplit('/').next().unwrap_or(branch)) {
            let span = Some(entry.source.value);
            found.push(Numbered { number, place: "branch", words: branch.to_owned(), span });
        }
    }
    // One fault is told once: at the last place in the text that disagrees with one before it.
    found.sort_by_key(|n| n.span.map_or(0, Span::start));
    let Some(first) = found.first() else { return };
    let Some(other) = found.iter().rev().find(|n| n.number != first.number) else { return };
    let message = format!(
        "the {} {} has number {}, but the {} {} has {}",
        other.place,
        quoted(&other.words),
        other.number,
        first.place,
        quoted(&first.words),
        first.number
    );
    let mut diagnostic = out.diagnostic(other.span.unwrap_or_else(|| cx.title_span()), message);
    if let Some(span) = first.span {
        diagnostic = diagnostic.label(span, format!("number {} here", first.number));
    }
    out.push(diagnostic.help("give the plan one number everywhere"));
}

/// The number a name begins with, behind a few letters: `003-login`, `PLAN-003-login.md`. Dates are none.
pub(super) fn of_name(name: &str) -> Option<u64> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = match letters {
        0 => name,
        1..=8 => name[letters..].strip_prefix(['-', '_'])?,
        _ => return None,
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = rest[digits..].chars().next();
    let parted = matches!(behind, None | Some('-' | '_' | '.'));
    // `2026-01-31-login` is a date, `3-way-merge` a name.
    let year =
        digits == 4 && rest.get(digits + 1..).is_none_or(|r| r.starts_with(|c: char| c.is_ascii_digit()));
    let numbered = (2..=5).contains(&digits) && !year;
    (parted && numbered).then(|| rest[..digits].parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_numbers() {
        for (name, number) in [
            ("003-login", Some(3)),
            ("PLAN-003-login.md", Some(3)),
            ("0042-login", Some(42)),
            ("2314-custom-endpoints", Some(2314)),
            ("2026-01-31-login", None),
            ("20251103-login", None),
            ("3-way-merge", None),
            ("login", None),
            ("v2-login", None),
            ("2024", None),
            ("", None),
        ] {
            assert_eq!(of_name(name), number, "{name}");
        }
    }
}
