use crate::groups::{Group, Groups};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

pub static RULE: Rule = Rule {
    name: "migration-order",
    summary: "numbers of migrations repeat, go back, or leave one out",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("migration_order.md"),
    check: Check::Plan(check),
};

/// A migration with a number at its start: `001_users.sql`, `V3__orders.sql`, `20260131_events`.
struct Numbered<'c> {
    number: u64,
    digits: usize,
    /// What follows the number, without direction and ending.
    name: &'c str,
    span: Span,
}

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let migrations = cx.plan.migrations.iter().flatten();
    let mut all: Vec<Numbered<'_>> = migrations
        .filter_map(|m| {
            let names = [&m.file, &m.name, &m.version].into_iter().flatten();
            names.into_iter().find_map(|name| numbered(name.as_str(), name.span))
        })
        .collect();
    all.sort_by_key(|m| m.span);
    let mut groups = Groups::new(cx);
    let mut first: FxHashMap<(u64, usize), &Numbered<'_>> = FxHashMap::default();
    let mut before: Option<(Group, &Numbered<'_>)> = None;
    let numbers: FxHashSet<u64> = all.iter().map(|m| m.number).collect();
    let falls = all.len() > 1 && all.windows(2).all(|pair| pair[0].number >= pair[1].number);
    for migration in &all {
        let group = groups.of(migration.span);
        let words = quoted(cx.tree.str(migration.span));
        let last = before.replace((group, migration)).filter(|(other, _)| *other == group).map(|(_, m)| m);
        if let Some(one) = first.get(&(migration.number, migration.digits)) {
            if one.name != migration.name && !one.name.is_empty() && !migration.name.is_empty() {
                out.push(
                    out.diagnostic(migration.span, format!("{words} has the number of another migration"))
                        .label(one.span, "the other one")
                        .help("give each migration a number of its own, so that all machines run them in one order"),
                );
            }
            continue;
        }
        first.insert((migration.number, migration.digits), migration);
        let Some(last) = last.filter(|_| !falls) else { continue };
        if last.number > migration.number {
            out.push(
                out.diagnostic(
                    migration.span,
                    format!("{words} stands behind {}", quoted(cx.tree.str(last.span))),
                )
                .label(last.span, "a higher number")
                .help("list migrations in the order in which they run"),
            );
        } else if migration.digits <= 6
            && migration.digits == last.digits
            && migration.number > last.number + 1
            && !numbers.contains(&(last.number + 1))
        {
            let missing = format!("{:0width$}", last.number + 1, width = migration.digits);
            let message = format!("no migration has the number {}", quoted(&missing));
            out.push(
                out.diagnostic(migration.span, message)
                    .label(last.span, "the one before it")
                    .help("list the missing one too, or close the gap"),
            );
        }
    }
}

/// What undoes a migration has its number too and is none of its own.
fn numbered<'c>(name: &'c str, span: Span) -> Option<Numbered<'c>> {
    let bare = name.rsplit('/').next()?;
    let lower = bare.to_lowercase();
    if ["down", "rollback", "revert", "undo"].iter().any(|word| lower.contains(word)) {
        return None;
    }
    let rest = bare.strip_prefix(['V', 'v']).unwrap_or(bare);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &rest[digits..];
    let named = behind.is_empty() || behind.starts_with(['_', '-', '.']);
    // `1.2` is a version of something, not a number of a migration.
    let version = behind.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if digits < 2 && bare.len() == rest.len() || digits == 0 || !named || version {
        return None;
    }
    let name = behind.trim_start_matches(['_', '-', '.']);
    let name = name.strip_suffix(".sql").unwrap_or(name);
    Some(Numbered {
        number: rest[..digits].parse().ok()?,
        digits,
        name: name.strip_suffix(".up").unwrap_or(name),
        span,
    })
}
