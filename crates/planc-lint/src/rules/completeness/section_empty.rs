use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Role;
use planc_source::Span;
use planc_syntax::{Kind, Section};

pub static RULE: Rule = Rule {
    name: "section-empty",
    summary: "a heading has nothing below it",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("section_empty.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let tree = cx.tree;
    let last = tree.sections.len() - 1;
    let footer = tree.footer().map(|(first, _)| first);
    for (index, section) in tree.sections.iter().enumerate().skip(1) {
        let spot = &cx.fit.spots[index];
        // What planc knows nothing of may be a divider; an item (`### Step 2: Deploy`) may be said in its heading.
        let known = spot.role == Role::Section && spot.concept.is_some();
        let title = tree.title(section);
        let parts = tree
            .sections
            .get(index + 1)
            .is_some_and(|next| next.level > section.level || continues(title, tree.title(next)));
        if known
            && !parts
            && is_empty(cx, section, footer.filter(|_| index == last))
            && !title.is_empty()
            && !says_it_itself(title)
        {
            out.push(
                out.diagnostic(section.title, format!("the section {} is empty", quoted(title)))
                    .help("write it, or say `N/A` and why; a section that the plan does not need can go with its heading"),
            );
        }
    }
}

/// Whether there is nothing but rules and comments below the heading. Reference definitions are no nodes, but they
/// are something.
fn is_empty(cx: &Context<'_, '_>, section: &Section, footer: Option<usize>) -> bool {
    let tree = cx.tree;
    let end = footer.map_or(section.nodes.end, |first| first.min(section.nodes.end));
    let body_end = footer.map_or(section.body.end(), |first| tree.nodes[first].span.start());
    let mut at = section.body.start();
    let blank = |from: usize, to: usize| tree.str(Span::new(from, to)).trim().is_empty();
    for node in tree.siblings(section.nodes.start, end) {
        let block = tree.nodes[node];
        let nothing = match block.kind {
            Kind::Rule => true,
            Kind::Html => is_comment(tree.str(block.span)),
            _ => false,
        };
        if !nothing || !blank(at, block.span.start()) {
            return false;
        }
        at = block.span.end();
    }
    blank(at, body_end)
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.find("-->").is_none_or(|end| html[end + 3..].trim().is_empty())
}

/// Whether the next heading stands below this one by its number, though not by its level: `3.` and `3.1`.
fn continues(title: &str, next: &str) -> bool {
    let number = |t: &str| t.len() - t.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (own, other) = (title[..number(title)].trim_end_matches('.'), &next[..number(next)]);
    !own.is_empty() && other.strip_prefix(own).is_some_and(|rest| rest.len() > 1 && rest.starts_with('.'))
}

/// `## Timeline: two weeks`, `## Data Model (none)`, `## Drawbacks (optional)`: the heading says it all.
fn says_it_itself(title: &str) -> bool {
    let tail = |mark: &str| title.split_once(mark).is_some_and(|(_, tail)| !tail.trim().is_empty());
    let bracket = title.split_once(['(', '（', '[']).map_or("", |(_, tail)| tail).to_lowercase();
    [":", "：", " - ", "–", "—"].iter().any(|mark| tail(mark))
        || [
            "n/a", "none", "not ", "no ", "skipped", "see ", "optional", "opcional", "可选", "可選", "任意",
            "선택",
        ]
        .iter()
        .any(|word| bracket.contains(word))
}
