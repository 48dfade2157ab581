//! What a specification says already, for the plan that is made from it.

use planc_dialect::Library;
use planc_emit::scaffold::SpecSeed;
use planc_syntax::{Kind, Tree, parse};

/// Requirements a new plan lists at most; beyond that the link to the specification serves better.
const MOST: usize = 60;

/// Reads id, title and requirements of a specification.
pub(crate) fn read_spec(library: &Library, text: &str, file_name: &str) -> SpecSeed {
    let tree = parse(text);
    let fit = library.fit(&tree);
    let title = fit.title.map(|(_, t)| tree.str(t.title).trim_matches(['*', '`', ' ']).to_owned());
    let stated = fit.title.and_then(|(_, t)| t.id).map(|s| tree.str(s).to_owned());
    let header = fit
        .header
        .iter()
        .find(|e| e.field == planc_dialect::Field::Id)
        .map(|e| tree.str(e.source.value).to_owned());
    let id = stated.or(header).or_else(|| leading_id(file_name).map(|(id, _)| id.to_owned()));
    let title = title.filter(|t| !t.is_empty()).map(|t| match leading_id(&t) {
        Some((_, rest)) if !rest.is_empty() => rest.to_owned(),
        _ => t,
    });
    SpecSeed { id, title, target: String::new(), requirements: requirements(&tree) }
}

/// Bullets and rows that begin with the id of a requirement.
fn requirements(tree: &Tree<'_>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (node, data) in tree.nodes.iter().enumerate() {
        let text = match data.kind {
            Kind::Item => tree.item(node).map(|i| tree.str(i.text)),
            Kind::Row => Some(tree.str(data.span).trim_matches(['|', ' '])),
            _ => None,
        };
        let Some(text) = text else { continue };
        let bare = text.trim_start_matches(['*', '[', '`', ' ']);
        let Some((id, rest)) = leading_id(bare) else { continue };
        let kind = id.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
        if !matches!(kind, "FR" | "NFR" | "REQ" | "SR" | "BR" | "PR" | "R") || rest.is_empty() {
            continue;
        }
        let words = rest.lines().next().unwrap_or("").split(" | ").next().unwrap_or("").trim();
        if !words.is_empty() && found.iter().all(|(known, _)| known != id) && found.len() < MOST {
            found.push((id.to_owned(), words.to_owned()));
        }
    }
    found
}

/// `SPEC-001-Login`, `FR-1: x`, `NFR2 - x`: the id, and what follows it.
fn leading_id(text: &str) -> Option<(&str, &str)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let dash = usize::from(text[letters..].starts_with('-'));
    let digits = text[letters + dash..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    if letters == 0 || digits == 0 || letters > 5 {
        return None;
    }
    let end = letters + dash + digits;
    let id = text[..end].trim_end_matches('.');
    let rest =
        text[id.len()..].trim_start_matches([':', '*', ']', '`', ' ', '-', '—', '–', '|', '.', ')', '(']);
    Some((id, rest))
}
