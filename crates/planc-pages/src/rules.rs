use crate::{Outcome, Page, files_of, pages};
use std::path::Path;

/// What must hold for the rules and their pages together: every file in `folder` is a rule in the list, and every page
/// says what its rule does and why, has an example that triggers it, and shows a fix if the rule has one.
///
/// # Errors
/// The folder could not be read.
pub fn rules(folder: &Path) -> std::io::Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for path in files_of(folder, |_| true)? {
        let name = path.file_stem().map(|s| s.to_string_lossy().replace('_', "-")).unwrap_or_default();
        let home = path.parent().and_then(Path::file_name).map(|f| f.to_string_lossy()).unwrap_or_default();
        let listed = name == "mod" || planc_lint::rules().any(|r| r.name == name && home == r.family.name());
        let failure = (!listed).then(|| format!("`{name}` is not in the list of its family"));
        outcomes.push(Outcome { name: format!("listed: {}", path.display()), failure });
    }
    let known = pages(folder)?;
    for rule in planc_lint::rules() {
        let file = format!("{}.md", rule.name.replace('-', "_"));
        let failure = match known.iter().any(|p| p.ends_with(&file)) {
            true => wanting(rule.name, rule.fixable, &Page::parse(rule.page)),
            false => Some(format!("there is no page `{file}`")),
        };
        outcomes.push(Outcome { name: format!("page: {}", rule.name), failure });
    }
    outcomes.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(outcomes)
}

/// What the page of a rule lacks.
fn wanting(name: &str, fixable: bool, page: &Page<'_>) -> Option<String> {
    let mut lacks = Vec::new();
    if page.title != name {
        lacks.push(format!("its title is `{}`", page.title));
    }
    for heading in ["What it does", "Why is this bad?", "Example"] {
        if !page.headings.contains(&heading) {
            lacks.push(format!("it has no section `## {heading}`"));
        }
    }
    if !page.examples.iter().any(|e| e.triggers()) {
        lacks.push("no example triggers the rule".to_owned());
    }
    if page.examples.iter().all(|e| e.triggers()) {
        lacks.push("no example is accepted".to_owned());
    }
    if fixable != page.examples.iter().any(|e| e.is_fixed()) {
        lacks.push(format!("`fixable` is {fixable}, but its examples say otherwise"));
    }
    (!lacks.is_empty()).then(|| lacks.join("; "))
}
