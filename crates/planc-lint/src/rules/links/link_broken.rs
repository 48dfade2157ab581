use crate::address::{Address, encoded, link_of, relative, without_line};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, Target, closest};
use planc_source::Span;
use planc_syntax::Link;

pub static RULE: Rule = Rule {
    name: "link-broken",
    summary: "a link or image leads to a file that is not there",
    family: Family::Links,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("link_broken.md"),
    check: Check::Plan(check),
};

/// So many folders up a path is tried that may have been written from the root of the repository.
const MOST_UP: usize = 6;

/// So many broken links are looked at for what was meant.
const MOST_MEANT: usize = 50;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut count = 0;
    for destination in &cx.tree.destinations {
        let Some(address) = relative(&destination.target).filter(|a| !a.path.is_empty()) else { continue };
        let missing = |path: &str| cx.surroundings.target(path) == Target::Missing;
        // `main.rs:12` may be a name, or a line of a file.
        let file = without_line(&address.path);
        if missing(&address.path) && (file == address.path || missing(file)) {
            count += 1;
            let meant = if count <= MOST_MEANT { meant(cx, &address) } else { None };
            if let Some(link) = link_of(cx.tree, destination) {
                report(&link, &address, meant, out);
            }
        }
    }
}

fn report(link: &Link<'_>, address: &Address<'_>, meant: Option<String>, out: &mut Findings<'_>) {
    // The path alone, where the address stands in the link.
    let start = link.target_span.start();
    let span =
        if link.target_span.is_empty() { link.span } else { Span::new(start, start + address.written.len()) };
    let what = if link.image { "image" } else { "link" };
    let found =
        out.diagnostic(span, format!("the {what} leads to {}, which is not there", quoted(&address.path)));
    let Some(meant) = meant else {
        out.push(found.help("create the file, or mend the path: it starts at the folder of this document"));
        return;
    };
    let found = found.help(format!("did you mean {}?", quoted(&meant)));
    out.push(if link.target_span.is_empty() {
        found
    } else {
        let written = if address.written == address.path {
            encoded_like(address.written, &meant)
        } else {
            encoded(&meant)
        };
        found.unsafe_fix("link to it", span, written)
    });
}

/// A path that was written with blanks (in `<…>`) keeps them.
fn encoded_like(written: &str, meant: &str) -> String {
    if written.contains(' ') { meant.to_owned() } else { encoded(meant) }
}

/// The path that was meant: from the root of the repository, or with a slip in the name.
fn meant(cx: &Context<'_, '_>, address: &Address<'_>) -> Option<String> {
    let path = address.path.trim_start_matches("./");
    let mut up = String::new();
    for _ in 0..MOST_UP {
        up.push_str("../");
        let candidate = format!("{up}{path}");
        match cx.surroundings.target(&candidate) {
            Target::File | Target::Folder => return Some(shortened(&cx.plan.path, &candidate)),
            Target::Missing => {}
            Target::Unknown => break,
        }
    }
    let (folder, name) = address.path.trim_end_matches('/').rsplit_once('/').unwrap_or(("", &address.path));
    let own = cx.plan.path.rsplit(['/', '\\']).next().unwrap_or("");
    let siblings = cx.surroundings.siblings(&address.path);
    let near = siblings.iter().map(String::as_str).filter(|s| *s != own && may_be_meant(name, s));
    let name = closest(name, near)?;
    // Where the folder is missing too, the names are those of the plan's own.
    let there = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    [there, name.to_owned()]
        .into_iter()
        .find(|path| matches!(cx.surroundings.target(path), Target::File | Target::Folder))
}

/// A path that goes up and comes back down the same way, without the detour: from `docs/plans/x.md`,
/// `../../docs/adr` is `../adr`.
fn shortened(plan: &str, path: &str) -> String {
    let mut folders: Vec<&str> = plan.split(['/', '\\']).filter(|f| !matches!(*f, "" | ".")).collect();
    folders.pop();
    let rest = path.trim_start_matches("../");
    let (mut up, mut rest) = ((path.len() - rest.len()) / 3, rest);
    while up > 0
        && let Some(at) = folders.len().checked_sub(up)
        && let Some((first, tail)) = rest.split_once('/')
        && folders[at] == first
    {
        (up, rest) = (up - 1, tail);
    }
    format!("{}{rest}", "../".repeat(up))
}

/// Whether a file of another name may be the one that was meant: `PLAN-002.md` is not `PLAN-001.md`, and
/// `findings-spec.md` not `findings-plan.md`, but what has the same id may have got another name.
fn may_be_meant(wanted: &str, name: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
        parts.map(str::to_lowercase).collect()
    };
    let (wanted, name) = (words(wanted), words(name));
    let numbered = |w: &&String| w.bytes().any(|b| b.is_ascii_digit());
    let numbers = |words: &[String]| words.iter().filter(numbered).cloned().collect::<Vec<_>>();
    let own = numbers(&wanted);
    if own != numbers(&name) {
        return false;
    }
    let slip =
        |(one, other): (&String, &String)| one == other || strsim::damerau_levenshtein(one, other) <= 2;
    !own.is_empty() || wanted.len() != name.len() || wanted.iter().zip(&name).all(slip)
}
