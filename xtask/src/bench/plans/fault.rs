use super::rng::Rng;

/// Spoils a plan as people do, so that rules have something to say.
pub fn spoil(text: &mut String, rng: &mut Rng) {
    match rng.below(9) {
        0 => swap(text, "Approved", "Aproved"),
        1 => wrong_month(text),
        2 => swap(text, "(./spec.md)", "(./specs.md)"),
        3 => swap(text, "#requirements", "#requirments"),
        4 => swap(text, "| High |", "| Hihg |"),
        5 => insert(text, "\n[Describe the approach]\n"),
        6 => insert(text, "\n{{HIGH_LEVEL_DESCRIPTION}} and [Feature Name] come later, see PLAN-NNN.\n"),
        7 => text.push_str("\n```sh\necho the fence is never closed\n"),
        _ => drop_section(text),
    }
}

fn swap(text: &mut String, from: &str, to: &str) {
    if let Some(at) = text.find(from) {
        text.replace_range(at..at + from.len(), to);
    }
}

fn wrong_month(text: &mut String) {
    if let Some(at) = text.find("2026-") {
        text.replace_range(at + 5..at + 7, "13");
    }
}

/// Behind the first section's heading.
fn insert(text: &mut String, words: &str) {
    if let Some(at) = text.find("\n## ").and_then(|at| Some(at + 1 + text[at + 1..].find('\n')?)) {
        text.insert_str(at + 1, words);
    }
}

/// Takes out the second section.
fn drop_section(text: &mut String) {
    let starts: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at).take(3).collect();
    if let [_, from, to] = starts[..] {
        text.replace_range(from..to, "");
    }
}
