//! `cargo xtask tidy`: what no compiler checks. `cargo test` runs it too.

use crate::shell;
use anyhow::{Context, Result, bail};
use ignore::WalkBuilder;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers: a crate depends only on crates with a smaller number. `ARCHITECTURE.md` says why.
const LAYERS: &[(&str, u8)] = &[
    ("planc-source", 0),
    ("planc-syntax", 1),
    ("planc-dialect", 2),
    ("planc-model", 3),
    ("planc-lint", 4),
    ("planc-emit", 4),
    ("planc-compare", 4),
    ("planc-edit", 4),
    ("planc-verify", 4),
    ("planc-store", 4),
    ("planc-trace", 4),
    ("planc-engine", 5),
    ("planc-pages", 6),
    ("planc-lsp", 7),
    ("planc-mcp", 7),
    ("planc-web", 7),
    ("planc", 8),
];

/// Crates that may be asynchronous.
const ASYNC: &[&str] = &["planc-store", "planc-mcp", "planc-web"];

/// Dependencies that would teach a crate what it must not know.
const ABSENT: &[(&str, &[&str])] = &[
    ("planc-source", &["pulldown-cmark", "comrak", "markdown"]),
    ("planc-dialect", &["pulldown-cmark"]),
    ("planc-model", &["pulldown-cmark"]),
    ("planc-lint", &["pulldown-cmark"]),
];

/// A file longer than this tells more than one story.
const MOST_LINES: usize = 600;

/// Folders of the machines this was written on; nothing that is shared may name them.
const MACHINES: &[&str] = &["work", "root"];

/// The only registry.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Prints what is untidy.
pub fn run(_: &[String]) -> Result<()> {
    let faults = check(&shell::root())?;
    for fault in &faults {
        println!("{fault}");
    }
    match faults.len() {
        0 => println!("tidy"),
        n => bail!("{n} faults"),
    }
    Ok(())
}

/// Everything untidy in the repository at `root`.
fn check(root: &Path) -> Result<Vec<String>> {
    let files = files(root)?;
    let mut faults = Vec::new();
    manifests(root, &files, &mut faults)?;
    for path in &files {
        let shown = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        // What is no text holds no path that anybody reads.
        let Ok(text) = fs::read_to_string(path) else { continue };
        machines(&shown, &text, &mut faults);
        if shown.ends_with(".rs") {
            rust(&shown, &text, &mut faults);
        }
        if shown.ends_with("Cargo.lock") {
            registries(&shown, &text, &mut faults);
        }
    }
    lists(root, &mut faults)?;
    Ok(faults)
}

/// The files that git has or would have.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let walker = WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .parents(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(|e| e.file_name() != ".git")
        .build();
    let files = walker.filter_map(|entry| match entry {
        Ok(entry) => entry.file_type().is_some_and(|t| t.is_file()).then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(error)),
    });
    files.collect::<Result<_, _>>().context("cannot list the files of the repository")
}

/// Layers, dependencies that must be absent, build scripts, procedural macros.
fn manifests(root: &Path, files: &[PathBuf], faults: &mut Vec<String>) -> Result<()> {
    for path in files.iter().filter(|p| p.file_name().is_some_and(|n| n == "Cargo.toml")) {
        let shown = path.strip_prefix(root).unwrap_or(path).display();
        let manifest: toml::Table = fs::read_to_string(path)?.parse().with_context(|| shown.to_string())?;
        let Some(package) = manifest.get("package").and_then(|p| p.as_table()) else { continue };
        let name = package.get("name").and_then(|n| n.as_str()).unwrap_or("");
        let folder = path.parent().unwrap_or(root);
        if package.get("build").is_some() || folder.join("build.rs").exists() {
            faults.push(format!("{shown}: no build scripts"));
        }
        let library = manifest.get("lib").and_then(|l| l.as_table());
        if library.is_some_and(|l| l.contains_key("proc-macro")) {
            faults.push(format!("{shown}: no procedural macros"));
        }
        if !path.starts_with(root.join("crates")) {
            continue;
        }
        let Some(layer) = layer(name) else {
            faults.push(format!("{shown}: `{name}` has no layer in xtask/src/tidy.rs"));
            continue;
        };
        for dependency in dependencies(&manifest) {
            let banned = ABSENT.iter().any(|(n, list)| *n == name && list.contains(&dependency.as_str()));
            if banned {
                faults.push(format!("{shown}: `{name}` must know nothing of `{dependency}`"));
            }
            if dependency.starts_with("planc") && self::layer(&dependency).is_none_or(|below| below >= layer)
            {
                faults.push(format!("{shown}: `{dependency}` is not below `{name}` (layer {layer})"));
            }
        }
    }
    Ok(())
}

fn layer(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(n, _)| *n == name).map(|(_, layer)| *layer)
}

/// The names in every table of dependencies of a manifest, tests' and targets' included.
fn dependencies(table: &toml::Table) -> Vec<String> {
    let mut names = Vec::new();
    for (key, value) in table {
        let Some(inner) = value.as_table() else { continue };
        match key.as_str() {
            "dependencies" | "dev-dependencies" | "build-dependencies" => {
                names.extend(inner.iter().map(|(name, d)| {
                    let renamed = d.as_table().and_then(|d| d.get("package")).and_then(|p| p.as_str());
                    renamed.unwrap_or(name).to_owned()
                }));
            }
            "target" => names.extend(inner.values().filter_map(|t| t.as_table()).flat_map(dependencies)),
            _ => {}
        }
    }
    names
}

/// Size, and `async` where it has no place.
fn rust(shown: &str, text: &str, faults: &mut Vec<String>) {
    let lines = text.lines().count();
    if lines > MOST_LINES {
        faults.push(format!("{shown}: {lines} lines; over {MOST_LINES} a file tells more than one story"));
    }
    let Some(name) = shown.strip_prefix("crates/").and_then(|s| s.split('/').next()) else { return };
    if ASYNC.contains(&name) {
        return;
    }
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        if ["async fn ", "async move ", "async {", ".await"].iter().any(|w| code.contains(w)) {
            faults.push(format!("{shown}:{}: no `async` in `{name}`", number + 1));
        }
    }
}

/// Paths of one machine.
fn machines(shown: &str, text: &str, faults: &mut Vec<String>) {
    for (number, line) in text.lines().enumerate() {
        for folder in MACHINES {
            let path = format!("/{folder}/");
            // Inside a longer path or an address it is somebody else's folder.
            let own = |at: usize| {
                let before = line[..at].chars().next_back();
                before.is_none_or(|c| !c.is_alphanumeric() && !"._-~*}])>/".contains(c))
            };
            if line.match_indices(&path).any(|(at, _)| own(at)) {
                faults.push(format!("{shown}:{}: `{path}` is a folder of one machine", number + 1));
            }
        }
    }
}

/// Sources of packages that not everybody can reach.
fn registries(shown: &str, text: &str, faults: &mut Vec<String>) {
    for (number, line) in text.lines().enumerate() {
        let source = line.strip_prefix("source = ").map(|s| s.trim_matches('"'));
        if let Some(source) = source.filter(|s| *s != REGISTRY) {
            faults.push(format!("{shown}:{}: `{source}` is not crates.io", number + 1));
        }
    }
}

/// Files that are found by being in a list.
fn lists(root: &Path, faults: &mut Vec<String>) -> Result<()> {
    let library = "crates/planc-dialect/src/library.rs";
    let listed = fs::read_to_string(root.join(library)).context(library)?;
    for path in entries(&root.join("vocabulary"))?.into_iter().chain(nested(&root.join("dialects"))?) {
        let shown = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if !listed.contains(&format!("/{shown}\"")) {
            faults.push(format!("{shown}: not listed in {library}"));
        }
    }
    let rules = "crates/planc-lint/src/rules";
    let listed = fs::read_to_string(root.join(rules).join("mod.rs")).context(rules)?;
    for path in entries(&root.join(rules))? {
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let known = || listed.contains(&format!("mod {stem};")) && listed.contains(&format!("{stem}::RULE"));
        if stem != "mod" && !known() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            faults.push(format!("{rules}/{name}: `{stem}` is not listed in {rules}/mod.rs"));
        }
    }
    Ok(())
}

/// What lies directly in a folder, sorted.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = read.map(|e| Ok(e?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The files in the folders of a folder.
fn nested(folder: &Path) -> Result<Vec<PathBuf>> {
    let folders = entries(folder)?.into_iter().filter(|p| p.is_dir());
    Ok(folders.map(|f| entries(&f)).collect::<Result<Vec<_>>>()?.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let faults = check(&shell::root()).unwrap();
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    }

    #[test]
    fn paths_of_one_machine_are_told_from_others() {
        let found = |line: &str| {
            let mut faults = Vec::new();
            machines("x", line, &mut faults);
            !faults.is_empty()
        };
        let folder = format!("/{}/", MACHINES[0]);
        assert!(found(&format!("see {folder}main")) && found(&format!("`{folder}x`")));
        assert!(!found(&format!("docs{folder}x.md")) && !found("at /workflows/x"));
    }

    #[test]
    fn every_table_of_dependencies_counts() {
        let manifest =
            "[dependencies]\na = \"1\"\n[target.'cfg(unix)'.dev-dependencies]\nb = { package = \"c\" }";
        assert_eq!(dependencies(&manifest.parse().unwrap()), ["a", "c"]);
    }
}
