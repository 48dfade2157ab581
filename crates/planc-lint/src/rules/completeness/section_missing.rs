use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::normal;
use std::cell::LazyCell;

pub static RULE: Rule = Rule {
    name: "section-missing",
    summary: "a section that every plan of the dialect has is not there",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("section_missing.md"),
    check: Check::Plan(check),
};

/// A template's section is there when a heading has its words, or any section speaks of its concept.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(dialect) = cx.dialect() else { return };
    // What the sections speak of.
    let mut families = Vec::new();
    for family in cx.fit.spots.iter().skip(1).filter_map(|s| s.concept).map(planc_dialect::Concept::family) {
        if !families.contains(&family) {
            families.push(family);
        }
    }
    // The headings in their normal form, a line each; in most plans nobody asks for them.
    let keys = LazyCell::new(|| {
        let mut keys = String::new();
        for section in cx.tree.sections.iter().skip(1) {
            normal(cx.tree.title(section), &mut keys);
            keys.push('\n');
        }
        keys
    });
    for (number, wanted) in dialect.sections.iter().enumerate().filter(|(_, s)| s.required) {
        // A section whose parts stand on their own is there when one of them is.
        let parts = dialect.sections.iter().filter(|s| s.parent == Some(number)).filter_map(|s| s.concept);
        let spoken_of = wanted.concept.into_iter().chain(parts).any(|c| families.contains(&c.family()));
        if !spoken_of && !keys.lines().any(|key| key == wanted.key) {
            let name = heading_name(&wanted.heading);
            out.push(
                out.diagnostic(cx.title_span(), format!("the section `{name}` is missing"))
                    .help(format!("every `{}` plan has a section `## {}`", dialect.name, wanted.heading)),
            );
        }
    }
}

/// A heading without number and emphasis: `2. Technical Design` is `Technical Design`.
fn heading_name(heading: &str) -> &str {
    let bare = heading.trim_matches(['*', ' ']);
    bare.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '))
}
