//! Directory trees and lists of paths: what a plan says about files before there are any.

mod line;

use planc_source::Span;

use super::scan;
use line::Line;

/// A file or folder of a listing.
pub(crate) struct Listed {
    /// The whole path: `src/auth/login.rs`; a folder keeps the `/` it is written with.
    pub path: String,
    /// The name as it stands in its line.
    pub name: Span,
    /// What stands behind the name, without the mark before it.
    pub comment: Option<Span>,
    /// Whether it is a folder.
    pub directory: bool,
    /// Whether the listing shows what is in it.
    pub children: bool,
}

/// Longer paths are no paths; the limit also keeps the output in proportion to the input.
const LONGEST: usize = 1024;

/// The entries of a tree or of a list of paths; `None` for everything else.
pub(crate) fn read(code: &str) -> Option<Vec<Listed>> {
    if code.contains(['┌', '┐', '╔', '╭', '┏']) {
        return None;
    }
    let mut reader = Reader::default();
    for span in scan::lines(code) {
        match Line::read(code, span) {
            Line::Blank | Line::Remark => {}
            Line::Other => reader.others += 1,
            Line::Entries { column, connected, entries } => {
                reader.connected += usize::from(connected);
                reader.lines += 1;
                for entry in entries {
                    reader.entry(code, column, connected, &entry);
                }
            }
        }
        if reader.others > 20 && reader.others > reader.lines {
            return None;
        }
    }
    reader.finish(code)
}

#[derive(Default)]
struct Reader {
    listed: Vec<Listed>,
    /// The folders that the next line may be in: column, and index in `listed`; no index for a root that is
    /// no part of the paths.
    open: Vec<(usize, Option<usize>)>,
    /// Roots without `/`, which are titles if they have children.
    titles: Vec<usize>,
    lines: usize,
    others: usize,
    connected: usize,
    /// Names that are surely files or folders.
    sure: usize,
    indented: bool,
    /// Entries that may be commands with arguments.
    spaced: usize,
}

impl Reader {
    fn entry(&mut self, code: &str, column: usize, connected: bool, entry: &line::Entry) {
        while self.open.last().is_some_and(|&(open, _)| open >= column) {
            self.open.pop();
        }
        let name = entry.name.of(code);
        let parent = self.open.last().and_then(|&(_, index)| index);
        self.indented |= !self.open.is_empty();
        self.spaced += usize::from(entry.close || name.contains(' ') && !name.contains(['{', '[', '<']));
        if self.open.is_empty() && !connected && is_stand_in(name) {
            self.open.push((column, None));
            return;
        }
        self.sure += usize::from(entry.sure);
        let mut path = String::new();
        if let Some(parent) = parent.and_then(|parent| self.listed.get_mut(parent)) {
            (parent.children, parent.directory) = (true, true);
            path.push_str(parent.path.trim_end_matches('/'));
            path.push('/');
        }
        let own = name.strip_prefix("./").unwrap_or(name);
        path.push_str(if path.is_empty() { own } else { own.trim_start_matches('/') });
        if path.len() > LONGEST {
            return;
        }
        if self.open.is_empty() && !connected && !name.contains('/') {
            self.titles.push(self.listed.len());
        }
        self.open.push((column, Some(self.listed.len())));
        let directory = name.ends_with('/');
        self.listed.push(Listed {
            path,
            name: entry.name,
            comment: entry.comment,
            directory,
            children: false,
        });
    }

    fn finish(mut self, code: &str) -> Option<Vec<Listed>> {
        let tree = self.connected > 0;
        let mostly = |part: usize, of: usize| part * 3 >= of * 2;
        let leaves = self.listed.iter().filter(|entry| !entry.children);
        let (mut all, mut sure) = (0usize, 0usize);
        for entry in leaves {
            all += 1;
            sure += usize::from(line::is_sure(entry.name.of(code)));
        }
        let total = self.lines + self.others;
        let is_list = match () {
            () if self.listed.is_empty() => false,
            () if tree => mostly(self.lines, total) && self.sure > 0 && sure * 3 >= all,
            // Without connectors the names alone must say it.
            () if self.indented => {
                let folders =
                    self.listed.iter().any(|entry| entry.children && entry.name.of(code).ends_with('/'));
                self.lines * 10 >= total * 9
                    && (folders || self.sure > 1)
                    && sure * 2 >= all
                    && self.listed.iter().all(|entry| !entry.children || entry.name.of(code).ends_with('/'))
            }
            () => {
                let paths = self.listed.iter().filter(|entry| line::is_path(entry.name.of(code))).count();
                let script =
                    |entry: &Listed| entry.name.of(code).starts_with("./") && entry.path.ends_with(".sh");
                self.others == 0
                    && self.spaced == 0
                    && !self.listed.iter().all(script)
                    && sure == all
                    && (paths > 0 || all > 1)
                    && paths * 2 >= all
            }
        };
        if !is_list {
            return None;
        }
        if tree {
            self.drop_titles(code);
        }
        Some(self.listed)
    }

    /// A root without `/` is the tree's title: it is no part of the paths.
    fn drop_titles(&mut self, code: &str) {
        let mut titles = self.titles.iter().copied().peekable();
        let (mut title, mut index) = (None, 0);
        self.listed.retain_mut(|entry| {
            let name = entry.name.of(code);
            let first = titles.next_if_eq(&index).is_some();
            index += 1;
            if first || entry.path == name {
                title = (first && entry.children).then(|| format!("{name}/"));
                return title.is_none();
            }
            if let Some(rest) = title.as_deref().and_then(|title| entry.path.strip_prefix(title)) {
                entry.path = rest.to_owned();
            }
            true
        });
    }
}

/// Whether a root stands for the repository itself: `.`, `project-root/`, `<root>/`, `[project]/`.
fn is_stand_in(name: &str) -> bool {
    let bare = name.trim_end_matches('/');
    let enclosed = [("<", ">"), ("[", "]"), ("{{", "}}"), ("{", "}")]
        .iter()
        .any(|(open, close)| bare.len() > 1 && bare.starts_with(open) && bare.ends_with(close));
    let known = [
        "",
        ".",
        "..",
        "project-root",
        "project_root",
        "projectroot",
        "project",
        "root",
        "repo",
        "repository",
        "repo-root",
        "repo_root",
        "repository-root",
        "repository_root",
        "my-project",
        "your-project",
        "project-name",
        "workspace-root",
        "my-app",
        "your-app",
    ];
    !bare.contains('/') && (enclosed || known.iter().any(|known| known.eq_ignore_ascii_case(bare)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn show(code: &str) -> Option<Vec<String>> {
        let one = |entry: &Listed| {
            let mut text = entry.path.clone();
            text += if entry.children { " +" } else { "" };
            if let Some(comment) = entry.comment {
                text += &format!(" | {}", comment.of(code));
            }
            text
        };
        read(code).map(|entries| entries.iter().map(one).collect())
    }

    #[track_caller]
    fn check(code: &str, expected: &[&str]) {
        let shown = show(code).unwrap_or_default();
        assert_eq!(shown, expected, "{code}");
    }

    #[test]
    fn trees() {
        check(
            "src/\n├── auth/            # all of it\n│   ├── login.rs     ← modified\n│   └── token.rs  // NEW: tokens\n\
             ├── main.rs (modified)\n│   # a remark\n├── ...\n└── Makefile [NEW]\n\ntests/\n└── a b.rs — x\n",
            &[
                "src/ +",
                "src/auth/ + | all of it",
                "src/auth/login.rs | modified",
                "src/auth/token.rs | NEW: tokens",
                "src/main.rs | modified",
                "src/Makefile | NEW",
                "tests/ +",
                "tests/a b.rs | x",
            ],
        );
        check(
            "project-root/\n|-- src/\n|   `-- lib.rs   ✅ done\n+-- Cargo.toml *\n",
            &["src/ +", "src/lib.rs | done", "Cargo.toml | *"],
        );
        check(
            ".\n├── app\n│   └── [slug]/page.tsx（new）\n└── x.ts, y.ts",
            &["app +", "app/[slug]/page.tsx | new", "x.ts", "y.ts"],
        );
        check("# Option 1\nbackend\n├── src/\n│   └── a.py\n", &["src/ +", "src/a.py"]);
        check("└── src/\n   └── a.py -- why\n      (a remark)", &["src/ +", "src/a.py | why"]);
        check("lib/\n└── a.py b.py   # both", &["lib/ +", "lib/a.py", "lib/b.py | both"]);
        check("lib/\n└── l10n/{a.arb, b.arb}   # keys", &["lib/ +", "lib/l10n/{a.arb, b.arb} | keys"]);
    }

    #[test]
    fn indentation() {
        check(
            "plugins/x/\n  CMakeLists.txt\n  src/\n    entry.cpp   # starts\n    dsp/\n      v.h\n  docs/\n    index.html\n",
            &[
                "plugins/x/ +",
                "plugins/x/CMakeLists.txt",
                "plugins/x/src/ +",
                "plugins/x/src/entry.cpp | starts",
                "plugins/x/src/dsp/ +",
                "plugins/x/src/dsp/v.h",
                "plugins/x/docs/ +",
                "plugins/x/docs/index.html",
            ],
        );
        check("<root>/\n  a.rs\n  b/\n    c.rs", &["a.rs", "b/ +", "b/c.rs"]);
    }

    #[test]
    fn flat() {
        check(
            "src/a.rs\nsrc/b/c.rs   # new\n./tests/d.rs\n",
            &["src/a.rs", "src/b/c.rs | new", "tests/d.rs"],
        );
        check("- `src/a.rs` - new\n- docs/x.md: why\n", &["src/a.rs | new", "docs/x.md | why"]);
    }

    #[test]
    fn no_listings() {
        for code in [
            "",
            "Client\n├── runner: Runner (interface)\n└── Methods:\n    └── Get(ctx) → x",
            "App\n├── Header\n└── Main",
            "npm run build\ncat src/a.rs",
            "fn main() {\n  a();\n}",
            "key:\n  other: 1",
            "GET /users\nPOST /users",
            "https://a.b/c.html",
            "/api/v1/users",
            "Some words here.\nAnd more of them.",
            "$ ls\nsrc/a.rs",
            "src/a.rs:12: error",
            "A ├─→ b.md\n  └─→ c.md",
            "import a.b\nimport c.d",
            "┌──┐\n│src/│\n└──┘",
            "--flag\n--other",
            "Node.js",
            "diff --git a/x.rs b/x.rs\n--- a/x.rs\n+++ b/x.rs",
            "1.0.0",
            "self.x = 1\nself.y",
            "./run.sh --now",
            "make all",
            "./run.sh",
            "scripts/a.py src/b.rs",
            "/servers/{id}/x.html",
            "[Missions from /a.b]\n[x/y.md]",
        ] {
            assert_eq!(show(code), None, "{code}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(code in "(\\PC|[\\n#/.,({\\[ |`+-]|├── |└── |│   |src/|a.rs|// ){0,60}") {
            for entry in read(&code).unwrap_or_default() {
                let inside = |span: Span| code.get(span.range()).is_some();
                prop_assert!(inside(entry.name) && entry.comment.is_none_or(inside) && !entry.path.is_empty());
            }
        }
    }
}
