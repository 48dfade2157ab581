//! Evidence: which test of a report a comment in a test file belongs to, and how that test ended.
//!
//! Runners name tests as they like. What they share with the source is the last part of the name: the function
//! (`expires` of `session::expires`), or the words in quotes (`refuses old tokens` of `AuthTest > refuses old tokens`).
//! That part is looked for in the file, and the rest of the name must speak of the file where several tests share it.

use crate::results::{TestResult, Verdict};
use planc_source::Span;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

/// How a test that stands for a requirement ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Evidence {
    /// The test, as the report names it.
    pub test: String,
    /// How it ended.
    pub verdict: Verdict,
    /// The report that says so.
    pub report: String,
    /// When the report was written, in seconds since 1970.
    #[serde(skip)]
    pub written: Option<i64>,
}

/// Results of all reports, to be looked up by names that stand in source files.
#[derive(Clone, Debug, Default)]
pub struct Results {
    all: Vec<(TestResult, usize)>,
    reports: Vec<(String, Option<i64>)>,
    /// By everything in a file that may name a test.
    by_name: FxHashMap<String, Vec<usize>>,
}

/// So many words of a name may be those that its description begins with.
const WORDS: usize = 24;

impl Results {
    /// Adds a report, as messages show it, with the time when it was written.
    pub fn add(&mut self, report: &str, written: Option<i64>, results: Vec<TestResult>) {
        self.reports.push((report.to_owned(), written));
        for result in results {
            for name in names(&result.name) {
                self.by_name.entry(name.to_owned()).or_default().push(self.all.len());
            }
            self.all.push((result, self.reports.len() - 1));
        }
    }

    /// Whether no report was added.
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// The reports, as messages show them.
    pub fn reports(&self) -> impl Iterator<Item = &str> {
        self.reports.iter().map(|(name, _)| name.as_str())
    }

    /// For each of these comments in a test file, in their order, the results of the tests it belongs to: the test
    /// right below it, else the one that it stands in, else, at the head of the file, all tests of the file. Linear.
    pub fn of_file(&self, path: &str, text: &str, comments: &[Span]) -> Vec<Vec<Evidence>> {
        let tests = self.tests(path, text);
        let of = |(_, found): &(usize, Vec<usize>)| found.iter().map(|at| self.evidence(*at)).collect();
        let belongs = |comment: &Span| -> Vec<Evidence> {
            let next = tests.partition_point(|(at, _)| *at < comment.end());
            match (next.checked_sub(1), tests.get(next)) {
                (_, Some(below)) if is_right_above(text, *comment, below.0) => of(below),
                (Some(around), _) => of(&tests[around]),
                (None, _) => tests.iter().flat_map(|test| -> Vec<Evidence> { of(test) }).collect(),
            }
        };
        comments.iter().map(belongs).collect()
    }

    fn evidence(&self, at: usize) -> Evidence {
        let (result, report) = &self.all[at];
        let (report, written) = self.reports[*report].clone();
        Evidence { test: result.name.clone(), verdict: result.verdict, report, written }
    }

    /// Where the tests of a file stand, with their results: a test with parameters has several.
    fn tests(&self, path: &str, text: &str) -> Vec<(usize, Vec<usize>)> {
        let mut tests: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut seen: FxHashMap<&str, ()> = FxHashMap::default();
        for (at, name) in words(text) {
            let Some(found) = self.by_name.get(name) else { continue };
            if seen.insert(name, ()).is_some() {
                continue;
            }
            let fits: Vec<usize> =
                found.iter().copied().filter(|at| is_of_file(&self.all[*at].0, path)).collect();
            // What only the tests of one class are called needs no more.
            let sole = found.iter().all(|at| self.all[*at].0.class == self.all[found[0]].0.class);
            let told = self.all[found[0]].0.file.is_some();
            match (fits.is_empty(), sole && !told) {
                (false, _) => tests.push((at, fits)),
                (true, true) => tests.push((at, found.clone())),
                (true, false) => {}
            }
        }
        tests
    }
}

/// What may name a test in its file: the last part of its name, without parameters; of a description every end that
/// begins with a word, because the words before it are those of the suites around it.
fn names(name: &str) -> Vec<&str> {
    let bare = match name.find(['[', '(']) {
        Some(open) if open > 0 && name.ends_with([']', ')']) => name[..open].trim_end(),
        _ => name,
    };
    if !bare.contains(' ') {
        // Go names a part of a test behind a slash: it is the test that the file names.
        let bare = bare.split('/').next().unwrap_or(bare);
        let last = bare.rsplit([':', '.', '#', '$']).next().unwrap_or(bare);
        return if last.len() > 2 { vec![last] } else { Vec::new() };
    }
    let starts = bare.match_indices(' ').map(|(at, _)| at + 1);
    let ends = std::iter::once(0).chain(starts).map(|at| bare[at..].trim_start_matches(['>', '›', ' ']));
    let mut ends: Vec<&str> = ends.filter(|end| end.contains(' ')).take(WORDS).collect();
    ends.dedup();
    ends
}

/// Every identifier, and every text in quotes on one line, with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80;
    let mut at = 0;
    // An identifier in quotes is looked at too, so quotes are not stepped over as a whole.
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at) {
            let start = at;
            if is_word(*byte) {
                at += bytes[at..].iter().take_while(|b| is_word(**b)).count();
                return Some((start, &text[start..at]));
            }
            at += 1;
            if matches!(byte, b'"' | b'\'' | b'`') {
                let line = &bytes[at..];
                let close = memchr::memchr2(*byte, b'\n', &line[..line.len().min(300)]);
                if let Some(close) =
                    close.filter(|close| line[*close] == *byte && line[..*close].contains(&b' '))
                {
                    return Some((start, &text[at..at + close]));
                }
            }
        }
        None
    })
}

/// Whether a result may be that of a test in a file: its file says so, else its class or name has the file's name.
fn is_of_file(result: &TestResult, path: &str) -> bool {
    if let Some(file) = &result.file {
        let file = file.replace('\\', "/");
        let file = file.trim_start_matches("./");
        return ends_with(path, file) || ends_with(file, path);
    }
    let mut parts = path.rsplit('/');
    let stem = parts.next().unwrap_or("").split('.').next().unwrap_or("");
    let folder = parts.next().unwrap_or("");
    let general = matches!(stem, "lib" | "main" | "mod" | "index" | "__init__" | "tests" | "test");
    let name = if general { folder } else { stem };
    let said = |text: &str| {
        let same = |word: &str| !word.is_empty() && word.replace('-', "_") == name.replace('-', "_");
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).any(same)
    };
    // Go names the folder: `example.org/shop/limits`.
    let package = result.class.rsplit_once('/').is_some_and(|(_, last)| last == folder);
    package || said(&result.class) || said(&result.name)
}

/// Whether a path is the end of another one, part by part.
fn ends_with(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|head| head.is_empty() || head.ends_with('/'))
}

/// Whether only blank lines, comments, and attributes stand between a comment and the line of a test.
fn is_right_above(text: &str, comment: Span, test: usize) -> bool {
    let between = text.get(comment.end()..test).unwrap_or("");
    // The rest of the comment's own line, and the line of the test up to its name, say nothing.
    let Some((_, below)) = between.split_once('\n') else { return false };
    let lines = below.rsplit_once('\n').map_or("", |(lines, _)| lines);
    let silent = ["#", "//", "/*", "*", "@", "[", "--", "\"\"\"", "'''", ";", "%"];
    lines.lines().map(str::trim).all(|line| line.is_empty() || silent.iter().any(|s| line.starts_with(s)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The results of each comment that says `FR-N`, for tests `class|name|file|verdict`.
    #[track_caller]
    fn check(path: &str, text: &str, tests: &[&str], want: &[&str]) {
        let tests = tests.iter().map(|test| {
            let parts: Vec<&str> = test.split('|').collect();
            let verdict = if parts[3] == "bad" { Verdict::Failed } else { Verdict::Passed };
            let file = Some(parts[2].to_owned()).filter(|f| !f.is_empty());
            TestResult { class: parts[0].into(), name: parts[1].into(), file, verdict }
        });
        let mut results = Results::default();
        results.add("junit.xml", Some(1), tests.collect());
        let comments: Vec<Span> = text.match_indices("FR-").map(|(at, _)| Span::new(at, at + 4)).collect();
        let found = results.of_file(path, text, &comments);
        let shown: Vec<String> = found
            .iter()
            .map(|of| {
                of.iter().map(|e| format!("{} {}", e.test, e.verdict.word())).collect::<Vec<_>>().join("; ")
            })
            .collect();
        assert_eq!(shown, want, "{path}:\n{text}");
    }

    #[test]
    fn a_comment_belongs_to_the_test_below_or_around_it() {
        let rust = "//! verifies FR-1\nuse x;\n\n// verifies FR-2\n#[test]\nfn expires() {\n    a();\n}\n\n#[test]\nfn renews() {\n    // verifies FR-3\n    b();\n}\n";
        let tests = ["a::session|expires||ok", "a::session|renews||bad"];
        let all = "expires passed; renews failed";
        check("tests/session.rs", rust, &tests, &[all, "expires passed", "renews failed"]);
        let python = "# verifies FR-1\n@mark.slow\ndef test_a(x):\n    pass\n\nhelper = 1\n\ndef test_b():\n    \"\"\"FR-2\"\"\"\n";
        check(
            "tests/test_x.py",
            python,
            &[
                "tests.test_x|test_a[1]|tests/test_x.py|ok",
                "tests.test_x|test_a[2]|tests/test_x.py|bad",
                "tests.test_x|test_b|tests/test_x.py|ok",
            ],
            &["test_a[1] passed; test_a[2] failed", "test_b passed"],
        );
        let script =
            "describe('Auth', () => {\n  // verifies FR-1\n  it('refuses old tokens', () => {});\n});\n";
        check(
            "src/auth.test.ts",
            script,
            &["src/auth.test.ts|Auth refuses old tokens||ok"],
            &["Auth refuses old tokens passed"],
        );
        check(
            "src/auth.test.ts",
            script,
            &["x|Auth > refuses old tokens||ok"],
            &["Auth > refuses old tokens passed"],
        );
        let go = "// verifies FR-1\nfunc TestLimits(t *testing.T) {}\n";
        check(
            "pkg/limit_test.go",
            go,
            &["e/pkg|TestLimits||ok", "e/pkg|TestLimits/zero||bad"],
            &["TestLimits passed; TestLimits/zero failed"],
        );
    }

    #[test]
    fn a_test_of_another_file_is_none() {
        let text = "// verifies FR-1\n#[test]\nfn works() {}\n";
        let two = ["a::one|works||ok", "a::two|works||bad"];
        check("tests/one.rs", text, &two, &["works passed"]);
        check("tests/three.rs", text, &two, &[""]);
        // The runner says where it stands.
        check("tests/one.rs", text, &["|works|tests/two.rs|ok"], &[""]);
        check("tests/one.rs", text, &["|works|/ci/build/tests/one.rs|ok"], &["works passed"]);
        // Nobody else has a test of that name.
        check("tests/three.rs", text, &["suite|works||ok"], &["works passed"]);
        check(
            "src/session/mod.rs",
            text,
            &["a|session::tests::works||ok", "a|other::works||bad"],
            &["session::tests::works passed"],
        );
        check("tests/one.rs", "fn x() {} // FR-1\n", &two, &[""]);
    }
}
