//! CODEOWNERS, as GitHub and GitLab read it: patterns with owners, the last that fits counts.

use ignore::gitignore::GitignoreBuilder;
use std::path::Path;

/// Where the file may be; the first that is there counts.
const PLACES: &[&str] = &[".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// The owners of a file of the workspace, and where that is said; `None` without a CODEOWNERS file.
///
/// A file that no line names, or that a line gives to nobody, has no owners.
pub(crate) fn owners(root: &Path, place: &str) -> Option<(Vec<String>, &'static str)> {
    PLACES
        .iter()
        .find_map(|file| Some((owners_in(&std::fs::read_to_string(root.join(file)).ok()?, place), *file)))
}

fn owners_in(text: &str, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    // GitLab has sections: `[Section] @default` names owners for lines below that name none.
    let mut default: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if line.starts_with(['[', '^']) {
            let tail = line.rsplit(']').next().unwrap_or("");
            default = tail.split_whitespace().map(str::to_owned).collect();
            continue;
        }
        let (pattern, rest) = split(line);
        if fits(&pattern, place) {
            let named: Vec<_> =
                rest.split_whitespace().take_while(|w| !w.starts_with('#')).map(str::to_owned).collect();
            found = if named.is_empty() { default.clone() } else { named };
        }
    }
    found
}

/// The pattern, with `\ ` for a blank in it, and what follows.
fn split(line: &str) -> (String, &str) {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        if c.is_whitespace() && !escaped {
            return (line[..at].to_owned(), &line[at..]);
        }
        escaped = c == '\\' && !escaped;
    }
    (line.to_owned(), "")
}

fn fits(pattern: &str, place: &str) -> bool {
    // What `.gitignore` can say beyond them, CODEOWNERS cannot.
    if pattern.starts_with('!') || pattern.starts_with('#') {
        return false;
    }
    let mut builder = GitignoreBuilder::new("");
    if builder.add_line(None, pattern).is_err() {
        return false;
    }
    // `docs/*` gives away the files of the folder, not those below it.
    let shallow = pattern.ends_with("/*");
    builder.build().is_ok_and(|rules| {
        if shallow {
            rules.matched(place, false).is_ignore()
        } else {
            rules.matched_path_or_any_parents(place, false).is_ignore()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_fits_counts() {
        let text = "# who owns what\n* @all\n/docs/ @docs ana@example.org # and more\ndocs/plans/*.md @leads\n\
                    /docs/free/\n[Sec] @default\nsec/\nwith\\ blank/ @blank\napps/* @apps\n";
        for (place, owners) in [
            ("src/main.rs", "@all"),
            ("docs/x/y.md", "@docs ana@example.org"),
            ("docs/plans/a.md", "@leads"),
            ("other/docs/a.md", "@all"),
            ("docs/free/a.md", ""),
            ("sec/a.md", "@default"),
            ("with blank/a.md", "@blank"),
            ("apps/a.md", "@apps"),
            ("apps/deep/a.md", "@all"),
        ] {
            assert_eq!(owners_in(text, place).join(" "), owners, "{place}");
        }
    }
}
