//! What `check` prints for other programs, read as they read it.
#![allow(clippy::unwrap_used)]

mod tools;

use serde_json::Value;
use tools::Folder;

/// Two faults, in a file whose name and words are awkward everywhere.
const PATH: &str = "a, b: 100%/plan <é>.md";
const PLAN: &str =
    "# Plan: Lantern\n\n**Status**: Aproved\n\n## Risks\n\nSee [é → \"<&>\"](gone%20%26.md) and [b](#b).\n";

fn run(format: &str, args: &[&str]) -> (i32, String, String) {
    let folder = Folder::new(&[
        (PATH, PLAN),
        ("good/plan.md", "# Plan: X\n\n**Status**: Draft\n\n## Risks\n\nNone.\n"),
    ]);
    let all = ["check", PATH, "good/plan.md", "--format", format, "--ignore", "completeness"];
    folder.run(&[&all[..], args].concat(), "")
}

#[test]
fn sarif_has_what_code_scanning_asks_for() {
    let (status, out, _) = run("sarif", &[]);
    assert_eq!(status, 1);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["version"], "2.1.0");
    let run = &report["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules: Vec<&Value> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 3, "{out}");
    let mut fingerprints = Vec::new();
    for result in results {
        assert!(rules.contains(&&result["ruleId"]), "{result}");
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%2C%20b%3A%20100%25/plan%20%3C%C3%A9%3E.md");
        region(&place["region"]);
        fingerprints.push(result["partialFingerprints"]["planc/v1"].as_str().unwrap());
        for fix in result["fixes"].as_array().into_iter().flatten() {
            for change in fix["artifactChanges"].as_array().unwrap() {
                assert!(change["artifactLocation"]["uri"].is_string());
                let replacements = change["replacements"].as_array().unwrap();
                assert!(!replacements.is_empty());
                replacements.iter().for_each(|r| region(&r["deletedRegion"]));
            }
        }
    }
    assert!(results.iter().any(|r| r["fixes"].is_array()), "{out}");
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), results.len(), "no two findings are one");
}

/// What the schema of the standard says of everything that planc prints; `tests/schemas/README.md` says whose it is.
#[test]
fn sarif_is_valid() {
    let mut schema: Value = serde_json::from_str(&tools::data("schemas/sarif-2.1.0.json")).unwrap();
    // The pattern of languages has a bracket too many, which makes it no regular expression; planc names none.
    for part in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][part]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern");
    }
    let schema = jsonschema::validator_for(&schema).unwrap();
    for args in [
        &[][..],
        &["--select", "fence-unclosed"],
        // Every rule that example plans can trigger: labels, fixes of several edits, findings of companions.
        &["--select", "completeness,consistency,form,governance,languages,links,truth,words"],
    ] {
        for (status, out, err) in [run("sarif", args), all_faults("sarif", args)] {
            assert!(status < 2, "{err}");
            let report: Value = serde_json::from_str(&out).unwrap();
            let faults: Vec<String> =
                schema.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(faults.is_empty(), "{args:?}: {faults:#?}");
        }
    }
    let (_, out, _) = all_faults("sarif", &[]);
    for key in ["\"relatedLocations\"", "\"fixes\"", "\"replacements\""] {
        assert!(out.contains(key), "{key} was seen by the schema");
    }
    // It is no schema that lets everything pass.
    let mut report: Value = serde_json::from_str(&out).unwrap();
    report["runs"][0]["results"][0]["level"] = "bad".into();
    assert!(!schema.is_valid(&report));
}

/// A workspace with many kinds of faults, checked as `./`.
fn all_faults(format: &str, args: &[&str]) -> (i32, String, String) {
    let folder = Folder::new(&[
        ("planc.toml", ""),
        ("a/plan.md", FAULTS),
        ("b/plan.md", FAULTS),
        ("a/tasks.md", "# Tasks\n\n- [x] T001 Do it (FR-999)\n- [ ] T001 Do it again\n"),
    ]);
    folder.run(&[&["check", "./", "--format", format], args].concat(), "")
}

const FAULTS: &str = "# PLAN-001: Lantern

* **Status:** Approved
* **Created:** 2026-05-05
* **Updated:** 2026-01-01

## 1. Objective

[NEEDS CLARIFICATION: what?] See [gone](gone.md) and [tasks](tasks.md#nothing).

## 6. Risks

| Risk | Impact | Owner |
|--|---|---|
| It fails | Hihg |
| It fails | High | Ann | more | `a | b` |
Text.

```json
{\"a\": 1,}
```

```sql
CREATE TABEL a (b int);
```

##Done

```sh
ls
";

/// Lines and columns count from 1, and the end is not before the start.
fn region(region: &Value) {
    let at = |key: &str| region[key].as_u64().unwrap();
    assert!(at("startLine") >= 1 && at("startColumn") >= 1);
    assert!((at("endLine"), at("endColumn")) >= (at("startLine"), at("startColumn")), "{region}");
}

#[test]
fn workflow_commands_keep_to_their_line() {
    let (status, out, _) = run("github", &[]);
    assert_eq!(status, 1);
    let first = out.lines().next().unwrap();
    assert_eq!(
        first,
        "::error file=a%2C b%3A 100%25/plan <é>.md,line=3,endLine=3,col=13,endColumn=20,title=status-unknown\
         ::the status `Aproved` is not one that planc knows%0Ahelp: did you mean `Approved`?"
    );
    assert!(out.lines().all(|l| l.starts_with("::error ") || l.starts_with("::notice ")), "{out}");
}

/// The shape that GitLab documents for a report of code quality.
#[test]
fn gitlab_gets_a_list_of_findings() {
    let shape = jsonschema::validator_for(&serde_json::json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        // From the root of the repository, without a dot before it.
                        "path": {"type": "string", "not": {"pattern": "^(\\./|/)"}},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }));
    let shape = shape.unwrap();
    for (status, out, err) in [run("gitlab", &[]), all_faults("gitlab", &[])] {
        assert!(status < 2, "{err}");
        let report: Value = serde_json::from_str(&out).unwrap();
        let faults: Vec<String> =
            shape.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?}");
        let mut known: Vec<&str> =
            report.as_array().unwrap().iter().map(|f| f["fingerprint"].as_str().unwrap()).collect();
        let count = known.len();
        known.sort_unstable();
        known.dedup();
        assert!(count > 2 && known.len() == count, "GitLab takes two findings with one fingerprint for one");
    }
    let (_, out, _) = run("gitlab", &[]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let first = &report[0];
    assert_eq!(first["check_name"], "status-unknown");
    assert_eq!(first["severity"], "major");
    assert_eq!(first["location"]["path"], PATH);
    assert_eq!(first["location"]["lines"]["begin"], 3);
    let (_, out, _) = run("gitlab", &["--select", "fence-unclosed"]);
    assert_eq!(out, "[]\n");
}

#[test]
fn junit_has_a_suite_for_each_file() {
    let (_, out, _) = run("junit", &[]);
    assert_eq!(out.matches("<testsuite ").count(), 2, "{out}");
    assert!(
        out.contains(
            "<testsuite name=\"a, b: 100%/plan &lt;é&gt;.md\" tests=\"3\" failures=\"1\" errors=\"0\">"
        ),
        "{out}"
    );
    assert!(
        out.contains("<failure type=\"error\" message=\"the status `Aproved` is not one that planc knows\">"),
        "{out}"
    );
    assert!(
        out.contains("<testsuite name=\"good/plan.md\" tests=\"1\" failures=\"0\" errors=\"0\">"),
        "{out}"
    );
    // What fails is what decides on the exit status.
    assert_eq!(run("junit", &["--fail-on", "note"]).1.matches("<failure ").count(), 3);
    for out in [out, all_faults("junit", &[]).1, run("junit", &["--select", "fence-unclosed"]).1] {
        as_junit(&out);
    }
}

/// An element of a JUnit report as CI systems read it: what it stands in, what it must have, what it may have.
type Element = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const ELEMENTS: &[Element] = &[
    ("?xml", &[], &["version", "encoding"], &[]),
    ("testsuites", &[], &[], &["name", "tests", "failures", "errors", "disabled", "time"]),
    ("testsuite", &["testsuites"], &["name"], &["tests", "failures", "errors", "skipped", "time", "id"]),
    ("testcase", &["testsuite"], &["name", "classname"], &["time", "assertions", "status"]),
    ("failure", &["testcase"], &[], &["message", "type"]),
    ("system-out", &["testcase"], &[], &[]),
];

/// Every element is known and closed in its turn, no mark stands where text should, and the counts are true.
fn as_junit(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    // Of the suite that is open: cases and failures, as it says and as they are.
    let (mut said, mut seen) = ((0, 0), (0, 0));
    for part in xml.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let entity = |rest: &str| ["amp;", "lt;", "gt;", "quot;", "#13;"].iter().any(|e| rest.starts_with(e));
        assert!(!text.contains('>') && part.split('&').skip(1).all(entity), "{part}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            assert!(name != "testsuite" || said == seen, "{said:?} said, {seen:?} seen: {xml}");
            continue;
        }
        let (name, attributes) = attributes(tag.trim_end_matches(['/', '?']));
        let (_, inside, must, may) = ELEMENTS.iter().find(|element| element.0 == name).expect(name);
        assert!(
            open.last().map_or(inside.is_empty(), |around| inside.contains(around)),
            "{name} in {open:?}"
        );
        assert!(must.iter().all(|key| attributes.iter().any(|(k, _)| k == key)), "{tag}");
        assert!(attributes.iter().all(|(key, _)| must.contains(key) || may.contains(key)), "{tag}");
        let number =
            |key: &str| attributes.iter().find(|(k, _)| *k == key).unwrap().1.parse::<usize>().unwrap();
        match name {
            "testsuite" => (said, seen) = ((number("tests"), number("failures")), (0, 0)),
            "testcase" => seen.0 += 1,
            "failure" => seen.1 += 1,
            _ => {}
        }
        if !tag.ends_with(['/', '?']) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

fn attributes(tag: &str) -> (&str, Vec<(&str, &str)>) {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut found = Vec::new();
    while let Some((key, behind)) = rest.split_once("=\"") {
        let (value, behind) = behind.split_once('"').unwrap();
        found.push((key.trim(), value));
        rest = behind;
    }
    (name, found)
}

#[test]
fn json_without_findings_is_an_object_too() {
    let (_, out, _) = run("json", &["--select", "fence-unclosed"]);
    assert!(out.starts_with("{\n  \"diagnostics\": [],\n  \"summary\": {\n    \"plans\": 2,\n"), "{out}");
    let (_, out, _) = run("json", &[]);
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out, format!("{}\n", serde_json::to_string_pretty(&value).unwrap()));
}

#[test]
fn statistics_do_not_spoil_a_report() {
    for (format, beside) in [
        ("short", false),
        ("human", false),
        ("json", true),
        ("sarif", true),
        ("github", true),
        ("gitlab", true),
        ("junit", true),
    ] {
        let (_, out, err) = run(format, &["--statistics"]);
        let (with, without) = if beside { (err, out) } else { (out, err) };
        assert!(with.contains("     1  status-unknown"), "{format}: {with}");
        assert!(!without.contains("     1  status-unknown"), "{format}: {without}");
    }
}

#[test]
fn standard_input_is_mended_on_standard_output() {
    let folder = Folder::new(&[]);
    let plan = "# Plan: X\n\n**Status**: Aproved\n\n##Risks\n\nNone.\n";
    let short = ["check", "-", "--format", "short", "-q"];
    let (status, out, err) = folder.run(&[&short[..], &["--fix"]].concat(), plan);
    assert_eq!((status, out.as_str()), (1, plan.replace("##R", "## R").as_str()));
    assert!(err.starts_with("-:3:13: error[status-unknown]") && !err.contains("heading-glued"), "{err}");
    let (status, out, err) = folder.run(&[&short[..], &["--unsafe-fixes"]].concat(), plan);
    assert_eq!((status, err.contains("status-unknown")), (0, false), "{err}");
    assert!(out.contains("**Status**: Approved"), "{out}");
    let (status, out, err) = folder.run(&[&short[..], &["--diff"]].concat(), plan);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.starts_with("--- a/-\n+++ b/-\n@@") && out.contains("\n-##Risks\n+## Risks\n"), "{out}");
    let (status, _, err) = folder.run(&["check", "-", "x.md"], plan);
    assert_eq!(status, 2);
    assert!(err.contains("alone"), "{err}");
}
