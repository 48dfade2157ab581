use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::Text;
use planc_model::names::{Names, is_slip, key};
use planc_source::Span;
use std::collections::HashMap;

pub static RULE: Rule = Rule {
    name: "access-role-unknown",
    summary: "the access matrix names a role that nothing else knows, or that is nearly another one",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("access_role_unknown.md"),
    check: Check::Plan(check),
};

/// A role of the matrix, each time it is named.
struct Role<'c> {
    name: &'c str,
    span: Span,
}

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(security) = &cx.plan.security else { return };
    let rows = security.access.iter().flatten();
    let cells = rows.flat_map(|row| [&row.read, &row.write, &row.delete]).flatten();
    let roles: Vec<Role<'_>> = cells.flat_map(|cell| roles(cx, cell)).collect();
    let mut count: HashMap<String, usize> = HashMap::new();
    for role in &roles {
        *count.entry(key(role.name)).or_default() += 1;
    }
    let names = Names::new(roles.iter().map(|r| (r.name, r.span)));
    let said = words_of(cx, &roles);
    let known: Vec<(&str, Span)> = names.iter().filter(|(name, _)| is_said(&said, name)).collect();
    for (name, span) in names.iter() {
        if is_said(&said, name) {
            continue;
        }
        // A slip of a role that is named more often, or that the plan speaks of elsewhere.
        let often = |other: &str| {
            count.get(&key(other)).copied().unwrap_or(0) > count.get(&key(name)).copied().unwrap_or(0)
        };
        let meant =
            names.iter().find(|(other, _)| is_slip(name, other) && (often(other) || is_said(&said, other)));
        if let Some((meant, there)) = meant {
            let found =
                out.diagnostic(span, format!("no other part of the plan knows the role {}", quoted(name)));
            let found = if there < span { found.label(there, "the other role") } else { found };
            out.push(found.help(format!("did you mean {}?", quoted(meant))).unsafe_fix(
                format!("name {}", quoted(meant)),
                span,
                meant.to_owned(),
            ));
        } else if known.len() >= 2 && known.len() + 1 == names.len() {
            // All other roles are spoken of; this one is not.
            let others: Vec<String> = known.iter().take(4).map(|(n, _)| quoted(n)).collect();
            out.push(
                out.diagnostic(span, format!("only the access matrix knows the role {}", quoted(name)))
                    .help(format!("say who has it; the plan speaks of {}", others.join(", "))),
            );
        }
    }
}

/// The roles in a cell: `Admin, Support`. Marks and answers (`✓`, `own`, `none`) are no roles.
fn roles<'c>(cx: &Context<'c, '_>, cell: &Text<'_>) -> Vec<Role<'c>> {
    let source = cx.tree.str(cell.span);
    let mut found = Vec::new();
    if source.len() > 200 || source.contains(['[', '{']) {
        return found;
    }
    for part in source
        .split([',', '/', ';', '+', '&', '、'])
        .flat_map(|p| p.split(" and "))
        .flat_map(|p| p.split(" or "))
    {
        let bare = part.split(['(', '（']).next().unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric());
        let plain = bare.split(' ').count() <= 3 && bare.chars().count() >= 3;
        let word = bare.to_lowercase();
        let answer = cx.library.vocabulary().answer(bare).is_some() || ANSWERS.contains(&word.as_str());
        if plain && !answer && bare.chars().any(char::is_alphabetic) {
            let start = bare.as_ptr() as usize - source.as_ptr() as usize + cell.span.start();
            found.push(Role { name: bare, span: Span::new(start, start + bare.len()) });
        }
    }
    found
}

/// What stands in a cell instead of a role.
const ANSWERS: &[&str] = &[
    "all",
    "any",
    "anyone",
    "everyone",
    "everybody",
    "nobody",
    "none",
    "no one",
    "own",
    "own only",
    "self",
    "n/a",
    "yes",
    "no",
    "allowed",
    "denied",
    "allow",
    "deny",
    "full",
    "read",
    "write",
    "only",
    "never",
    "always",
    "public",
    "private",
    "tbd",
];

/// All words of the plan outside the matrix, in normal form with a blank around each.
fn words_of(cx: &Context<'_, '_>, roles: &[Role<'_>]) -> String {
    let (Some(first), Some(last)) = (roles.iter().map(|r| r.span).min(), roles.iter().map(|r| r.span).max())
    else {
        return String::new();
    };
    let text = cx.tree.text;
    let (start, end) = (text[..first.start()].rfind("\n\n").unwrap_or(0), last.end());
    let end = text[end..].find("\n\n").map_or(text.len(), |at| end + at);
    let mut said = String::from(" ");
    for part in [&text[..start], &text[end..]] {
        planc_dialect::normal(part, &mut said);
        said.push(' ');
    }
    said
}

fn is_said(said: &str, name: &str) -> bool {
    let mut bare = String::from(" ");
    planc_dialect::normal(name, &mut bare);
    bare.push(' ');
    bare.len() > 2 && said.contains(&bare)
}
