use crate::constitution::{is_open_box, row_words};
use crate::severity::{Stage, stage};
use crate::words::{is_nothing, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Compliance;
use planc_model::Article;

pub static RULE: Rule = Rule {
    name: "article-unjustified",
    summary: "an article is not kept and nothing says why, or it is not ticked",
    family: Family::Governance,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("article_unjustified.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let draft = stage(cx.state()) == Stage::Draft;
    let excepted = cx
        .plan
        .exceptions
        .iter()
        .flatten()
        .any(|e| e.violation.as_ref().is_some_and(|v| !is_nothing(&v.value)));
    for article in cx.plan.constitution.iter().flatten() {
        let (Some(name), Some(status)) = (&article.article, &article.status) else { continue };
        let words = quoted(row_words(&name.value));
        match status.value {
            Compliance::NotCompliant if !excepted && !is_explained(cx, article) => out.push(
                out.diagnostic(status.span, format!("the article {words} is not kept, and nothing says why"))
                    .help(
                        "say in its notes why it must be so and what limits the damage, or change the plan",
                    ),
            ),
            // In a draft a box may wait.
            Compliance::Unknown if !draft && is_open_box(cx.tree.text, status.span) => out.push(
                out.diagnostic(status.span, format!("the article {words} is not ticked"))
                    .help("tick it, or say that it is not kept and why"),
            ),
            _ => {}
        }
    }
}

/// Whether there are notes, or words behind the verdict: `Fail (the library is older than the article)`.
fn is_explained(cx: &Context<'_, '_>, article: &Article<'_>) -> bool {
    let noted = article.notes.as_ref().is_some_and(|n| !is_nothing(&n.value));
    let verdict = article.status.as_ref().map_or("", |s| s.span.of(cx.tree.text));
    let more = verdict.find(['(', '—', '–', ':', ';', ',', '.', '（', '：']).map_or("", |at| &verdict[at..]);
    noted || !is_nothing(more) || verdict.split_whitespace().count() > 4
}
