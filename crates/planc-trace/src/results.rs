//! Results of tests: reports in JUnit's XML, which nearly every test runner writes.
//!
//! There is no standard; read is what the runners have in common (`testsuite`, `testcase` with `name`, `classname`
//! and `file`, and in it `failure`, `error` or `skipped`), as the schema of the Jenkins plugin has it.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use schemars::JsonSchema;
use serde::Serialize;

/// The outcome of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// Its name, as the runner writes it: `session::expires`, `AuthTest > refuses old tokens`, `test_login[chrome]`.
    pub name: String,
    /// The class or suite it belongs to; may be empty.
    pub class: String,
    /// The file it stands in, where the runner says so.
    pub file: Option<String>,
    /// How it ended.
    pub verdict: Verdict,
}

/// What results say of a claim; of several the worst holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The test passed.
    Passed,
    /// It was not run: nothing is shown.
    Skipped,
    /// It passed, but test or code changed since.
    Stale,
    /// It failed.
    Failed,
}

impl Verdict {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Skipped => "skipped",
            Verdict::Stale => "stale",
            Verdict::Failed => "failed",
        }
    }
}

/// Reads a report.
///
/// # Errors
/// It is no XML, is cut off, or is XML of another kind.
pub fn junit(report: &str) -> Result<Vec<TestResult>, String> {
    let mut reader = Reader::from_str(report);
    let (mut found, mut suites, mut known): (Vec<TestResult>, Vec<Suite>, bool) =
        (Vec::new(), Vec::new(), false);
    // Whether a test is open: what stands in it tells how it ended.
    let mut open = false;
    loop {
        let event = reader.read_event().map_err(|error| {
            format!("is no XML that can be read: {error} at byte {}", reader.error_position())
        })?;
        let (tag, empty) = match event {
            Event::Eof if known && suites.is_empty() => return Ok(found),
            Event::Eof if known => return Err("ends in the middle of a test suite".to_owned()),
            Event::Eof => return Err("holds no `testsuite`: it is no report in JUnit's form".to_owned()),
            Event::End(tag) => {
                match tag.local_name().as_ref() {
                    "testsuite" => _ = suites.pop(),
                    "testcase" => open = false,
                    _ => {}
                }
                continue;
            }
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            _ => continue,
        };
        match tag.local_name().as_ref() {
            "testsuites" => known = true,
            "testsuite" => {
                known = true;
                if !empty {
                    suites.push(Suite { name: value(&tag, "name"), file: value(&tag, "file") });
                }
            }
            "testcase" => {
                found.push(case(&tag, suites.last()));
                open = !empty;
            }
            "failure" | "error" if open => end(&mut found, Verdict::Failed),
            "skipped" | "disabled" if open => end(&mut found, Verdict::Skipped),
            _ => {}
        }
    }
}

struct Suite {
    name: Option<String>,
    file: Option<String>,
}

fn case(tag: &BytesStart<'_>, suite: Option<&Suite>) -> TestResult {
    let class = value(tag, "classname").or_else(|| suite?.name.clone());
    let file = value(tag, "file").or_else(|| suite?.file.clone());
    // Some runners say it in an attribute.
    let verdict = match value(tag, "status").as_deref() {
        Some("failed" | "failure" | "error") => Verdict::Failed,
        Some("notrun" | "skipped" | "disabled") => Verdict::Skipped,
        _ => Verdict::Passed,
    };
    let name = value(tag, "name").unwrap_or_default();
    TestResult { name, class: class.unwrap_or_default(), file, verdict }
}

fn end(found: &mut [TestResult], verdict: Verdict) {
    if let Some(last) = found.last_mut() {
        last.verdict = last.verdict.max(verdict);
    }
}

/// The value of an attribute; `None` where it is missing or empty.
fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    let value = attribute.normalized_value(XmlVersion::default()).ok()?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(report: &str, want: &[&str]) {
        let shown = |r: &TestResult| {
            let file = r.file.as_ref().map_or(String::new(), |f| format!(" in {f}"));
            format!("{}: {} {}{file}", r.class, r.name, r.verdict.word())
        };
        assert_eq!(junit(report).unwrap().iter().map(shown).collect::<Vec<_>>(), want, "{report}");
    }

    #[test]
    fn reports_of_many_runners() {
        check(
            r#"<?xml version="1.0"?><testsuites name="nextest-run"><testsuite name="a::it" tests="3">
               <testcase name="works" classname="a::it"/>
               <testcase name="breaks" classname="a::it"><failure type="x">&lt;a&gt;</failure><system-out>x</system-out></testcase>
               <testcase name="later" classname="a::it"><skipped/></testcase></testsuite></testsuites>"#,
            &["a::it: works passed", "a::it: breaks failed", "a::it: later skipped"],
        );
        check(
            r#"<testsuite name="pytest"><testcase classname="tests.test_a.TestX" name="test_b[1-&quot;x&quot;]" file="tests/test_a.py" time="0.1"></testcase></testsuite>"#,
            &["tests.test_a.TestX: test_b[1-\"x\"] passed in tests/test_a.py"],
        );
        check(
            r#"<testsuites><testsuite name="src/a.test.ts" file="src/a.test.ts"><testcase name="a &gt; b"><error/></testcase></testsuite></testsuites>"#,
            &["src/a.test.ts: a > b failed in src/a.test.ts"],
        );
        check(
            r#"<testsuite name="g"><testcase name="T" status="notrun"/><testcase name="U" status="run"/></testsuite>"#,
            &["g: T skipped", "g: U passed"],
        );
        check("<testsuites/>", &[]);
        // A test that passed when it was run again has no failure of its own.
        check(
            r#"<testsuite><testcase name="f"><flakyFailure/></testcase><properties><failure/></properties></testsuite>"#,
            &[": f passed"],
        );
    }

    #[test]
    fn what_is_no_report_is_said() {
        for (report, want) in [
            ("", "holds no `testsuite`"),
            ("<coverage/>", "holds no `testsuite`"),
            ("<testsuites><testsuite><testcase name=\"a\"/>", "ends in the middle"),
            ("<testsuite><testcase></testsuite>", "is no XML"),
            ("{\"a\": 1}", "holds no `testsuite`"),
        ] {
            let error = junit(report).unwrap_err();
            assert!(error.starts_with(want), "{report}: {error}");
        }
    }
}
