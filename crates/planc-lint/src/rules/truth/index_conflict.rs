use crate::address::relative;
use crate::words::quoted;
use crate::{Check, CompanionContext, Family, Findings, Rule, Severities};
use planc_dialect::State;
use planc_source::Severity;

pub static RULE: Rule = Rule {
    name: "index-conflict",
    summary: "a table of documents gives one another status than it gives itself",
    family: Family::Truth,
    severities: Severities::always(Severity::Warning),
    fixable: false,
    enabled: true,
    page: include_str!("index_conflict.md"),
    check: Check::Companion(check),
};

fn check(cx: &CompanionContext<'_>, out: &mut Findings<'_>) {
    for row in &cx.facts.listed {
        let Some(address) = relative(&row.target).filter(|a| !a.path.is_empty()) else { continue };
        let Some(facts) = cx.surroundings.facts(&address.path) else { continue };
        let Some(status) = facts.status.as_ref().filter(|s| s.state != State::Other) else { continue };
        if status.state != row.state && row.state != State::Other {
            let message = format!(
                "{} is {} here, but says itself that it is {}",
                quoted(&address.path),
                quoted(&row.word),
                quoted(&status.word)
            );
            out.push(out.diagnostic(row.span, message).help("make both say the same"));
        }
    }
}
