use crate::owed::{heading_of, is_missing, is_none, is_placeholder};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Change;
use planc_model::{Component, Text};

pub static RULE: Rule = Rule {
    name: "migration-path-missing",
    summary: "something breaks or goes away, and nothing says how its users move on",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("migration_path_missing.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut told = false;
    for component in cx.plan.components.iter().flatten() {
        told |= component.migration_path.as_ref().is_some_and(|p| !p.value.trim().is_empty());
        let Some(name) = &component.name else { continue };
        if is_missing(cx, component.migration_path.as_ref())
            && let Some(fate) = fate(component)
            && !said(component).any(|t| leads_on(&t.value))
        {
            let message = format!("the component {} {fate}, without a migration path", quoted(&name.value));
            out.push(out.diagnostic(name.span, message).help(
                "say how those who use it move on, or `N/A` and why; a key `Migration Path` is the place for it",
            ));
        }
    }
    breaking(cx, told, out);
}

/// What happens to those who use a component, if it is nothing good.
fn fate(component: &Component<'_>) -> Option<&'static str> {
    let removed = component.change.as_ref().is_some_and(|c| c.value == Change::Removed);
    let compatible = component.backwards_compatible.as_ref().and_then(|b| b.answer.as_ref()).map(|a| a.value);
    match (removed, compatible) {
        // Why it goes is another question: `removal-unexplained` asks it first.
        (true, _) if component.reason.is_some() => Some("goes away"),
        (false, Some(false)) => Some("is not backwards compatible"),
        _ => None,
    }
}

fn said<'p, 'a>(component: &'p Component<'a>) -> impl Iterator<Item = &'p Text<'a>> {
    let compatible = component.backwards_compatible.as_ref().map(|b| &b.text);
    let all = [&component.reason, &component.changes, &component.impact, &component.purpose];
    all.into_iter().flatten().chain(compatible)
}

/// `Breaking Changes: Yes` with nothing behind it.
fn breaking(cx: &Context<'_, '_>, told: bool, out: &mut Findings<'_>) {
    let Some(compatibility) = &cx.plan.compatibility else { return };
    let Some(answer) = compatibility.breaking.as_ref().filter(|b| b.value) else { return };
    let words = compatibility.text.as_ref().map_or("", |t| &*t.value);
    let answer_words = answer.span.of(cx.tree.text);
    let elsewhere = told || cx.plan.migrations.is_some();
    if !elsewhere && !leads_on(words) && !leads_on(answer_words) {
        let span = heading_of(cx, "compatibility").unwrap_or(answer.span);
        out.push(out.diagnostic(span, "the plan breaks something, without a migration path").help(
            "say what breaks for whom and how they move on: versions side by side, a deprecation, a script, a guide",
        ));
    }
}

/// Whether words say how to move on, or that nobody has to.
fn leads_on(words: &str) -> bool {
    let lower = words.to_lowercase();
    is_placeholder(words)
        || is_none(words) && !words.trim().is_empty() && !lower.starts_with("no")
        || LEADS.iter().any(|w| lower.contains(w))
}

/// Words by which a text tells of the way on.
const LEADS: &[&str] = &[
    "migrat",
    "replac",
    "instead",
    "upgrade",
    "deprecat",
    "alias",
    "shim",
    "adapter",
    "wrapper",
    "fallback",
    "convert",
    "moved",
    "merged",
    "superseded",
    "use the",
    "switch",
    "rename",
    "update",
    "unused",
    "not used",
    "no longer used",
    "no caller",
    "no consumer",
    "nobody",
    "no one",
    "dead code",
    "side by side",
    "both versions",
    "grace",
    "transition",
    "rollout",
    "миграц",
    "замен",
    "вместо",
    "переход",
    "migra",
    "reemplaz",
    "substitu",
    "迁移",
    "替换",
    "替代",
    "改用",
    "移行",
    "置き換え",
    "代わり",
    "마이그레이션",
    "대체",
    "이전",
    "thay thế",
    "chuyển",
];
