use crate::suppress::{ALLOW, ALLOW_FILE, Suppressions, can_be_allowed};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Ran, Rule, Severities, closest, names};
use planc_source::{Diagnostic, Severity};

pub static RULE: Rule = Rule {
    name: "suppression-unknown",
    summary: "a comment allows what does not exist or cannot be allowed",
    family: Family::Control,
    severities: Severities::always(Severity::Warning),
    fixable: true,
    enabled: true,
    page: include_str!("suppression_unknown.md"),
    check: Check::Suppressions(check),
};

fn check(cx: &Context<'_, '_>, comments: &Suppressions, _: &Ran<'_>, out: &mut Findings<'_>) {
    let text = cx.tree.text;
    for comment in &comments.list {
        if !comment.is_known(text) {
            let word = comment.word.of(text);
            let found =
                out.diagnostic(comment.word, format!("{} is no comment that planc knows", quoted(word)));
            // `planc: allow` is near enough, too.
            let near = closest(&word.replace(": ", "-"), [ALLOW, ALLOW_FILE]);
            out.push(meant(found, near, "comments that allow findings begin with `planc-allow`"));
            continue;
        }
        if comment.names.is_empty() {
            let found = out.diagnostic(comment.span, "this comment names no rule, so it allows nothing");
            out.push(found.help("name what it allows: `planc-allow rule-name: reason`"));
        }
        for name in comment.names.iter().map(|allowed| allowed.name) {
            let word = name.of(text);
            if can_be_allowed(word) {
                continue;
            }
            if names().any(|known| known == word) {
                let message = format!("{} cannot be allowed by a comment", quoted(word));
                out.push(out.diagnostic(name, message).help("mend the comment that it is about"));
                continue;
            }
            let found = out.diagnostic(name, format!("there is no rule or family {}", quoted(word)));
            let near = closest(word, names().filter(|known| can_be_allowed(known)));
            out.push(meant(found, near, "`planc rules` lists them"));
        }
    }
}

/// Says what was meant, else what there is.
fn meant(found: Diagnostic, near: Option<&str>, else_say: &str) -> Diagnostic {
    let span = found.span;
    match near {
        Some(near) => {
            let quoted = quoted(near);
            found.help(format!("did you mean {quoted}?")).unsafe_fix(format!("say {quoted}"), span, near)
        }
        None => found.help(else_say),
    }
}
