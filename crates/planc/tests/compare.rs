//! `diff` and `conflicts` on real repositories of git.
#![allow(clippy::unwrap_used)]

mod tools;

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

const PLAN: &str = "# Technical Plan: Sessions\n\n**Status:** Draft\n\n## Objective\n\nSessions last a day.\n\n\
    ## API Endpoints\n\n### POST /sessions\n\nOpens a session.\n\n### DELETE /sessions/{id}\n\nCloses a session.\n";

/// A repository in a folder of its own.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Repository {
        let repository = Repository(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository.commit(files);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, args: &[&str]) -> String {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let out = Command::new("git").args(who).args(args).current_dir(self.path()).output().unwrap();
        assert!(out.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    fn write(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = self.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }

    fn commit(&self, files: &[(&str, &str)]) {
        self.write(files);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x", "--allow-empty"]);
    }

    fn planc(&self, args: &[&str]) -> Output {
        let planc = env!("CARGO_BIN_EXE_planc");
        Command::new(planc).args(args).current_dir(self.path()).env("NO_COLOR", "1").output().unwrap()
    }

    /// What is printed with an exit status.
    #[track_caller]
    fn says(&self, args: &[&str], status: i32) -> String {
        let out = self.planc(args);
        let (said, wrong) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
        assert_eq!(out.status.code(), Some(status), "{args:?}\n{said}\n{wrong}");
        said + &wrong
    }

    #[track_caller]
    fn json(&self, args: &[&str], status: i32) -> Value {
        serde_json::from_str(&self.says(&[args, &["--format", "json"]].concat(), status)).unwrap()
    }
}

fn faults(kind: &str, instance: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(&tools::planc(&["schema", kind])).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(instance).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn revisions_are_named_as_git_names_them() {
    let there = Repository::new(&[("docs/plan.md", PLAN)]);
    let changed = PLAN.replace("### DELETE /sessions/{id}\n\nCloses a session.\n", "");
    there.write(&[("docs/plan.md", &changed)]);
    let gone = "endpoint DELETE /sessions/{id}";
    for args in [
        &["diff", "docs/plan.md"][..],
        &["diff", "HEAD:docs/plan.md"],
        &["diff", "HEAD:docs/plan.md", "docs/plan.md"],
        &["diff", "HEAD:", "docs/plan.md"],
        &["diff", "main:docs/plan.md", "docs/plan.md", "--format", "md"],
        &["diff", ":docs/plan.md", "docs/plan.md"],
        &["-C", "docs", "diff", "HEAD:./plan.md", "plan.md"],
        &["-C", "docs", "diff", "HEAD:plan.md"],
        &["-C", "docs", "diff", "HEAD:docs/plan.md"],
    ] {
        let said = there.says(args, 1);
        assert!(
            said.contains("endpoint") && said.contains("DELETE /sessions/") && said.contains("gone"),
            "{said}"
        );
    }
    there.git(&["commit", "-qam", "y"]);
    assert!(there.says(&["diff", "HEAD~1:docs/plan.md", "HEAD:"], 1).contains(gone));
    assert!(there.says(&["diff", "docs/plan.md"], 0).contains("say the same"));
    there.git(&["checkout", "-q", "--detach"]);
    assert_eq!(there.says(&["-q", "diff", "docs/plan.md"], 0), "");
    // Nothing in the work tree was touched.
    assert_eq!(there.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let there = Repository::new(&[("docs/plan.md", PLAN)]);
    for (args, want) in [
        (&["diff", "HAED:docs/plan.md", "docs/plan.md"][..], "there is no revision `HAED`"),
        (&["diff", "HEAD:docs/plam.md", "docs/plan.md"], "did you mean `HEAD:docs/plan.md`?"),
        (&["diff", "HEAD:", "-"], "names no file"),
        (&["diff", "HEAD:", "HEAD:"], "names no file"),
        (&["diff", "nothing.md", "docs/plan.md"], "there is no such file"),
        (&["diff", "-"], "no history"),
        (&["conflicts", "mian"], "did you mean `main`?"),
    ] {
        let said = there.says(args, 2);
        assert!(said.contains(want), "{args:?}: {said}");
    }
    let folder = tools::Folder::new(&[("plan.md", PLAN)]);
    let out = Command::new(env!("CARGO_BIN_EXE_planc"))
        .args(["diff", "HEAD:plan.md", "plan.md"])
        .current_dir(folder.path())
        .env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("is in no git repository"));
}

#[test]
fn json_keeps_to_its_schema() {
    let there = Repository::new(&[("docs/plan.md", PLAN)]);
    let other =
        PLAN.replace("a day", "a week").replace("### DELETE", "### PATCH").replace("Draft", "Approved");
    there.write(&[("docs/plan.md", &other), ("docs/plans/other.md", PLAN)]);
    let report = there.json(&["diff", "docs/plan.md"], 1);
    assert_eq!(faults("diff", &report), [""; 0]);
    let told: Vec<_> =
        report["changes"].as_array().unwrap().iter().map(|c| (&c["kind"], &c["action"])).collect();
    assert_eq!(told[0], (&Value::from("endpoint"), &Value::from("renamed")), "{told:?}");
    assert_eq!(report["summary"]["breaking"], 1);
    assert_eq!(report["new"]["status"], "approved");
    let report = there.json(&["conflicts"], 1);
    assert_eq!(faults("conflicts", &report), [""; 0]);
    assert_eq!(report["conflicts"][0]["kind"], "endpoint");
}

fn plan(title: &str, body: &str) -> String {
    format!("# Technical Plan: {title}\n\n**Status:** Draft\n\n{body}\n")
}

const TABLE: &str = "## Data Model\n\n```sql\nALTER TABLE users ADD COLUMN email TEXT;\n```";

fn kinds(report: &Value) -> Vec<String> {
    let list = report["conflicts"].as_array().unwrap().iter();
    list.map(|c| format!("{} {}", c["kind"].as_str().unwrap(), c["name"].as_str().unwrap())).collect()
}

#[test]
fn branches_are_compared_before_they_meet() {
    let there = Repository::new(&[("docs/plans/mail.md", &plan("Mail", TABLE))]);
    assert_eq!(kinds(&there.json(&["conflicts"], 0)), [""; 0]);
    there.git(&["checkout", "-q", "-b", "login"]);
    there.commit(&[("docs/plans/login.md", &plan("Login", TABLE))]);
    there.git(&["checkout", "-q", "main"]);
    let report = there.json(&["conflicts"], 1);
    assert_eq!(kinds(&report), ["table users", "column users.email"]);
    let parties = report["conflicts"][0]["plans"].as_array().unwrap();
    assert_eq!(
        (parties.len(), &parties[0]["branch"], &parties[1]["branch"]),
        (2, &Value::Null, &Value::from("login"))
    );
    assert_eq!(parties[1]["path"], "docs/plans/login.md");
    assert_eq!(report["summary"]["branches"], serde_json::json!(["login"]));
    let said = there.says(&["conflicts", "login"], 1);
    assert!(said.contains("on login") && said.contains("2 conflicts in 1 plan and branch login"), "{said}");
    // From the other side, and with nothing checked out.
    there.git(&["checkout", "-q", "--detach", "login"]);
    assert_eq!(kinds(&there.json(&["conflicts"], 1)), ["table users", "column users.email"]);
    // What is done collides with nothing.
    there.git(&["checkout", "-q", "main"]);
    there.write(&[("docs/plans/mail.md", &plan("Mail", TABLE).replace("Draft", "Complete"))]);
    assert_eq!(kinds(&there.json(&["conflicts"], 0)), [""; 0]);
}

#[test]
fn one_plan_on_two_branches_is_one_plan() {
    let there = Repository::new(&[("docs/plans/mail.md", &plan("Mail", TABLE))]);
    there.git(&["checkout", "-q", "-b", "other"]);
    there.commit(&[("docs/plans/mail.md", &plan("Mail", &format!("## Objective\n\nOne.\n\n{TABLE}")))]);
    there.git(&["checkout", "-q", "main"]);
    assert_eq!(kinds(&there.json(&["conflicts"], 0)), [""; 0]);
    there.write(&[("docs/plans/mail.md", &plan("Mail", &format!("## Objective\n\nTwo.\n\n{TABLE}")))]);
    assert_eq!(kinds(&there.json(&["conflicts"], 1)), ["plan docs/plans/mail.md"]);
    // The same change on both sides is none.
    there.write(&[("docs/plans/mail.md", &plan("Mail", &format!("## Objective\n\nOne.\n\n{TABLE}")))]);
    assert_eq!(kinds(&there.json(&["conflicts"], 0)), [""; 0]);
    // Moved on the branch, it is still the same.
    there.git(&["checkout", "-q", "--force", "other"]);
    there.git(&["mv", "docs/plans/mail.md", "docs/plans/letters.md"]);
    there.git(&["commit", "-qm", "z"]);
    there.git(&["checkout", "-q", "main"]);
    assert_eq!(kinds(&there.json(&["conflicts"], 0)), [""; 0]);
}

#[test]
fn a_shallow_clone_says_what_it_lacks() {
    let there = Repository::new(&[("docs/plans/mail.md", &plan("Mail", TABLE))]);
    there.git(&["checkout", "-q", "-b", "login"]);
    there.commit(&[("docs/plans/login.md", &plan("Login", TABLE))]);
    there.git(&["checkout", "-q", "main"]);
    there.commit(&[("docs/plans/mail.md", &plan("Mail", TABLE))]);
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", there.path().display());
    let out = Command::new("git")
        .args(["clone", "-q", "--depth", "1", "--no-single-branch", &from, "."])
        .current_dir(clone.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let shallow = Repository(clone);
    let said = shallow.says(&["conflicts"], 2);
    assert!(said.contains("the clone is shallow, fetch more of its history"), "{said}");
    let said = shallow.says(&["diff", "HEAD~3:docs/plans/mail.md", "docs/plans/mail.md"], 2);
    assert!(said.contains("the clone is shallow"), "{said}");
}

#[test]
fn without_git_the_plans_here_are_compared() {
    let folder = tools::Folder::new(&[("plans/a.md", &plan("A", TABLE)), ("plans/b.md", &plan("B", TABLE))]);
    let out = Command::new(env!("CARGO_BIN_EXE_planc"))
        .args(["conflicts"])
        .current_dir(folder.path())
        .env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("only the plans here are compared"));
}

/// Nobody need be on a branch: in CI a commit is checked out as it is.
#[test]
fn a_detached_head_is_a_revision_like_any_other() {
    let repository = Repository::new(&[("docs/plan.md", PLAN)]);
    let changed = PLAN.replace("POST /sessions\n\nOpens", "POST /logins\n\nOpens");
    repository.commit(&[("docs/plan.md", &changed)]);
    repository.git(&["checkout", "-q", "--detach", "main"]);
    assert!(repository.says(&["diff", "HEAD~1:docs/plan.md", "HEAD:docs/plan.md"], 1).contains("/logins"));
    repository.says(&["gate", "--changes", "HEAD~1..HEAD"], 0);
    let said = repository.says(&["status", "docs/plan.md", "in-review", "--force", "--note", "x"], 0);
    assert!(said.contains("docs/plan.md"), "{said}");
}
