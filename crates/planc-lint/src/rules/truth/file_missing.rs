use crate::repository::{Named, named};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, Target, closest};
use planc_dialect::{Change, State};

pub static RULE: Rule = Rule {
    name: "file-missing",
    summary: "a file that the plan changes, or has added, is not in the repository",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("file_missing.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let complete = match cx.state() {
        Some(State::Complete) => true,
        None | Some(State::Draft | State::InReview | State::Approved | State::InProgress) => false,
        _ => return,
    };
    for Named { file, change, path } in named(cx) {
        let wrong = match change {
            Change::New => complete,
            Change::Modified => true,
            // What is to go must be there as long as it did not.
            Change::Removed => !complete && cx.state() != Some(State::InProgress),
            Change::Unchanged => false,
        };
        if !wrong || cx.surroundings.in_workspace(path) != Target::Missing {
            continue;
        }
        let does = match change {
            Change::New => "added",
            Change::Modified => "changes",
            _ => "removes",
        };
        let message = format!("the plan {does} {}, which is not in the repository", quoted(path));
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let siblings = cx.surroundings.siblings(&format!("/{path}"));
        let name = path.rsplit('/').next().unwrap_or(path);
        let near = closest(name, siblings.iter().map(String::as_str));
        let help = match near {
            Some(near) if folder.is_empty() => format!("did you mean {}?", quoted(near)),
            Some(near) => format!("did you mean {}?", quoted(&format!("{folder}/{near}"))),
            None if change == Change::New => {
                "the plan is complete: add the file, or say in the plan where it went".to_owned()
            }
            None => "correct the path: it starts at the root of the repository; or mark the file as new"
                .to_owned(),
        };
        out.push(out.diagnostic(file.span, message).help(help));
    }
}
