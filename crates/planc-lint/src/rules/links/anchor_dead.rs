use crate::address::{Address, link_of, relative};
use crate::anchors::{anchors, plain};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, Target, closest};
use planc_source::Span;
use planc_syntax::Destination;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "anchor-dead",
    summary: "a link leads to a heading that is not there",
    family: Family::Links,
    severities: Severities::MILD,
    fixable: true,
    enabled: true,
    page: include_str!("anchor_dead.md"),
    check: Check::Plan(check),
};

/// So many dead anchors are looked at for what was meant.
const MOST_MEANT: usize = 50;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut own: Option<BTreeSet<String>> = None;
    let mut count = 0;
    for destination in cx.tree.destinations.iter().filter(|d| d.target.contains('#')) {
        let Some(address) = relative(&destination.target) else { continue };
        let Some(anchor) = address.anchor.as_deref().filter(|a| !is_always_there(a)) else { continue };
        if address.path.is_empty() {
            let anchors = own.get_or_insert_with(|| anchors(cx.tree));
            if !anchors.contains(&plain(anchor)) {
                count += 1;
                report(
                    cx,
                    destination,
                    &address,
                    anchor,
                    Some(&*anchors).filter(|_| count <= MOST_MEANT),
                    out,
                );
            }
        } else if is_markdown(&address.path)
            && cx.surroundings.target(&address.path) == Target::File
            && cx.surroundings.has_anchor(&address.path, &plain(anchor)) == Some(false)
        {
            report(cx, destination, &address, anchor, None, out);
        }
    }
}

fn report(
    cx: &Context<'_, '_>,
    destination: &Destination<'_>,
    address: &Address<'_>,
    anchor: &str,
    anchors: Option<&BTreeSet<String>>,
    out: &mut Findings<'_>,
) {
    let Some(link) = link_of(cx.tree, destination) else { return };
    // The anchor alone, where the address stands in the link.
    let hash = link.target_span.of(cx.tree.text).find('#');
    let span = hash.map_or(link.span, |at| Span::new(link.target_span.start() + at, link.target_span.end()));
    let place = if address.path.is_empty() { "this document".to_owned() } else { quoted(&address.path) };
    let found = out
        .diagnostic(span, format!("no heading of {place} has the anchor {}", quoted(&format!("#{anchor}"))));
    let meant = anchors.and_then(|all| meant(anchor, all));
    out.push(match meant {
        Some(meant) if hash.is_some() => {
            let meant = format!("#{meant}");
            found.help(format!("did you mean {}?", quoted(&meant))).unsafe_fix(
                "link to that heading",
                span,
                meant,
            )
        }
        Some(meant) => found.help(format!("did you mean {}?", quoted(&format!("#{meant}")))),
        None => {
            found.help("an anchor is its heading in lower case, without punctuation, with `-` for blanks")
        }
    });
}

/// The anchor that was meant: one that differs in numbering and punctuation only, one that is written nearly so, or
/// one that goes on where this one ends (`#risks`, `#6-risks--mitigations`). Of two that fit neither is meant.
fn meant<'s>(anchor: &str, anchors: &'s BTreeSet<String>) -> Option<&'s str> {
    let bare = |anchor: &str| {
        let words = anchor.split('-').filter(|w| !w.is_empty() && !w.bytes().all(|b| b.is_ascii_digit()));
        words.collect::<Vec<_>>().join("-")
    };
    let wanted = bare(&plain(anchor));
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = anchors.iter().filter(|a| fits(&bare(a)));
        found.next().filter(|_| found.next().is_none()).map(String::as_str)
    };
    let goes_on = |a: &str| a.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with('-'));
    only(&|a| a == wanted && !a.is_empty())
        .or_else(|| closest(anchor, anchors.iter().map(String::as_str)))
        .or_else(|| only(&|a| wanted.len() > 3 && goes_on(a)))
}

/// `#top`, lines of code, text fragments, footnotes: what renderers make themselves.
fn is_always_there(anchor: &str) -> bool {
    let line = |part: &str| {
        part.strip_prefix(['L', 'l']).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()))
    };
    anchor.is_empty()
        || anchor.eq_ignore_ascii_case("top")
        || anchor.starts_with(":~:")
        || anchor.starts_with('/')
        || line(anchor)
        || ["fn", "user-content-fn", "discussion", "issuecomment", "readme"].iter().any(|prefix| {
            anchor.strip_prefix(prefix).is_some_and(|rest| {
                rest.is_empty()
                    || rest.starts_with(['-', ':', 'r', '_'])
                    || rest.bytes().all(|b| b.is_ascii_digit())
            })
        })
}

fn is_markdown(path: &str) -> bool {
    let end = path.rsplit('.').next().unwrap_or("");
    end.eq_ignore_ascii_case("md") || end.eq_ignore_ascii_case("markdown")
}
