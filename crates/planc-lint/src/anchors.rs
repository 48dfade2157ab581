use memchr::memmem;
use planc_syntax::{Kind, Slugger, Tree};
use std::collections::BTreeSet;

/// Every anchor of a document as GitHub sets them: those of its headings, and those of its HTML. In lower case.
pub fn anchors(tree: &Tree<'_>) -> BTreeSet<String> {
    let mut slugger = Slugger::new();
    let mut anchors = BTreeSet::new();
    for (id, node) in tree.nodes.iter().enumerate() {
        let source = tree.str(node.span);
        match node.kind {
            Kind::Heading(_) => {
                let title = tree
                    .section_of_heading(id)
                    .map_or_else(|| heading_text(source), |s| tree.title(&tree.sections[s]));
                // `## Risks {#risks}`: some renderers take the name, GitHub makes an anchor of all of it.
                if let Some((title, name)) = title.strip_suffix('}').and_then(|t| t.rsplit_once("{#")) {
                    anchors.insert(plain(name));
                    anchors.insert(plain(&Slugger::plain(title.trim_end())));
                }
                anchors.insert(plain(&slugger.slug(title)));
                html_anchors(source, &mut anchors);
            }
            Kind::Html | Kind::InlineHtml => html_anchors(source, &mut anchors),
            _ => {}
        }
    }
    anchors
}

/// The text of a heading that is no section's: one in a quote or list.
fn heading_text(source: &str) -> &str {
    let line = source.lines().next().unwrap_or("");
    line.trim_start_matches('#').trim().trim_end_matches('#').trim_end()
}

/// The values of `id` and `name` in tags.
fn html_anchors(html: &str, out: &mut BTreeSet<String>) {
    if !html.contains('<') {
        return;
    }
    for key in ["id=", "name="] {
        for at in memmem::find_iter(html.as_bytes(), key) {
            let value = &html[at + key.len()..];
            let value = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or(""),
                _ => value.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or(""),
            };
            out.insert(plain(value));
        }
    }
}

/// Anchors as they are compared: GitHub's prefix and case do not count, nor do signs that nobody sees.
pub(crate) fn plain(anchor: &str) -> String {
    let lower = anchor.to_lowercase();
    let bare = lower.strip_prefix("user-content-").unwrap_or(&lower);
    if bare.is_ascii() {
        return bare.to_owned();
    }
    bare.replace(['\u{fe0f}', '\u{fe0e}', '\u{200d}'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_html_set_anchors() {
        let text = "# A B\n\n## Risks {#risky}\n\n<a id=\"Here\"></a> and <a name=there></a>\n\n> ## Quoted\n\n## A B\n";
        let found = anchors(&planc_syntax::parse(text));
        for anchor in ["a-b", "a-b-1", "risky", "risks", "here", "there", "quoted"] {
            assert!(found.contains(anchor), "{anchor}: {found:?}");
        }
    }
}
