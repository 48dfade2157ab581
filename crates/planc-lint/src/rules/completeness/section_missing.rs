use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Dialect, normal};
use planc_syntax::Section;
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
    let keys = LazyCell::new(|| keys(cx, |_| true));
    let required = dialect.sections.iter().enumerate().filter(|(_, s)| s.required);
    let missing = required.filter(|(number, wanted)| {
        // A section whose parts stand on their own is there when one of them is.
        let parts = dialect.sections.iter().filter(|s| s.parent == Some(*number)).filter_map(|s| s.concept);
        let spoken_of = wanted.concept.into_iter().chain(parts).any(|c| families.contains(&c.family()));
        !spoken_of && !has_line(&keys, &wanted.key)
    });
    let missing: Vec<_> = missing.collect();
    if missing.is_empty() || !is_on_template(cx, dialect) {
        return;
    }
    for (_, wanted) in missing {
        let name = heading_name(&wanted.heading);
        out.push(
            out.diagnostic(cx.title_span(), format!("the section `{name}` is missing"))
                .help(format!("every `{}` plan has a section `## {}`", dialect.name, wanted.heading)),
        );
    }
}

/// Headings in their normal form, a line each.
fn keys(cx: &Context<'_, '_>, wanted: impl Fn(&Section) -> bool) -> String {
    let mut keys = String::new();
    for section in cx.tree.sections.iter().skip(1).filter(|s| wanted(s)) {
        normal(cx.tree.title(section), &mut keys);
        keys.push('\n');
    }
    keys
}

fn has_line(lines: &str, line: &str) -> bool {
    lines.lines().any(|l| l == line)
}

/// Whether the plan was written on the template: half of the required sections stand there in the template's own
/// words, or one of them under a title of the template's form. A plan with other headings may well be like it.
fn is_on_template(cx: &Context<'_, '_>, dialect: &Dialect) -> bool {
    let title = cx.fit.title.map_or(0, |(section, _)| section);
    let outermost = keys(cx, |s| s.parent.is_none_or(|parent| parent == 0 || parent == title));
    let required = dialect.sections.iter().filter(|s| s.required);
    let own = required.clone().filter(|s| has_line(&outermost, &s.key)).count();
    own * 2 >= required.count().max(1) || own > 0 && has_title_of(cx, dialect)
}

/// Whether the title has the words of the template: `PLAN-`, `Technical Plan:`.
fn has_title_of(cx: &Context<'_, '_>, dialect: &Dialect) -> bool {
    let Some((section, _)) = cx.fit.title else { return false };
    let title = cx.tree.sections[section].title;
    let mut patterns = dialect.title.iter().chain(&dialect.titles);
    patterns.any(|p| !p.prefix().is_empty() && p.read(cx.tree.text, title).is_some())
}

/// A heading without number and emphasis: `2. Technical Design` is `Technical Design`.
fn heading_name(heading: &str) -> &str {
    let bare = heading.trim_matches(['*', ' ']);
    bare.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '))
}
