//! What of the world a plan changes: endpoints, tables, columns, components, files, requirements, numbers.
//!
//! Two open plans that touch the same thing should know of each other. A false alarm costs more than it warns: what is
//! only mentioned, stays as it is, or is called as everything is called, is no touch.

use planc_dialect::{Change, State, Vocabulary};
use planc_model::calls::Call;
use planc_model::notation::sql::{self, Act};
use planc_model::{Migration, Plan, Text, joined, names};
use planc_source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// What kind of thing is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words of the kinds")]
pub enum Thing {
    Endpoint,
    Table,
    Column,
    Component,
    File,
    Requirement,
    Number,
}

/// One thing that a plan changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// What kind of thing.
    pub thing: Thing,
    /// By what it is compared.
    pub key: String,
    /// What the plan calls it.
    pub name: String,
    /// Where the plan says so.
    pub span: Span,
}

/// Whether a plan may still collide with another: it is neither done nor given up. A state nobody knows is open.
pub fn is_open(plan: &Plan<'_>) -> bool {
    let state = plan.meta.status.as_ref().map(|s| s.state.value);
    !matches!(state, Some(State::Complete | State::Rejected | State::Deprecated | State::Superseded))
}

/// Everything a plan touches, each thing once. `plan.path` must be counted from the top of the workspace.
pub fn touches(plan: &Plan<'_>, vocabulary: &Vocabulary) -> Vec<Touch> {
    let mut found = Found { plan, out: Vec::new() };
    found.endpoints(vocabulary);
    found.database();
    found.components();
    found.files();
    found.requirements();
    found.numbers();
    let mut out = found.out;
    // The sort is stable: of two places the first one stays.
    out.sort_by(|a, b| (a.thing, &a.key).cmp(&(b.thing, &b.key)));
    out.dedup_by(|b, a| a.thing == b.thing && a.key == b.key);
    out
}

struct Found<'f, 'a> {
    plan: &'f Plan<'a>,
    out: Vec<Touch>,
}

impl Found<'_, '_> {
    fn add(&mut self, thing: Thing, key: String, name: &str, span: Span) {
        let placeholder = name.starts_with('[') || name.contains("{{") || name.contains("...");
        if !key.is_empty() && !placeholder {
            self.out.push(Touch { thing, key, name: name.to_owned(), span });
        }
    }

    fn endpoints(&mut self, vocabulary: &Vocabulary) {
        for endpoint in self.plan.endpoints.iter().flatten() {
            // `Existing, unchanged`: the plan only calls it.
            let stays = |text: &Option<Text<'_>>| {
                let words = text.as_ref().map_or("", |t| t.as_str());
                let head = words.split([',', ';', '.', '(', '-', '—', ':']).next().unwrap_or("").trim();
                let first = head.split(' ').next().unwrap_or("");
                let is = |words: &str| vocabulary.change(words) == Some(Change::Unchanged);
                !head.is_empty() && (is(head) || is(first))
            };
            if stays(&endpoint.purpose) || stays(&endpoint.name) {
                continue;
            }
            if let Some(call) = Call::of(endpoint) {
                let name = format!("{} {}", call.method.to_ascii_uppercase(), call.path);
                self.add(Thing::Endpoint, call.key(), &name, call.span);
            }
        }
    }

    /// Tables that are created, altered or dropped; columns only where a table that is there gets or loses them.
    fn database(&mut self) {
        let ddl = self.plan.data_model.iter().flat_map(|m| m.ddl().unwrap_or(&[]));
        let ups = self.plan.migrations.iter().flatten().filter_map(|m| m.up.as_ref());
        let codes: Vec<&Text<'_>> = ddl.chain(ups).collect();
        for code in codes {
            let source = code.value.as_ref();
            // Of code in a list or quote only the block's place is known.
            let plain = source.len() == code.span.len();
            let at = |s: Span| {
                if plain {
                    Span::new(code.span.start() + s.start(), code.span.start() + s.end())
                } else {
                    code.span
                }
            };
            let column = |found: &mut Self, table: Span, column: Span| {
                let name = format!("{}.{}", table.of(source), column.of(source));
                found.add(Thing::Column, name.to_lowercase(), &name, at(column));
            };
            for act in sql::acts(source) {
                let table = match act {
                    Act::Create { table, .. } | Act::Drop { table } => table,
                    Act::Add { table, column: (name, _) } => {
                        column(self, table, name);
                        table
                    }
                    Act::Retype { table, column: name } => {
                        column(self, table, name);
                        table
                    }
                    Act::Rename { table, .. } => table,
                    Act::RenameTable { .. } | Act::Names { .. } | Act::Refers { .. } => continue,
                };
                let name = table.of(source);
                self.add(Thing::Table, name.to_lowercase(), name, at(table));
            }
            for (table, name) in sql::drops(source) {
                if let Some(name) = name {
                    column(self, table, name);
                    let name = table.of(source);
                    self.add(Thing::Table, name.to_lowercase(), name, at(table));
                }
            }
        }
    }

    fn components(&mut self) {
        for component in self.plan.components.iter().flatten() {
            let change = component.change.as_ref().map(|c| c.value);
            if change == Some(Change::Unchanged) {
                continue;
            }
            if let Some(name) = &component.name {
                let key = names::key(&name.value);
                if !GENERIC.contains(&key.as_str()) {
                    self.add(Thing::Component, key, &name.value, name.span);
                }
            }
            // A component whose change is not said may only be named for the picture.
            if let (Some(location), Some(_)) = (&component.location, change) {
                self.file(location);
            }
        }
    }

    fn files(&mut self) {
        let changed = |change: Option<Change>| change.is_some_and(|c| c != Change::Unchanged);
        for file in self.plan.files.iter().flatten() {
            if changed(file.change.as_ref().map(|c| c.value)) {
                self.file(&file.path);
            }
        }
        for file in self.plan.migrations.iter().flatten().filter_map(|m| m.file.as_ref()) {
            self.file(file);
        }
        for update in self.plan.docs.iter().flat_map(|d| d.update.iter().flatten()) {
            if let Some(file) = &update.file {
                self.file(file);
            }
        }
    }

    /// A file with a folder, so that it is one and the same for every plan.
    fn file(&mut self, path: &Text<'_>) {
        let name = path.value.trim_matches(['`', ' ']).trim_start_matches("./").replace('\\', "/");
        let (folder, base) = name.rsplit_once('/').unwrap_or(("", &name));
        let is_file = base.contains('.') && !base.ends_with('.') && !name.contains([' ', '*', ',', '(', '<']);
        let shared = SHARED.contains(&base.to_lowercase().as_str()) || base.ends_with(".lock");
        if is_file && !folder.is_empty() && !shared && !name.starts_with("http") {
            self.add(Thing::File, name.clone(), &name, path.span);
        }
    }

    /// `FR-001` is a requirement of one specification; without that it is anybody's.
    fn requirements(&mut self) {
        let Some(spec) = &self.plan.meta.spec else { return };
        let words = spec.target.as_ref().unwrap_or(&spec.text);
        let folder = self.plan.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let target = words.value.split('#').next().unwrap_or("");
        let spec = joined(folder, target).unwrap_or_else(|| target.to_owned());
        for requirement in self.plan.requirements.iter().flatten() {
            if let Some(id) = &requirement.id {
                let name = format!("{} of {spec}", id.value);
                self.add(Thing::Requirement, format!("{spec}#{}", id.value.to_uppercase()), &name, id.span);
            }
        }
    }

    /// The plan's own id, and the numbers of its migrations.
    fn numbers(&mut self) {
        if let Some(id) = &self.plan.meta.id {
            self.add(Thing::Number, id.value.to_uppercase(), &id.value, id.span);
        } else if let Some((folder, number)) = folder_number(&self.plan.path) {
            let title = self.plan.meta.title.as_ref().map_or(Span::default(), |t| t.span);
            self.add(Thing::Number, format!("{folder}/{number}"), number, title);
        }
        let migrations: Vec<(String, String, Span)> =
            self.plan.migrations.iter().flatten().filter_map(migration_number).collect();
        for (key, name, span) in migrations {
            self.add(Thing::Number, key, &name, span);
        }
    }
}

/// The folder of `specs/003-login/plan.md` among its like, and its number.
fn folder_number(path: &str) -> Option<(&str, &str)> {
    let (folder, file) = path.rsplit_once('/')?;
    // Where the file has a name of its own, it has the number too.
    let whole = if matches!(file, "plan.md" | "design.md" | "README.md") { folder } else { path };
    let (parent, name) = whole.rsplit_once('/').unwrap_or(("", whole));
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (2..=5).contains(&digits) && matches!(name.as_bytes().get(digits), Some(b'-' | b'_'));
    numbered.then(|| (parent, &name[..digits]))
}

/// `004` of `migrations/004_sessions.sql`; a time stamp is no number that is given out.
fn migration_number(migration: &Migration<'_>) -> Option<(String, String, Span)> {
    let file = migration.file.as_ref()?;
    let (folder, base) = file.value.rsplit_once('/').unwrap_or(("", &file.value));
    let base = base.trim_start_matches(['V', 'v']);
    let digits = base.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = base[..digits].parse().ok().filter(|_| digits <= 5)?;
    let name = format!("migration {}", &base[..digits]);
    Some((format!("{folder}/migration {number}"), name, file.span))
}

/// What every plan calls some part of it, in the form in which names are equal.
const GENERIC: &[&str] = &[
    "api",
    "app",
    "application",
    "backend",
    "cli",
    "client",
    "config",
    "configuration",
    "core",
    "database",
    "db",
    "doc",
    "documentation",
    "frontend",
    "library",
    "migration",
    "model",
    "module",
    "route",
    "schema",
    "server",
    "service",
    "test",
    "type",
    "ui",
    "user",
    "util",
    "utility",
    "web",
];

/// Files that every change of a project touches.
const SHARED: &[&str] = &[
    "readme.md",
    "changelog.md",
    "contributing.md",
    "cargo.toml",
    "package.json",
    "package-lock.json",
    "pnpm-lock.yaml",
    "pyproject.toml",
    "requirements.txt",
    "go.mod",
    "go.sum",
    "gemfile",
    "pom.xml",
    "build.gradle",
    "composer.json",
    ".gitignore",
    ".env.example",
    "makefile",
    "justfile",
    "dockerfile",
    "docker-compose.yml",
    "mod.rs",
    "lib.rs",
    "main.rs",
    "index.ts",
    "index.js",
    "index.md",
    "__init__.py",
];

#[cfg(test)]
mod tests {
    use super::*;
    use planc_dialect::Library;
    use std::sync::LazyLock;

    static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let text = format!("# Technical Plan: X\n\n{text}");
        let tree = planc_syntax::parse(&text);
        let fit = LIBRARY.fit(&tree);
        let plan = planc_model::read(&tree, &fit, &LIBRARY, "docs/plans/x.md").plan;
        let told: Vec<String> = touches(&plan, LIBRARY.vocabulary())
            .iter()
            .map(|t| {
                assert!(text.get(t.span.range()).is_some());
                format!("{:?} {}", t.thing, t.key)
            })
            .collect();
        assert_eq!(told, want, "{text}");
    }

    #[test]
    fn what_changes_is_touched() {
        check(
            "## API Endpoints\n\n### POST /users/{id}/keys\n\nMakes a key.\n",
            &["Endpoint POST/users/{}/keys"],
        );
        check(
            "## Data Model\n\n```sql\nCREATE TABLE Keys (id UUID, name TEXT);\nALTER TABLE users ADD COLUMN key_id UUID, DROP COLUMN old;\n```\n",
            &["Table keys", "Table users", "Column users.key_id", "Column users.old"],
        );
        check(
            "## Components\n\n| Component | Change | Location |\n|---|---|---|\n| Key Store | New | src/keys.rs |\n",
            &["Component keystore", "File src/keys.rs"],
        );
        check(
            "## Migrations\n\n- `migrations/004_keys.sql`: makes the table\n",
            &["File migrations/004_keys.sql", "Number migrations/migration 4"],
        );
        check(
            "**Spec:** [spec](../specs/a.md)\n\n## Requirements\n\n- FR-001: Users have keys\n",
            &["Requirement docs/specs/a.md#FR-001"],
        );
    }

    #[test]
    fn what_stays_or_is_everybodys_is_not() {
        check(
            "## API Endpoints\n\n| Method | Path | Purpose |\n|---|---|---|\n| GET | /users | Existing, unchanged |\n",
            &[],
        );
        check(
            "## Components\n\n| Component | Change | Location |\n|---|---|---|\n| Key Store | Unchanged | src/keys.rs |\n| API | Modified | Cargo.toml |\n",
            &[],
        );
        check("## Requirements\n\n- FR-001: Users have keys\n", &[]);
        check(
            "## Data Model\n\n```sql\nCREATE INDEX i ON users (id);\nINSERT INTO users (id) VALUES (1);\n```\n",
            &[],
        );
        check("## Source Structure\n\n```text\nsrc/\n├── keys.rs\n└── store.rs\n```\n", &[]);
    }
}
