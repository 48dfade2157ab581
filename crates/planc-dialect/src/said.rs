//! What a plan says of itself in `planc:` comments, where words cannot tell.
//!
//! `<!-- planc: dialect = "phased" -->` anywhere before the second heading names the dialect; right below a heading
//! `<!-- planc: concept = "risks" -->` says what the section is about (`"other"`: nothing planc has a key for),
//! `item = "phases"` that it is one phase, `group = true` that it only groups what stands below it, and
//! `unfilled = true` that it says nothing as long as it is, word for word, what the template has there.

use crate::annotation::{annotations, behind_comment, unannotated};
use crate::{Concept, Dialect};
use planc_syntax::{Section, Tree, parse};

/// What comments say of a document.
#[derive(Default, Debug)]
pub(crate) struct Said {
    /// The dialect's number in the library.
    pub(crate) dialect: Option<usize>,
    /// Sections with what they are.
    sections: Vec<(usize, Meant)>,
}

/// What a comment says of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// It is about this.
    Concept(Concept),
    /// It is one item of this.
    Item(Concept),
    /// It only groups others.
    Group,
    /// It waits to be filled in.
    Unfilled,
}

impl Said {
    /// Reads the comments; what cannot be understood says nothing.
    pub(crate) fn of(tree: &Tree<'_>, dialects: &[Dialect]) -> Said {
        let mut said = Said::default();
        if memchr::memmem::find(tree.text.as_bytes(), b"planc:").is_none() {
            return said;
        }
        for note in annotations(tree).0 {
            let section = tree.sections.iter().rposition(|s| s.span.start <= note.span.start).unwrap_or(0);
            let text = |key: &str| note.table.get(key).and_then(toml::Value::as_str);
            if let Some(name) = text("dialect").filter(|_| section < 2) {
                let version = note.table.get("version").and_then(toml::Value::as_integer);
                said.dialect = named(dialects, name, version);
            }
            let flag = |key: &str| note.table.get(key).and_then(toml::Value::as_bool) == Some(true);
            let meant = text("concept").and_then(Concept::named).map(Meant::Concept);
            let meant = meant.or_else(|| text("item").and_then(Concept::named).map(Meant::Item));
            let meant = meant.or_else(|| flag("group").then_some(Meant::Group));
            let meant = meant.or_else(|| flag("unfilled").then_some(Meant::Unfilled));
            said.sections.extend(meant.map(|m| (section, m)));
        }
        said
    }

    /// Sections that wait to be filled in, those inside them included: they are what `dialect` has there.
    pub(crate) fn unfilled(&self, tree: &Tree<'_>, dialect: Option<&Dialect>) -> Vec<usize> {
        let marked = self.sections.iter().filter(|(_, m)| *m == Meant::Unfilled).map(|(s, _)| *s);
        let marked: Vec<usize> = marked.collect();
        let Some(dialect) = dialect.filter(|_| !marked.is_empty()) else { return Vec::new() };
        let plain = unannotated(&dialect.source);
        let template = parse(&plain);
        let words = |tree: &Tree<'_>, section: &Section| -> (String, String) {
            let body = tree.str(behind_comment(tree.text, section.body)).trim().trim_end_matches("---");
            (tree.title(section).to_owned(), body.split_whitespace().collect())
        };
        let theirs: Vec<_> = template.sections.iter().map(|s| words(&template, s)).collect();
        let inside = |i: usize| {
            marked.iter().any(|m| *m == i || tree.sections[*m].span.contains(tree.sections[i].span))
        };
        let all = (1..tree.sections.len()).filter(|i| inside(*i));
        all.filter(|i| theirs.contains(&words(tree, &tree.sections[*i]))).collect()
    }

    /// What is said of a section.
    pub(crate) fn section(&self, index: usize) -> Option<Meant> {
        self.sections.iter().find(|(s, _)| *s == index).map(|(_, m)| *m)
    }
}

/// `phased`, `governed@2`.
fn named(dialects: &[Dialect], name: &str, version: Option<i64>) -> Option<usize> {
    let (bare, behind) = name.split_once('@').map_or((name, None), |(b, v)| (b, v.parse::<i64>().ok()));
    let wanted = behind.or(version);
    let fits = |d: &Dialect| d.name == bare && wanted.is_none_or(|v| i64::from(d.version) == v);
    let all = dialects.iter().enumerate().filter(|(_, d)| fits(d));
    all.max_by_key(|(_, d)| d.version).map(|(at, _)| at)
}
