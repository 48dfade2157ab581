use crate::address::{relative, without_line};
use crate::words::{is_nothing, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities, Target};
use planc_model::SelfCheck;
use planc_source::Span;
use planc_syntax::Kind;
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "self-check-unbacked",
    summary: "the self-check says yes to something that is not there",
    family: Family::Governance,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("self_check_unbacked.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut entries = cx.plan.self_check.iter().flatten().filter(|e| says_yes(cx, e)).peekable();
    if entries.peek().is_none() {
        return;
    }
    let numbers: BTreeSet<&str> = cx.tree.sections.iter().filter_map(|s| number(cx.tree.title(s))).collect();
    let broken = LazyCell::new(|| broken(cx));
    for entry in entries {
        let spans: Vec<Span> = [&entry.item, &entry.value].into_iter().flatten().map(|t| t.span).collect();
        for span in &spans {
            files(cx, *span, out);
            parts(cx, *span, &numbers, out);
        }
        links(entry, &broken, out);
    }
}

/// A tick, or an answer that is neither no nor nothing.
fn says_yes(cx: &Context<'_, '_>, entry: &SelfCheck<'_>) -> bool {
    if let Some(done) = &entry.done {
        return done.value;
    }
    let answer = entry.value.as_ref().map_or("", |v| v.as_str().trim_matches(['*', '`', '_', ' ', '.']));
    let open = answer.starts_with(['[', '{', '❌']) && !answer.contains("](");
    !open && !is_nothing(answer) && cx.library.vocabulary().answer(answer) != Some(false)
}

/// Paths in code: `docs/workflows/99-universal-gates.md`.
fn files(cx: &Context<'_, '_>, span: Span, out: &mut Findings<'_>) {
    let text = cx.tree.text;
    for node in cx.tree.nodes_in(span).filter(|n| cx.tree.nodes[*n].kind == Kind::CodeSpan) {
        let code = cx.tree.nodes[node].span;
        let path = code.of(text).trim_matches('`').trim();
        if is_path(path) && nearby(cx, path) == Target::Missing {
            let message = format!("the self-check says yes, but {} is not there", quoted(path));
            out.push(
                out.diagnostic(code, message)
                    .help("create it, name what was really used, or take the answer back"),
            );
        }
    }
}

/// `docs/standards/`, `CONTRIBUTING.md`; no commands, no patterns.
fn is_path(words: &str) -> bool {
    let document = [".md", ".yaml", ".yml", ".json", ".toml", ".txt"].iter().any(|e| words.ends_with(e));
    let plain = !words.contains([' ', '*', '<', '{', '$', ':', '(', '|', ',', '`', '~', '@', '=', '#'])
        && !words.contains("...");
    plain && relative(words).is_some() && (document || words.ends_with('/') && words.len() > 2)
}

/// What is at a path that is written from the plan's folder, or from any folder above it.
fn nearby(cx: &Context<'_, '_>, path: &str) -> Target {
    let Some(place) = cx.surroundings.place() else { return Target::Unknown };
    let mut up = String::new();
    for _ in 0..=place.matches('/').count() {
        match cx.surroundings.target(&format!("{up}{path}")) {
            Target::Missing => up.push_str("../"),
            found => return found,
        }
    }
    Target::Missing
}

/// `§3.2`, `Section 3.2`: a section of this plan, where its sections have numbers.
fn parts(cx: &Context<'_, '_>, span: Span, numbers: &BTreeSet<&str>, out: &mut Findings<'_>) {
    let text = cx.tree.text;
    let source = span.of(text);
    if numbers.len() < 3 {
        return;
    }
    for mark in ["§", "Section ", "section "] {
        for (at, _) in source.match_indices(mark) {
            let rest = source[at + mark.len()..].trim_start();
            let Some(cited) = number(rest) else { continue };
            // `§4 of the constitution` is a part of another document.
            let behind = rest[cited.len()..].trim_start();
            let elsewhere = behind.starts_with("of ")
                || behind.starts_with("in ")
                || source[..at].trim_end().ends_with([')', '`']);
            if !elsewhere && !numbers.contains(cited) {
                let start = span.start() + source.len() - rest.len();
                let start = start.min(span.end());
                let at = Span::new(span.start() + at, start + cited.len());
                out.push(
                    out.diagnostic(
                        at,
                        format!("the self-check says yes, but the plan has no section {cited}"),
                    )
                    .help("name the section that was meant, or take the answer back"),
                );
            }
        }
    }
}

/// The number at the start: `3.2` of `3.2. Rollback`.
fn number(words: &str) -> Option<&str> {
    let words = words.trim_start_matches(['*', ' ']);
    let len = words.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(words.len());
    let number = words[..len].trim_end_matches('.');
    (!number.is_empty() && number.len() < 8).then_some(number)
}

/// Links of the plan that lead nowhere: the first, and how many there are.
type Broken = Option<(Span, usize)>;

fn broken(cx: &Context<'_, '_>) -> Broken {
    let missing = |target: &str| {
        let address = relative(target).filter(|a| !a.path.is_empty());
        address.is_some_and(|a| cx.surroundings.target(without_line(&a.path)) == Target::Missing)
    };
    let mut broken = cx.tree.destinations.iter().filter(|d| missing(&d.target));
    let first = broken.next()?;
    Some((cx.tree.nodes.get(first.node as usize)?.span, 1 + broken.count()))
}

/// `DRY & Links validated: true` in a plan with a link that leads nowhere.
fn links(entry: &SelfCheck<'_>, broken: &LazyCell<Broken, impl FnOnce() -> Broken>, out: &mut Findings<'_>) {
    const LINKS: &[&str] = &["link", "enlace", "ссыл", "liên kết", "链接", "連結", "リンク", "링크"];
    let Some(item) = &entry.item else { return };
    let lower = item.value.to_lowercase();
    if !LINKS.iter().any(|w| lower.contains(w)) {
        return;
    }
    let Some((link, count)) = **broken else { return };
    let answer = entry.value.as_ref().map_or(item.span, |v| v.span);
    let said = entry.done.as_ref().map_or(answer, |d| d.span);
    let label = if link < said { "this one is not there" } else { "the self-check says so" };
    let more = match count {
        1 => "a link of the plan leads nowhere".to_owned(),
        n => format!("{n} links of the plan lead nowhere"),
    };
    let name = quoted(&item.value);
    out.push(
        out.diagnostic(said.max(link), format!("the self-check says yes to {name}, but {more}"))
            .label(said.min(link), label)
            .help("mend the links, or take the answer back"),
    );
}
