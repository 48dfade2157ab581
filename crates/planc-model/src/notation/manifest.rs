//! Dependencies as manifests write them: `requirements.txt`, `Cargo.toml`, `package.json`.

use super::scan::{lines, span};
use planc_source::Span;

/// A package and the version asked for, as places in the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: Span,
    /// The version with its sign: `>=0.2.0`, `^1.2`.
    pub(crate) version: Span,
}

/// The packages that a piece of a manifest names; none where any line is something else, so that commands
/// and programs are never taken for a manifest.
pub(crate) fn packages(source: &str) -> Vec<Package> {
    let mut found = Vec::new();
    for line in lines(source) {
        let line = line.of(source).trim();
        if line.is_empty() || is_frame(line) {
            continue;
        }
        let Some((name, version)) = pinned(line).or_else(|| assigned(line)) else { return Vec::new() };
        found.push(Package { name: span(source, name), version: span(source, version) });
    }
    found
}

/// Comments, tables and braces around the packages.
fn is_frame(line: &str) -> bool {
    let opens = line.ends_with('{') && line.to_ascii_lowercase().contains("dependencies");
    line.starts_with(['#', '[']) || line.starts_with("//") || matches!(line, "{" | "}" | "},") || opens
}

/// `yfinance>=0.2.0`, `uvicorn[standard]==0.30 ; python_version > "3"`
fn pinned(line: &str) -> Option<(&str, &str)> {
    let at = ["==", ">=", "<=", "~="].iter().filter_map(|sign| line.find(sign)).min()?;
    let name = line[..at].trim_end();
    let version = line[at..].split([';', '#']).next()?.trim_end();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.[]".contains(c);
    let numbered = version.contains(|c: char| c.is_ascii_digit()) && !version.contains(' ');
    (!name.is_empty() && name.chars().all(plain) && numbered).then_some((name, version))
}

/// `serde = "1"`, `tokio = { version = "1", features = [] }`, `"zod": "^3.22"`
fn assigned(line: &str) -> Option<(&str, &str)> {
    let (head, value) = line.split_once(['=', ':'])?;
    let (head, value) = (head.trim_end(), value.trim_start());
    let is_json = line[head.len()..].trim_start().starts_with(':');
    let name = if is_json { head.strip_prefix('"')?.strip_suffix('"')? } else { head };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@/".contains(c);
    let value =
        if value.starts_with('{') { value.split_once("version")?.1.split_once('=')?.1 } else { value };
    let version = value.trim_start().strip_prefix('"')?.split('"').next()?;
    let numbered = version.trim_start_matches(['^', '~', '<', '>', '=', 'v', ' ']);
    let is_version = version == "*" || numbered.starts_with(|c: char| c.is_ascii_digit());
    (!name.is_empty() && name.chars().all(plain) && is_version).then_some((name, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Vec<(&str, &str)> {
        packages(source).into_iter().map(|p| (p.name.of(source), p.version.of(source))).collect()
    }

    #[test]
    fn three_kinds_of_manifest_are_read() {
        assert_eq!(
            read("yfinance>=0.2.0\n# x\nuvicorn[standard]==0.30; a"),
            [("yfinance", ">=0.2.0"), ("uvicorn[standard]", "==0.30")]
        );
        assert_eq!(
            read("[dependencies]\nserde = \"1\"\ntokio = { features = [], version = \"1.40\" }"),
            [("serde", "1"), ("tokio", "1.40")]
        );
        assert_eq!(
            read("\"dependencies\": {\n  \"zod\": \"^3.22\",\n  \"@a/b\": \"*\"\n}"),
            [("zod", "^3.22"), ("@a/b", "*")]
        );
    }

    #[test]
    fn programs_are_no_manifest() {
        for source in
            ["pip install x>=1", "if a >= 2 { b }", "x = y", "{ \"name\": \"demo\" }", "a: \"text\""]
        {
            assert_eq!(read(source), [], "{source}");
        }
    }
}
