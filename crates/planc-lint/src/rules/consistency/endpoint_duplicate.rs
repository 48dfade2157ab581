use crate::groups::{Group, Groups};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::calls::Call;
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "endpoint-duplicate",
    summary: "one list of endpoints has the same method and path twice",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("endpoint_duplicate.md"),
    check: Check::Plan(check),
};

/// A table may list what contracts below it spell out, and a block of code may show a call in two cases. So only
/// what stands in one table, one list, or in two headings of one section is there twice.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut calls: Vec<Call<'_>> = cx.plan.endpoints.iter().flatten().filter_map(Call::of).collect();
    calls.sort_by_key(|call| call.path_span);
    let mut groups = Groups::new(cx);
    let mut seen: FxHashMap<_, (Span, &str)> = FxHashMap::default();
    for call in &calls {
        let group = groups.of(call.path_span);
        if matches!(group, Group::Code(_)) || matches!(group, Group::List(_)) && !opens_line(cx, call) {
            continue;
        }
        let (first, written) = *seen.entry((group, call.key())).or_insert((call.span, call.path));
        if first == call.span {
            continue;
        }
        let name = quoted(&format!("{} {}", call.method, call.path));
        let message = if written == call.path {
            format!("the endpoint {name} is there twice")
        } else {
            format!("the endpoint {name} is there twice: the names of parameters make no difference")
        };
        out.push(
            out.diagnostic(call.span, message)
                .label(first, "here already")
                .help("put what both say into one, or correct the method or path of one"),
        );
    }
}

/// Whether an item begins with the call: an item that only speaks of it lists something else.
fn opens_line(cx: &Context<'_, '_>, call: &Call<'_>) -> bool {
    let before = &cx.tree.text[..call.span.start()];
    let line = before.rsplit(['\n', '\r']).next().unwrap_or("");
    line.len() < 20 && !line.contains(char::is_alphabetic)
}
