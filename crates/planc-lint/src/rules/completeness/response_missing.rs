use crate::owed::is_placeholder;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::{Endpoint, Text};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "response-missing",
    summary: "a call has no response, though the plan gives them for others",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("response_missing.md"),
    check: Check::Plan(check),
};

/// A table or list only names the calls; a contract, where a request or a response stands, is to be whole.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let calls = cx.plan.endpoints.as_deref().unwrap_or_default();
    let answered = |call: &Endpoint<'_>| call.responses.as_ref().is_some_and(|r| !r.is_empty());
    if !calls.iter().any(answered) {
        return;
    }
    for call in calls.iter().filter(|c| c.request.is_some() && !answered(c)) {
        let Some(path) = call.path.as_ref().filter(|p| !is_placeholder(&p.value)) else { continue };
        // The same call may be told in full elsewhere.
        let same = |a: &Option<Text<'_>>, b: &Option<Text<'_>>| {
            a.as_ref().map(Text::as_str) == b.as_ref().map(Text::as_str)
        };
        let told =
            |c: &&Endpoint<'_>| answered(c) && same(&c.path, &call.path) && same(&c.method, &call.method);
        if calls.iter().take(MOST).find(told).is_some() {
            continue;
        }
        let span = call.method.as_ref().map_or(path.span, |m| whole(cx, m.span, path.span));
        let named = quoted(span.of(cx.tree.text));
        out.push(
            out.diagnostic(span, format!("nothing says what {named} answers"))
                .help("give the status and body of each response, as the other calls do"),
        );
    }
}

/// So many calls are looked at for another telling of the same one.
const MOST: usize = 200;

/// Method and path, where they stand beside each other.
fn whole(cx: &Context<'_, '_>, method: Span, path: Span) -> Span {
    let both = method.cover(path);
    let near = both.len() <= method.len() + path.len() + 4 && !both.of(cx.tree.text).contains(['\n', '|']);
    if near { both } else { path }
}
