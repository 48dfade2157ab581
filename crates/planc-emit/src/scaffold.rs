//! A new plan from a dialect's template.

use jiff::civil::Date;
use planc_dialect::{Dialect, Entry, Field, Fit, Library};
use planc_source::{Edits, Span};
use planc_syntax::{Kind, Place, Tree, parse};

pub use planc_dialect::unannotated as template;

/// What a new plan starts from.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The name of the feature.
    pub title: String,
    /// What it is told from all others by.
    pub handle: Handle,
    /// Today.
    pub date: Date,
    /// Who writes it.
    pub authors: Vec<String>,
    /// The specification it is made from.
    pub spec: Option<SpecSeed>,
    /// Values by name: a key of the header (`issue`, `status`) or a placeholder (`OWNER`, `Feature Name`).
    pub set: Vec<(String, String)>,
}

/// What a new plan is told from all others by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// A number: `PLAN-012`.
    Number(u64),
    /// Its day, with its name behind it: `PLAN-2026-11-20-login`. Nobody on another branch takes the same.
    Day(Date),
}

impl Handle {
    /// What stands in the place of a number in names of files and folders.
    fn digits(self) -> String {
        match self {
            Handle::Number(number) => format!("{number:03}"),
            Handle::Day(day) => day.to_string(),
        }
    }

    /// What stands in the place of a number in an id.
    fn in_id(self, title: &str) -> String {
        match self {
            Handle::Number(_) => self.digits(),
            Handle::Day(day) => format!("{day}-{}", slug(title)),
        }
    }
}

/// What a specification says already.
#[derive(Clone, Debug, Default)]
pub struct SpecSeed {
    /// Its id (`SPEC-001`), where it has one.
    pub id: Option<String>,
    /// Its name.
    pub title: Option<String>,
    /// Its path, relative to the new plan.
    pub target: String,
    /// The requirements it states: id and text.
    pub requirements: Vec<(String, String)>,
}

/// A `--set` key that the template has no place for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// The key as given.
    pub key: String,
    /// Keys and placeholders the template has.
    pub known: Vec<String>,
}

/// The name of a plan in file names: `Login & Sessions` → `login-sessions`.
pub fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let kept = out.trim_end_matches('-').chars().take(60).collect::<String>();
    let kept = kept.trim_end_matches('-').to_owned();
    if kept.is_empty() { "plan".to_owned() } else { kept }
}

/// Where a new plan goes, relative to the workspace: the dialect's folder and file name.
pub fn place(dialect: &Dialect, handle: Handle, title: &str) -> String {
    let fill = |pattern: &str| pattern.replace("{number}", &handle.digits()).replace("{slug}", &slug(title));
    format!("{}/{}", fill(&dialect.folder), fill(&dialect.file))
}

/// Fills a dialect's template: title, header, footer, first row of the history.
///
/// # Errors
/// [`UnknownKey`] for a `--set` that names nothing of the template.
pub fn scaffold(library: &Library, dialect: &Dialect, seed: &Seed) -> Result<String, UnknownKey> {
    let mut source = template(&dialect.source);
    let mut header_sets: Vec<(Field, &str)> = Vec::new();
    for (key, value) in &seed.set {
        let scope = library.vocabulary().scope("meta");
        let name = key.strip_prefix("meta.").unwrap_or(key);
        if let Some(field) = header_field(library, scope, dialect, name) {
            header_sets.push((field, value));
        } else if !replace_placeholder(&mut source, key, value) {
            return Err(UnknownKey { key: key.clone(), known: known_keys(&source, dialect) });
        }
    }
    let tree = parse(&source);
    let fit = library.fit_to(&tree, dialect);
    let mut edits = Edits::new();
    let number = seed.handle.digits();
    if let Some((section, _)) = fit.title {
        let id = format!("PLAN-{}", seed.handle.in_id(&seed.title));
        let title = match &dialect.title {
            // Where the name follows the number anyway, the day alone stands for it.
            Some(pattern) => {
                let followed = pattern.as_str().contains("{number}-");
                let number = if followed { number.clone() } else { seed.handle.in_id(&seed.title) };
                pattern.fill(&number, &id, &slug(&seed.title), &seed.title)
            }
            None => seed.title.clone(),
        };
        let _ = edits.replace(tree.sections[section].title, title);
    }
    for entry in &fit.header {
        let set = header_sets.iter().rev().find(|(f, _)| *f == entry.field).map(|(_, v)| (*v).to_owned());
        if let Some(value) = set.or_else(|| header_value(&tree, dialect, entry, seed, &number)) {
            let _ = edits.replace(entry.source.value, value);
        }
    }
    history(&tree, &fit, seed, &mut edits);
    requirements(&tree, &fit, seed, &mut edits);
    Ok(edits.apply(&source))
}

/// What the seed says for a key of the header.
fn header_value(
    tree: &Tree<'_>,
    dialect: &Dialect,
    entry: &Entry,
    seed: &Seed,
    number: &str,
) -> Option<String> {
    let old = tree.str(entry.source.value);
    let date = || Some(seed.date.to_string());
    let quote = |text: String| if old.starts_with('`') { format!("`{text}`") } else { text };
    match entry.field {
        Field::Status => {
            let first = dialect.statuses.first()?;
            // A template that already names one state keeps it, with its decoration.
            (old.contains(['|', '[', '{']) && entry.source.place != Place::Foot).then(|| first.clone())
        }
        Field::Authors | Field::Owners if !seed.authors.is_empty() => Some(seed.authors.join(", ")),
        Field::Created | Field::Updated => date(),
        Field::Title => Some(quote(slug_or_title(old, &seed.title))),
        Field::Branch => Some(quote(format!("{number}-{}", slug(&seed.title)))),
        Field::Id => Some(format!("PLAN-{}", seed.handle.in_id(&seed.title))),
        Field::Spec => {
            let spec = seed.spec.as_ref()?;
            let name = spec
                .id
                .clone()
                .unwrap_or_else(|| spec.target.rsplit('/').next().unwrap_or("spec").to_owned());
            // A template that asks for the bare id (`SPEC-XXX`) gets it.
            let bare = spec.id.is_some() && !old.contains(['[', '{']);
            Some(if bare { name } else { format!("[{name}]({})", spec.target) })
        }
        _ => None,
    }
}

/// `feature_name` placeholders ask for a name without blanks.
fn slug_or_title(old: &str, title: &str) -> String {
    if old.contains('_') { slug(title).replace('-', "_") } else { title.to_owned() }
}

/// The first row of the history: today, by the author.
fn history(tree: &Tree<'_>, fit: &Fit, seed: &Seed, edits: &mut Edits) {
    let sections = tree.sections.iter().zip(&fit.spots);
    let history = sections.filter(|(_, s)| s.concept.is_some_and(|c| c.name() == "history"));
    let mut marks = vec![
        ("YYYY-MM-DD".to_owned(), seed.date.to_string()),
        ("{{DATE}}".to_owned(), seed.date.to_string()),
    ];
    if !seed.authors.is_empty() {
        let authors = seed.authors.join(", ");
        marks.extend(["[Author Name]", "{{AUTHOR}}"].map(|m| (m.to_owned(), authors.clone())));
    }
    for (section, _) in history {
        let own = Span::new(section.span.start(), section.body.end());
        for (mark, value) in &marks {
            if let Some(at) = tree.str(own).find(mark.as_str()) {
                let span = Span::new(own.start() + at, own.start() + at + mark.len());
                // A heading `### YYYY-MM-DD` is a section of its own and was seen once already.
                let _ = edits.replace(span, value.clone());
            }
        }
    }
}

/// Requirements of the specification: into their own section, else below the objective.
fn requirements(tree: &Tree<'_>, fit: &Fit, seed: &Seed, edits: &mut Edits) {
    let Some(spec) = seed.spec.as_ref().filter(|s| !s.requirements.is_empty()) else { return };
    let find = |name: &str| {
        let mut all = tree.sections.iter().zip(&fit.spots);
        all.find(|(_, s)| s.concept.is_some_and(|c| c.name() == name)).map(|(s, _)| s)
    };
    let Some(section) = find("requirements").or_else(|| find("objective")) else { return };
    let newline = if tree.text.contains("\r\n") { "\r\n" } else { "\n" };
    let last = tree.blocks(section).filter(|n| tree.nodes[*n].kind != Kind::Rule).last();
    let at = last.map_or(section.body.start(), |n| tree.nodes[n].span.end());
    let at = tree.text[..at].trim_end().len();
    let mut text = format!("{newline}{newline}Requirements to meet:{newline}{newline}");
    for (id, words) in &spec.requirements {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&format!("- **{id}**: {words}{newline}"));
    }
    let kept = text.trim_end().len();
    text.truncate(kept);
    let _ = edits.replace(Span::at(at), text);
}

fn header_field(library: &Library, scope: u8, dialect: &Dialect, name: &str) -> Option<Field> {
    let field = library.vocabulary().field(scope, &name.replace('_', " "))?;
    dialect.header.iter().any(|k| k.field == Some(field)).then_some(field)
}

/// Replaces `{{KEY}}` and `[KEY]` everywhere; says whether there was one.
fn replace_placeholder(source: &mut String, key: &str, value: &str) -> bool {
    let forms = [format!("{{{{{key}}}}}"), format!("[{key}]")];
    let any = forms.iter().any(|f| source.contains(f.as_str()));
    for form in forms {
        *source = source.replace(&form, value);
    }
    any
}

fn known_keys(source: &str, dialect: &Dialect) -> Vec<String> {
    let mut known: Vec<String> = dialect.header.iter().map(|k| k.key.clone()).collect();
    let mut rest = source;
    while let Some(open) = rest.find("{{") {
        let Some(close) = rest[open..].find("}}") else { break };
        known.push(rest[open + 2..open + close].to_owned());
        rest = &rest[open + close + 2..];
    }
    known.sort();
    known.dedup();
    known
}
