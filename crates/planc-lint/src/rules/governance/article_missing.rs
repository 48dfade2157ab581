use crate::constitution::{Constitution, Name, checks, row_words, simple};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::article;

pub static RULE: Rule = Rule {
    name: "article-missing",
    summary: "the check against the constitution leaves out an article of it",
    family: Family::Governance,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("article_missing.md"),
    check: Check::Plan(check),
};

/// A check that goes through most of the articles is meant to go through all; another one picks those that matter.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    if cx.plan.constitution.iter().flatten().all(|row| row.article.is_none()) {
        return;
    }
    let Some(first) = checks(cx).next() else { return };
    let Some(constitution) = Constitution::of(cx) else { return };
    let rows: Vec<Name<'_>> = rows(cx);
    if rows.len() < 2 {
        return;
    }
    let bodies: Vec<&str> = checks(cx).map(|i| cx.tree.str(cx.tree.sections[i].span)).collect();
    let all = simple(&bodies.join("\n"));
    let numbers = cited(&bodies);
    let spoken_of = |a: &Name<'_>| {
        rows.iter().any(|r| r.is(a) || r.same_name(a) || r.number.is_none() && r.shares_word(a))
            || a.is_named_in(&all)
            || a.number.is_some_and(|n| numbers.iter().any(|(from, to)| (*from..=*to).contains(&n)))
    };
    let (kept, missing): (Vec<_>, Vec<_>) = constitution.articles().partition(spoken_of);
    let most = missing.len() * 3 <= kept.len() || missing.len() <= 2 && missing.len() < kept.len();
    if !most || REST.iter().any(|words| all.contains(words)) {
        return;
    }
    for article in missing {
        let title = cx.tree.sections[first].title;
        out.push(
            out.diagnostic(title, format!("the article {} is not checked", quoted(&article.full()))).help(
                format!(
                    "it stands in {}; say how the plan keeps it, or why it does not apply",
                    quoted(&constitution.path)
                ),
            ),
        );
    }
}

/// The articles that the check names: those of the plan, and the rows of tables that gave way to a second check.
fn rows<'c>(cx: &Context<'c, '_>) -> Vec<Name<'c>> {
    let articles = cx.plan.constitution.iter().flatten().filter_map(|a| a.article.as_ref());
    let mut rows: Vec<Name<'_>> = articles.map(|a| Name::read(row_words(&a.value))).collect();
    if !rows.is_empty() {
        for section in checks(cx).map(|i| cx.tree.sections[i].span) {
            let tables = cx.tree.nodes_in(section).filter_map(|n| cx.tree.table(n));
            let cells = tables
                .flat_map(|t| cx.tree.rows(&t).filter_map(|r| r.cells.first().copied()).collect::<Vec<_>>());
            rows.extend(cells.map(|c| Name::read(row_words(c.of(cx.tree.text)))));
        }
    }
    rows
}

/// Words for the articles that are not gone through one by one.
const REST: &[&str] = &[
    "other article",
    "other principle",
    "remaining article",
    "remaining principle",
    "all article",
    "all principle",
];

/// Numbers of articles that the text cites, as ranges: `§IV`, `Principle 4`, `Articles I–III`.
fn cited(bodies: &[&str]) -> Vec<(u32, u32)> {
    const CITES: &[&str] = &["§", "rticle", "rinciple", "ection"];
    let mut found = Vec::new();
    for body in bodies {
        for cite in CITES {
            for (at, _) in body.match_indices(cite) {
                let rest = body[at + cite.len()..].trim_start_matches(['s', ' ', '*']);
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
                let number = |w: &str| article(&format!("{w}. x")).map(|(n, ..)| n);
                let Some(from) = number(&rest[..end]) else { continue };
                let tail = rest[end..].trim_start_matches([' ', '–', '-', '—', '§']);
                let range = tail.len() < rest[end..].len();
                let end = tail.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tail.len());
                let to = number(&tail[..end]).filter(|to| range && *to > from);
                found.push((from, to.unwrap_or(from)));
            }
        }
    }
    found
}
