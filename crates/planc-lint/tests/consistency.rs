//! What the pages of the rules about consistency leave out: the branches that no reader asks for.

#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_lint::{Context, NoSurroundings, check, rules};
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

/// The messages of one rule about a plan with that body.
fn messages(rule: &str, body: &str) -> Vec<String> {
    let text = format!("# PLAN-007: Parcel Tracking\n\n**Status**: Approved\n\n{body}\n");
    let tree = planc_syntax::parse(&text);
    let fit = LIBRARY.fit(&tree);
    let plan = planc_model::read(&tree, &fit, &LIBRARY, "plan.md").plan;
    let context = Context::new(&tree, &fit, &plan, &LIBRARY, &NoSurroundings);
    check(&context, rules().filter(|r| r.name == rule)).into_iter().map(|d| d.message).collect()
}

/// One line a case: how many findings a body has.
fn counts(rule: &str, cases: &[(usize, &str)]) {
    for (want, body) in cases {
        let found = messages(rule, body);
        assert_eq!(found.len(), *want, "{rule}: {body}\n{found:?}");
    }
}

fn table(heads: &str, rows: &[&str]) -> String {
    let columns = heads.matches('|').count() + 1;
    let rows: String = rows.iter().map(|row| format!("| {row} |\n")).collect();
    format!("| {heads} |\n|{}\n{rows}", "---|".repeat(columns))
}

#[test]
fn columns_of_tables_that_are_not_listed_as_a_whole_are_unknown() {
    let sql = |code: &str| format!("## Data Model\n\n```sql\n{code}\n```");
    let table = "CREATE TABLE a (id INT, b TEXT);";
    let cases = [
        (1, format!("{table} CREATE INDEX i ON a (c);")),
        (1, format!("{table} INSERT INTO a (id, c) VALUES (1, 2);")),
        (1, format!("{table} COMMENT ON COLUMN a.c IS 'x';")),
        (1, format!("{table} ALTER TABLE a DROP COLUMN c;")),
        (1, format!("{table} CREATE TABLE d (a_id INT REFERENCES a (c));")),
        (0, format!("{table} CREATE INDEX i ON a (B, \"id\");")),
        (0, format!("{table} ALTER TABLE a RENAME COLUMN b TO c; CREATE INDEX i ON a (c);")),
        (0, format!("{table} CREATE INDEX i ON other (c);")),
        (0, format!("{table} CREATE INDEX i ON a (rowid);")),
        (0, "CREATE TABLE a (id INT, ...); CREATE INDEX i ON a (c);".to_owned()),
        (0, "CREATE TABLE a (LIKE b, d INT); CREATE INDEX i ON a (c);".to_owned()),
        (0, "CREATE TABLE a AS SELECT 1; CREATE INDEX i ON a (c);".to_owned()),
    ];
    for (want, code) in cases {
        counts("column-unknown", &[(want, &sql(&code))]);
    }
}

#[test]
fn types_that_are_one_do_not_conflict() {
    for (want, one, other) in [
        (1, "UUID", "BIGINT"),
        (1, "TEXT", "INTEGER"),
        (1, "DATE", "TIMESTAMPTZ"),
        (1, "NUMERIC(8,2)", "REAL"),
        (1, "TEXT[]", "TEXT"),
        (1, "SMALLINT", "BIGINT"),
        (1, "BOOLEAN", "BYTEA"),
        (1, "JSONB", "TIMESTAMP"),
        (1, "TIME", "INTERVAL"),
        (1, "INET", "TEXT"),
        (0, "INT", "SERIAL"),
        (0, "VARCHAR(80)", "TEXT"),
        (0, "TIMESTAMP WITH TIME ZONE", "timestamptz"),
        (0, "DECIMAL(10,2)", "numeric"),
        (0, "my_enum", "TEXT"),
    ] {
        let body = format!(
            "## Data Model\n\n```sql\nCREATE TABLE a (id {one}, b INT);\n```\n\n```sql\nCREATE TABLE a (id {other}, b INT);\n```"
        );
        counts("column-conflict", &[(want, &body)]);
    }
}

#[test]
fn migrations_in_any_naming() {
    let list = |names: &[&str]| {
        let items: String = names.iter().map(|name| format!("- `{name}`: does it\n")).collect();
        format!("## Migrations\n\n{items}")
    };
    for (want, names) in [
        (1, &["V1__a.sql", "V3__b.sql"][..]),
        (1, &["db/001_a.sql", "db/001_b.sql"]),
        (1, &["002_a.sql", "001_b.sql", "003_c.sql"]),
        (1, &["20260214093000_b.sql", "20260101120000_a.sql", "20260301000000_c.sql"]),
        (0, &["003_c.sql", "002_b.sql", "001_a.sql"]),
        (0, &["001_a.up.sql", "001_a.down.sql", "002_b.sql"]),
        (0, &["001_a.sql", "001_a.sql", "002_b.sql"]),
        (0, &["20260101120000_a.sql", "20260214093000_b.sql"]),
        (0, &["a.sql", "1.2_b.sql", "3d.sql"]),
    ] {
        counts("migration-order", &[(want, &list(names))]);
    }
}

#[test]
fn phases_and_steps_in_any_form() {
    let headings = |names: &[&str]| {
        let all: String = names.iter().map(|name| format!("### {name}\n\n- [ ] Work\n\n")).collect();
        format!("## Implementation Phases\n\n{all}")
    };
    for (want, names) in [
        (1, &["Phase 1: A", "Phase 1: B"][..]),
        (1, &["Phase 2: A", "Phase 1: B"]),
        (0, &["Phase 1: A", "Phase 1.5: B", "Phase 2: C"]),
        (0, &["Phase 1a: A", "Phase 1b: B"]),
        (0, &["Phase 1-2: A", "Phase 2: B"]),
        (0, &["Phase 1 and 2: A", "Phase 2: B"]),
        (0, &["Phase 1: A", "Phase 1 - re-check", "Phase 2: B"]),
    ] {
        counts("phase-number", &[(want, &headings(names))]);
    }
    let rows = |rows: &[&str]| format!("## Implementation Phases\n\n{}", table("Phase | Goal", rows));
    counts("phase-number", &[(1, &rows(&["1 | A", "2 | B", "2 | C"])), (0, &rows(&["1 | A", "2 | B"]))]);
    let steps = "## Implementation Order\n\n- **Step 1:** a\n- **Step 2:** b\n- **Step 2:** c\n";
    counts("phase-number", &[(1, steps)]);
}

#[test]
fn shares_of_a_rollout_and_other_percentages() {
    let stages = |stages: &[&str]| {
        let all: String =
            stages.iter().enumerate().map(|(i, s)| format!("{}. **Stage {i}**: {s}\n", i + 1)).collect();
        format!("## Rollout\n\n{all}")
    };
    for (want, text) in [
        (1, &["10% of users", "5% of users", "100% of users"][..]),
        (1, &["10% of users", "50% of users"]),
        (1, &["10% of users", "200% of users"]),
        (0, &["10% of users", "100% of users"]),
        (0, &["10% of users, errors < 1%", "100% of users, CPU below 80%"]),
        (0, &["5% → 25% → 100%"]),
        (0, &["10% of users", "everybody"]),
        (0, &["10% of users"]),
    ] {
        counts("rollout-order", &[(want, &stages(text))]);
    }
}

#[test]
fn estimates_that_may_be_right_are_left_alone() {
    let plan = |durations: &[&str], estimate: &str| {
        let rows: Vec<String> =
            durations.iter().enumerate().map(|(i, d)| format!("Phase {} | Goal | {d}", i + 1)).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let phases = table("Phase | Goal | Duration", &rows);
        format!("## Implementation Phases\n\n{phases}\n\n## Estimated Effort\n\n{estimate}\n")
    };
    for (want, durations, estimate) in [
        (1, &["2 weeks", "2 weeks"][..], "6 weeks"),
        (1, &["2 weeks", "2 weeks"], "2 weeks"),
        (1, &["3 days", "2 days"], "3 weeks"),
        (0, &["2 weeks", "2 weeks"], "4 weeks"),
        (0, &["2 weeks", "2 weeks"], "1 month"),
        (0, &["2 weeks", "2-4 weeks"], "6 weeks"),
        (0, &["2 weeks", "TBD"], "6 weeks"),
        (0, &["2 weeks", "2 weeks"], "6 weeks, with a buffer"),
        (0, &["2 weeks", "2 weeks"], "3 days of design, 6 weeks of work"),
        (0, &["Week 1", "Week 2-3"], "6 weeks"),
        (0, &["2 weeks"], "6 weeks"),
    ] {
        counts("estimate-sum", &[(want, &plan(durations, estimate))]);
    }
}

#[test]
fn versions_of_the_history() {
    let plan = |version: &str, rows: &[&str]| {
        format!(
            "**Version**: {version}\n\n## Change History\n\n{}",
            table("Version | Date | Author | Summary", rows)
        )
    };
    for (want, version, rows) in [
        (1, "1.0", &["1.0 | 2026-01-01 | Mia | x", "1.1 | 2026-01-02 | Mia | y"][..]),
        (1, "2.0", &["1.0 | 2026-01-01 | Mia | x"]),
        (1, "1.0", &["1.0 | 2026-01-01 | Mia | Draft"]),
        (0, "v1.1", &["1.0 | 2026-01-01 | Mia | x", "1.1.0 | 2026-01-02 | Mia | y"]),
        (0, "1.1-rc1", &["1.1 | 2026-01-02 | Mia | Approved"]),
        (0, "1.0", &["1.0 | 2026-01-01 | Mia | Complete"]),
        (0, "final", &["1.0 | 2026-01-01 | Mia | x"]),
        (0, "1.0", &["first | 2026-01-01 | Mia | x"]),
        (0, "1.0", &["2.0 | 2026-01-01 | Mia | x", "2.0 | 2026-01-02 | Mia | y"]),
    ] {
        counts("history-conflict", &[(want, &plan(version, rows))]);
    }
}

#[test]
fn statuses_that_say_what_they_are() {
    let purpose = |text: &str| {
        format!(
            "## API Endpoints\n\n{}",
            table("Method | Endpoint | Purpose", &[&format!("GET | /a | {text}")])
        )
    };
    for (want, text) in [
        (1, "answers HTTP 299"),
        (1, "status code 600"),
        (1, "status: `042`"),
        (0, "answers HTTP 418"),
        (0, "HTTP 2.0 and HTTP/1.1"),
        (0, "status 1000"),
        (0, "waits 299 ms"),
        (0, "499 rows"),
        (0, "unstatus 299"),
    ] {
        counts("status-code-invalid", &[(want, &purpose(text))]);
    }
}

#[test]
fn nothing_said_is_nothing_wrong() {
    let body = "## Components\n\n| Component | Purpose |\n|---|---|\n|  |  |\n| - | N/A |\n| - | N/A |\n\n\
        ## API Endpoints\n\n| Method | Endpoint | Purpose |\n|---|---|---|\n|  |  |  |\n| - | - | - |\n| - | - | - |\n\n\
        ## Risks\n\n| Risk | Impact |\n|---|---|\n|  |  |\n| None | - |\n| None | - |\n\n\
        ## Success Metrics\n\n| Metric | Target |\n|---|---|\n| - | - |\n| TBD | TBD |\n| TBD | 5 |\n";
    for rule in planc_lint::rules().filter(|r| {
        ["component", "endpoint", "risk", "value", "table", "column", "phase"]
            .iter()
            .any(|w| r.name.starts_with(w))
            && r.family == planc_lint::Family::Consistency
    }) {
        assert_eq!(messages(rule.name, body), Vec::<String>::new(), "{}", rule.name);
    }
}
