use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::encoding::damage;
use planc_source::{Applicability, Edits, Fix, Severity};

pub static RULE: Rule = Rule {
    name: "encoding-damaged",
    summary: "characters were turned into others by a wrong encoding",
    family: Family::Form,
    severities: Severities::always(Severity::Warning),
    fixable: true,
    enabled: true,
    page: include_str!("encoding_damaged.md"),
    check: Check::Plan(check),
};

/// So many places are reported one by one.
const SHOWN: usize = 20;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(damage) = damage(cx.tree.text) else { return };
    let encoding = damage.encoding.name();
    let (shown, more) = damage.runs.split_at(damage.runs.len().min(SHOWN));
    for (span, original) in shown {
        let message = format!(
            "{} was {} before UTF-8 was read as {encoding}",
            said(span.of(cx.tree.text)),
            said(original)
        );
        let found = out.diagnostic(*span, message);
        out.push(found.safe_fix("put back what it was", *span, original.as_str()));
    }
    if let Some((first, _)) = more.first() {
        let places = if more.len() == 1 { "place is" } else { "places are" };
        let mut found =
            out.diagnostic(*first, format!("{} more {places} damaged in the same way", more.len()));
        let mut edits = Edits::new();
        // Runs are disjoint, so none of them is refused.
        more.iter().for_each(|(span, original)| _ = edits.replace(*span, original.as_str()));
        found.fixes.push(Fix {
            message: "mend them all".to_owned(),
            applicability: Applicability::Safe,
            edits,
        });
        out.push(found);
    }
}

/// The characters, or their names where nobody sees them.
fn said(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    if text.is_empty() {
        "nothing".to_owned()
    } else if text.chars().all(hidden) {
        text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" ")
    } else {
        quoted(&text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_named() {
        assert_eq!(said("\u{a0}"), "U+00A0");
        assert_eq!(said("’"), "`’`");
        assert_eq!(said(""), "nothing");
    }
}
