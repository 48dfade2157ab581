//! Links that lead to the same place from another folder.

use planc_source::Edits;
use planc_syntax::{links, parse};

/// Mends relative links of a text that moves from folder `from` to folder `to`, both relative to one root.
pub fn relocate(text: &str, from: &str, to: &str) -> String {
    if folders(from) == folders(to) {
        return text.to_owned();
    }
    let tree = parse(text);
    let mut edits = Edits::new();
    for link in links(&tree, planc_source::Span::new(0, text.len())) {
        let (path, behind) = link.target.split_at(link.target.find(['#', '?']).unwrap_or(link.target.len()));
        let elsewhere = path.is_empty() || path.starts_with('/') || path.contains(':');
        if elsewhere || link.target_span.is_empty() {
            continue;
        }
        let mut there = folders(from);
        there.extend(path.split('/'));
        let moved = relative(&folders(to), &folded(&there), path.ends_with('/'));
        // Links do not overlap, but a picture in a link is mended with it.
        let _ = edits.replace(link.target_span, format!("{moved}{behind}"));
    }
    edits.apply(text)
}

fn folders(path: &str) -> Vec<&str> {
    folded(&path.split('/').collect::<Vec<_>>())
}

/// Without `.` and, where a folder stands before it, `..`.
fn folded<'p>(parts: &[&'p str]) -> Vec<&'p str> {
    let mut out: Vec<&str> = Vec::new();
    for part in parts {
        match *part {
            "" | "." => {}
            ".." if out.last().is_some_and(|l| *l != "..") => _ = out.pop(),
            part => out.push(part),
        }
    }
    out
}

fn relative(from: &[&str], to: &[&str], folder: bool) -> String {
    let same = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - same];
    parts.extend(&to[same..]);
    let mut out = parts.join("/");
    if out.is_empty() {
        out.push('.');
    }
    if folder {
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_same_place() {
        let text =
            "[a](../spec.md#x) [b](./tasks.md) [c](https://x.y/z) [d](#here) ![e](img/) [f](/root.md)\n";
        let want = "[a](../../spec.md#x) [b](../one/tasks.md) [c](https://x.y/z) [d](#here) ![e](../one/img/) [f](/root.md)\n";
        // From `docs/one` to `docs/two` the siblings are one folder away.
        assert_eq!(relocate(text, "docs/one", "docs/two"), want.replace("../../spec.md", "../spec.md"));
        assert_eq!(relocate(text, "docs/one", "docs/./one/"), text);
        assert_eq!(relocate("[a](../s.md)", "docs/one", ""), "[a](docs/s.md)");
    }
}
