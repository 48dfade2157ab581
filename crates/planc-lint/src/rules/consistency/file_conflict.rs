use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Change;
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "file-conflict",
    summary: "a file is listed as new and as removed",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("file_conflict.md"),
    check: Check::Plan(check),
};

/// A file may be new in one phase and modified in the next. But what is removed was there before and is gone after.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let files = cx.plan.files.iter().flatten();
    let mut files: Vec<_> =
        files.filter_map(|f| Some((f.path.as_str(), f.path.span, f.change.as_ref()?.value))).collect();
    files.sort_by_key(|(_, span, _)| *span);
    let mut seen: FxHashMap<&str, (Change, Span)> = FxHashMap::default();
    for (path, span, change) in files {
        let path = path.trim_start_matches("./");
        let (other, there) = *seen.entry(path).or_insert((change, span));
        let (new, removed) = (Change::New, Change::Removed);
        if (change, other) == (new, removed) || (change, other) == (removed, new) {
            let said = |change| if change == new { "new" } else { "removed" };
            out.push(
                out.diagnostic(
                    span,
                    format!("{} is {} here and {} elsewhere", quoted(path), said(change), said(other)),
                )
                .label(there, said(other))
                .help("if the file is written anew, list it as modified"),
            );
        }
    }
}
