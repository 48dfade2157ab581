use crate::placeholder::bracketed;
use crate::places::Places;
use crate::words::{is_nothing, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Field;
use planc_model::Text;
use planc_source::Span;
use planc_syntax::Kind;

pub static RULE: Rule = Rule {
    name: "exception-unexplained",
    summary: "a rule is broken on purpose without a reason or the simpler way that was rejected",
    family: Family::Governance,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("exception_unexplained.md"),
    check: Check::Plan(check),
};

/// Rows of tables only: of a sentence in a list nobody can say where the reason begins.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut places = Places::new(cx.tree);
    let mut rows: Vec<_> =
        cx.plan.exceptions.iter().flatten().filter_map(|e| Some((e.violation.as_ref()?, e))).collect();
    rows.sort_by_key(|(violation, _)| violation.span);
    let mut table: Option<Columns> = None;
    for (violation, row) in rows {
        if !places.at(violation.span.start()).cell {
            continue;
        }
        if table.as_ref().is_none_or(|t| !t.span.contains(violation.span)) {
            table = columns(cx, violation.span);
        }
        let Some(table) = &table else { continue };
        if is_nothing(&violation.value) || is_placeholder(&violation.value) || denies(&violation.value) {
            continue;
        }
        let named = quoted(&violation.value);
        if table.why && said(&row.why).is_none() {
            out.push(
                out.diagnostic(violation.span, format!("nothing says why {named} is needed"))
                    .help("say what the plan cannot do without it"),
            );
        } else if table.alternative && said(&row.alternative_rejected).is_none() {
            out.push(
                out.diagnostic(
                    violation.span,
                    format!("nothing says which simpler way {named} was preferred to"),
                )
                .help("name the simpler way and why it will not do"),
            );
        }
    }
}

fn said<'t>(text: &'t Option<Text<'_>>) -> Option<&'t Text<'t>> {
    text.as_ref().filter(|t| !is_nothing(&t.value))
}

/// What the table asks for.
struct Columns {
    span: Span,
    why: bool,
    alternative: bool,
}

/// The columns of the table that `span` stands in.
fn columns(cx: &Context<'_, '_>, span: Span) -> Option<Columns> {
    let nodes = &cx.tree.nodes;
    let above = nodes.partition_point(|n| n.span.start() <= span.start());
    let node = (0..above).rev().find(|n| nodes[*n].kind == Kind::Table && nodes[*n].span.contains(span))?;
    let vocabulary = cx.library.vocabulary();
    let scope = vocabulary.scope("exceptions");
    let fields = cx.tree.table(node)?.head.cells;
    let span = nodes[node].span;
    let has = |field| fields.iter().any(|c| vocabulary.field(scope, c.of(cx.tree.text)) == Some(field));
    Some(Columns { span, why: has(Field::Why), alternative: has(Field::AlternativeRejected) })
}

/// `[e.g., 4th project]` is reported as what it is.
fn is_placeholder(words: &str) -> bool {
    let words = words.trim_matches(['*', '_', ' ']);
    words.starts_with("{{") || bracketed(words, 0).is_some_and(|s| s.end() == words.len())
}

/// `No violations`, or one that was struck out.
fn denies(words: &str) -> bool {
    if words.starts_with("~~") {
        return true;
    }
    let first = words.trim_start_matches(|c: char| !c.is_alphanumeric()).split(' ').next().unwrap_or("");
    ["no", "none", "not"].iter().any(|w| first.eq_ignore_ascii_case(w)) || first.starts_with(['无', '無'])
}
