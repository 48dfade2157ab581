use crate::repository::{Named, named};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, Target};
use planc_dialect::{Change, State};

pub static RULE: Rule = Rule {
    name: "file-exists",
    summary: "a file that the plan is yet to add is there already, or one it removed still is",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("file_exists.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    // While the work goes on a file may be there or not.
    let (change, says, help) = match cx.state() {
        Some(State::InReview | State::Approved) => (
            Change::New,
            "is to be added, but is in the repository already",
            "mark the file as modified, or take another name; if the work has begun, let the status say so",
        ),
        Some(State::Complete) => (
            Change::Removed,
            "was to be removed, but is still in the repository",
            "the plan is complete: remove the file, or say in the plan why it stayed",
        ),
        _ => return,
    };
    for Named { file, path, .. } in named(cx).filter(|n| n.change == change) {
        if cx.surroundings.in_workspace(path) == Target::File {
            out.push(out.diagnostic(file.span, format!("{} {says}", quoted(path))).help(help));
        }
    }
}
