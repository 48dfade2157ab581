use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};

pub static RULE: Rule = Rule {
    name: "version-invalid",
    summary: "the version of a dependency is none in any scheme",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("version_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let dependencies = cx.plan.dependencies.iter().flatten();
    for version in dependencies.flat_map(|d| [&d.current, &d.version]).flatten() {
        if let Some((message, help)) = fault(version.as_str().trim()) {
            out.push(out.diagnostic(version.span, message).help(help));
        }
    }
}

/// There are many schemes of versions; only what none of them has is a fault.
fn fault(version: &str) -> Option<(String, &'static str)> {
    if version.len() > 40 || version.contains(char::is_whitespace) || version.contains("...") {
        return None;
    }
    let bare = version.trim_start_matches(['^', '~', '>', '<', '=', '!']);
    if bare.is_empty() && !version.is_empty() {
        return Some((
            format!("behind {} stands no version", quoted(version)),
            "write the version it compares with",
        ));
    }
    let number = bare.strip_prefix(['v', 'V']).unwrap_or(bare);
    let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-' | b'_' | b'*' | b',');
    if !number.starts_with(|c: char| c.is_ascii_digit()) || !number.bytes().all(known) {
        return None;
    }
    let wrong = format!("{} is no version", quoted(version));
    let core = number.split(['-', '+']).next().unwrap_or(number);
    if core.contains("..") {
        return Some((wrong, "a number is missing between two dots"));
    }
    if core.ends_with('.') {
        return Some((wrong, "a number is missing behind the last dot"));
    }
    if core.split('.').skip(1).any(|part| matches!(part, "O" | "o" | "l" | "I")) {
        return Some((wrong, "there is a letter where a digit should be"));
    }
    if core.contains(',') && core.split(',').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())) {
        return Some((wrong, "write dots between the numbers"));
    }
    None
}
