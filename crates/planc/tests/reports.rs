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

#[test]
fn gitlab_gets_a_list_of_findings() {
    let (_, out, _) = run("gitlab", &[]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let first = &report[0];
    assert_eq!(first["check_name"], "status-unknown");
    assert_eq!(first["severity"], "major");
    assert_eq!(first["location"]["path"], PATH);
    assert_eq!(first["location"]["lines"]["begin"], 3);
    assert_eq!(first["fingerprint"].as_str().unwrap().len(), 16);
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
    well_formed(&out);
}

/// Every element is closed in its turn, and no mark stands where text should.
fn well_formed(xml: &str) {
    let mut open = Vec::new();
    for part in xml.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let entity = |rest: &str| ["amp;", "lt;", "gt;", "quot;", "#13;"].iter().any(|e| rest.starts_with(e));
        assert!(!text.contains('>') && part.split('&').skip(1).all(entity), "{part}");
        let name = tag.trim_start_matches('/').split([' ', '/', '?']).next().unwrap();
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with(['/', '?']) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
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
