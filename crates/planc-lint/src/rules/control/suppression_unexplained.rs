use crate::suppress::Suppressions;
use crate::{Check, Context, Family, Findings, Ran, Rule, Severities};
use planc_source::Severity;

pub static RULE: Rule = Rule {
    name: "suppression-unexplained",
    summary: "a comment allows findings and does not say why",
    family: Family::Control,
    severities: Severities::always(Severity::Warning),
    fixable: false,
    enabled: true,
    page: include_str!("suppression_unexplained.md"),
    check: Check::Suppressions(check),
};

fn check(cx: &Context<'_, '_>, comments: &Suppressions, _: &Ran<'_>, out: &mut Findings<'_>) {
    let text = cx.tree.text;
    for comment in comments.list.iter().filter(|c| c.is_known(text) && !c.holds(text)) {
        let found = out.diagnostic(comment.span, "this comment gives no reason, so it allows nothing");
        out.push(found.help("write the reason behind a colon: `planc-allow rule-name: reason`"));
    }
}
