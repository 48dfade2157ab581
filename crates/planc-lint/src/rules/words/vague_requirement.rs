use crate::owed::is_placeholder;
use crate::vague::{OPEN, first_of};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "vague-requirement",
    summary: "a requirement leaves open what is asked for",
    family: Family::Words,
    severities: Severities::MILD,
    fixable: false,
    enabled: false,
    page: include_str!("vague_requirement.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let requirements = cx.plan.requirements.iter().flatten().filter_map(|r| Some(r.text.as_ref()?.span));
    let acceptance = cx.plan.acceptance.iter().flatten().map(|a| a.text.span);
    for span in requirements.chain(acceptance) {
        let words = span.of(cx.tree.text);
        if let Some(at) = first_of(words, OPEN).filter(|_| !is_placeholder(words)) {
            let place = Span::new(span.start() + at.start(), span.start() + at.end());
            out.push(
                out.diagnostic(place, format!("{} leaves open what is asked for", quoted(at.of(words))))
                    .help("say what exactly, so that two readers test the same thing"),
            );
        }
    }
}
