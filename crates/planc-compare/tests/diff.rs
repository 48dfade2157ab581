//! What is said of changes: a plan, what is written instead, and the changes in a line each.
#![allow(clippy::unwrap_used)]

use planc_compare::diff::{Action, Change, Subject, diff};
use planc_dialect::Library;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

fn subject(text: &str) -> Subject {
    let tree = planc_syntax::parse(text);
    let fit = LIBRARY.fit(&tree);
    Subject::new(&tree, &planc_model::read(&tree, &fit, &LIBRARY, "plan.md").plan, LIBRARY.vocabulary())
}

const PLAN: &str = r#"# Technical Plan: Sessions

**Status:** Draft

## Objective

Sessions last a day.

## Components

| Component | Change | Responsibility | Location |
|---|---|---|---|
| Token Issuer | New | Signs a token for every session of a user | src/issuer.rs |
| Session Store | Modified | Keeps the sessions and forgets them after a day | src/store.rs |

## Data Model

```sql
CREATE TABLE sessions (
  id UUID PRIMARY KEY,
  user_id BIGINT NOT NULL,
  note VARCHAR(200)
);
CREATE INDEX sessions_user ON sessions (user_id);
```

## API Endpoints

### POST /api/v1/sessions

Opens a session for a user who knows the password.

**Request:**

```json
{"name": "a", "password": "b"}
```

**Response 201:**

```json
{"token": "x", "expires_in": 86400}
```

### DELETE /api/v1/sessions/{id}

Closes a session.

## Implementation Phases

### Phase 1: Store

- [ ] Write the migration
- [ ] Write the store

### Phase 2: Issuer

- [ ] Write the issuer

## Implementation Steps

1. Build the store
2. Build the issuer
3. Ship both of them

## Testing Strategy

### Unit Tests

- The store forgets old sessions
- The issuer refuses wrong passwords

Coverage target: 90%

## Performance

### Performance Budgets

- Login: < 200 ms

## Requirements

- FR-001: Users open sessions
- FR-002: Users close sessions

## Rollback Plan

1. Turn the flag off
2. Drop the table

## Risks

| Risk | Impact | Mitigation |
|---|---|---|
| Keys are stolen by somebody | High | Rotate the keys every month |
| The clock of a server is wrong | Low | Watch the clocks of all servers |
"#;

fn told(change: &Change) -> String {
    let action = match change.action {
        Action::Added => "+",
        Action::Removed => "-",
        Action::Changed => "~",
        Action::Renamed => "=",
        Action::Moved => "^",
    };
    let was = change.was.as_ref().map_or(String::new(), |was| format!("{was} -> "));
    let details = change.details.iter().map(|d| format!(" [{}]", d.key)).collect::<String>();
    let breaking = change.breaking.iter().map(|r| format!(" !{r}")).collect::<String>();
    format!("{action} {} {was}{}{details}{breaking}", change.kind, change.name)
}

/// Each pair: what stands in the plan, and what stands there instead.
#[track_caller]
fn check(edits: &[(&str, &str)], want: &[&str]) {
    let mut text = PLAN.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let (old, new) = (subject(PLAN), subject(&text));
    let changes = diff(&old, &new);
    assert_eq!(changes.iter().map(told).collect::<Vec<_>>(), want, "{edits:?}");
    assert_eq!(changes.is_empty(), old.digest() == new.digest());
    // What is new the other way round is gone.
    let back = diff(&new, &old);
    let count = |changes: &[Change], action| changes.iter().filter(|c| c.action == action).count();
    assert_eq!(count(&changes, Action::Added), count(&back, Action::Removed));
    assert_eq!(count(&changes, Action::Removed), count(&back, Action::Added));
    assert_eq!(count(&changes, Action::Renamed), count(&back, Action::Renamed));
}

#[test]
fn what_is_written_otherwise_is_no_change() {
    check(&[], &[]);
    check(&[("**Status:** Draft", "**Status:** Approved")], &[]);
    check(&[("Sessions last a day.", "Sessions\nlast a day.")], &[]);
    let linked = PLAN.replace("Sessions last a day.", "Sessions [last](#6-risks) a day.");
    compare(&linked, &[("(#6-risks)", "(#risks)")], &[]);
    compare(&linked, &[("[last](#6-risks)", "last")], &["~ objective  []"]);
    check(&[("- [ ] Write the store", "* [x] Write the store")], &[]);
    check(
        &[(
            "| Risk | Impact | Mitigation |\n|---|---|---|",
            "| Risk   | Impact | Mitigation |\n|:--|--:|---|",
        )],
        &[],
    );
    let row = "| Keys are stolen by somebody | High | Rotate the keys every month |\n";
    check(&[(row, ""), ("all servers |\n", &format!("all servers |\n{row}"))], &[]);
    check(&[("  id UUID PRIMARY KEY,", "  id   UUID PRIMARY KEY, ")], &["~ value data_model.ddl[0] []"]);
}

#[test]
fn things_come_and_go_and_change() {
    check(&[("a day.", "a week.")], &["~ objective  []"]);
    check(&[("# Technical Plan: Sessions", "# Technical Plan: Logins")], &["~ title  []"]);
    check(
        &[("forgets them after a day", "forgets them after a week")],
        &["~ component Session Store [purpose]"],
    );
    check(
        &[(
            "| Session Store | Modified | Keeps the sessions and forgets them after a day | src/store.rs |\n",
            "",
        )],
        &["- component Session Store !the component is gone"],
    );
    check(&[("| Session Store |", "| Login Memory |")], &["= component Session Store -> Login Memory"]);
    check(
        &[("| Session Store | Modified |", "| Session Store | Removed |")],
        &["~ component Session Store [change] !the component is to be removed"],
    );
    check(&[("| High |", "| Medium |")], &["~ risk Keys are stolen by somebody [impact]"]);
    check(
        &[("- [ ] Write the store", "- [ ] Write the store\n- [ ] Write the docs")],
        &["+ task Store: Write the docs"],
    );
    check(
        &[("- [ ] Write the issuer", "- [ ] Write the big issuer")],
        &["~ task Issuer: Write the big issuer [text]"],
    );
    check(
        &[(
            "| Impact | Mitigation |\n|---|---|---|",
            "| Impact | Mitigation |\n|---|---|---|\n| Users do not like it | Low | Ask them |",
        )],
        &["+ risk Users do not like it"],
    );
    check(
        &[("1. Build the store\n2. Build the issuer", "1. Build the issuer\n2. Build the store")],
        &["^ step Build the issuer"],
    );
    check(
        &[
            ("1. Build the store\n", "1. Plan it well\n2. Build the store\n"),
            ("2. Build the i", "3. Build the i"),
            ("3. Ship", "4. Ship"),
        ],
        &["+ step Plan it well"],
    );
}

#[test]
fn what_breaks_comes_first() {
    check(
        &[
            ("Sessions last a day.", "Sessions last a week."),
            ("### DELETE /api/v1/sessions/{id}\n\nCloses a session.\n\n", ""),
        ],
        &["- endpoint DELETE /api/v1/sessions/{id} !the endpoint is gone", "~ objective  []"],
    );
    check(&[("sessions/{id}", "sessions/:session")], &["~ endpoint DELETE /api/v1/sessions/:session [path]"]);
    check(
        &[("### POST /api/v1/sessions", "### POST /api/v2/sessions")],
        &[
            "= endpoint POST /api/v1/sessions -> POST /api/v2/sessions !`POST /api/v1/sessions` is not answered any more",
        ],
    );
    check(
        &[("**Response 201:**", "**Response 200:**")],
        &["~ endpoint POST /api/v1/sessions [responses 200 status] !it does not answer 201 any more"],
    );
    check(
        &[("\"x\", \"expires_in\": 86400", "\"x\"")],
        &["~ endpoint POST /api/v1/sessions [responses 201 body] !its answer 201 lacks `expires_in`"],
    );
    check(&[(",\n  note VARCHAR(200)", "")], &["- column sessions.note !the column is dropped"]);
    check(
        &[("VARCHAR(200)", "VARCHAR(100)")],
        &["~ column sessions.note [type] !the type is narrowed from VARCHAR(200) to VARCHAR(100)"],
    );
    check(&[("VARCHAR(200)", "TEXT")], &["~ column sessions.note [type]"]);
    check(
        &[("VARCHAR(200)", "VARCHAR(200) NOT NULL")],
        &["~ column sessions.note [rules] !NOT NULL without a default: rows that are there have no value"],
    );
    check(&[("VARCHAR(200)", "VARCHAR(200) NOT NULL DEFAULT ''")], &["~ column sessions.note [rules]"]);
    check(&[("  note VARCHAR(200)", "  note VARCHAR(200),\n  seen BOOL")], &["+ column sessions.seen"]);
    check(
        &[("  note VARCHAR(200)", "  remark VARCHAR(200)")],
        &["= column sessions.note -> sessions.remark !the column has another name"],
    );
    check(
        &[("CREATE INDEX sessions_user ON sessions (user_id);\n", "")],
        &["- statement CREATE INDEX sessions_user ON sessions(user_id)"],
    );
    check(
        &[(
            "CREATE INDEX sessions_user ON sessions (user_id);\n",
            "CREATE INDEX sessions_user ON sessions (user_id);\nALTER TABLE users DROP COLUMN token;\n",
        )],
        &["+ statement ALTER TABLE users DROP COLUMN token !it drops the column `users.token`"],
    );
    check(&[("90%", "80%")], &["~ coverage overall [] !coverage is lowered from 90 % to 80 %"]);
    check(&[("90%", "95%")], &["~ coverage overall []"]);
    check(
        &[("< 200 ms", "< 1 s")],
        &["~ budget Login [limit] !the limit is loosened from < 200 ms to < 1 s"],
    );
    check(&[("< 200 ms", "< 100 ms")], &["~ budget Login [limit]"]);
    check(
        &[("- FR-002: Users close sessions\n", "")],
        &["- requirement FR-002 !the requirement is not served any more"],
    );
    check(
        &[("- The store forgets old sessions\n", "")],
        &["- test The store forgets old sessions !the test is gone"],
    );
    check(
        &[("## Rollback Plan\n\n1. Turn the flag off\n2. Drop the table\n\n", "")],
        &[
            "- rollback step Turn the flag off !there is no way back any more",
            "- rollback step Drop the table",
        ],
    );
    check(&[("2. Drop the table\n", "")], &["- rollback step Drop the table"]);
}

/// The same with the text of a plan of its own.
#[track_caller]
fn compare(text: &str, edits: &[(&str, &str)], want: &[&str]) {
    let mut changed = text.to_owned();
    for (from, to) in edits {
        assert!(changed.contains(from), "{from}");
        changed = changed.replacen(from, to, 1);
    }
    let (old, new) = (subject(text), subject(&changed));
    let changes = diff(&old, &new);
    assert_eq!(changes.iter().map(told).collect::<Vec<_>>(), want, "{edits:?}");
    assert_eq!(changes.is_empty(), old.digest() == new.digest());
}

#[test]
fn columns_in_markdown_are_columns() {
    let text = "# Technical Plan: Sessions\n\n**Status:** Draft\n\n## Data Model\n\nSessions have users.\n\n\
        **sessions**\n\n| Column | Type | Rules |\n|---|---|---|\n| id | UUID | key |\n\
        | note | VARCHAR(200) | |\n| user_id | BIGINT | FK |\n\nThat is all.\n\n### `users` table\n\n\
        | Field | Type | Description |\n|---|---|---|\n| `id` | BIGINT | Who |\n| name | TEXT | What others call them |\n\n\
        ## Risks\n\n- None\n";
    compare(text, &[("| id | UUID | key |", "|id|UUID|key|")], &[]);
    compare(text, &[("| note | VARCHAR(200) | |\n", "")], &["- column sessions.note !the column is dropped"]);
    compare(
        text,
        &[("| note | VARCHAR(200) | |\n", "| note | VARCHAR(200) | |\n| seen | BOOL | |\n")],
        &["+ column sessions.seen"],
    );
    compare(
        text,
        &[("VARCHAR(200)", "VARCHAR(100)")],
        &["~ column sessions.note [type] !the type is narrowed from VARCHAR(200) to VARCHAR(100)"],
    );
    compare(text, &[("What others", "Whatever others")], &["~ column users.name [description]"]);
    compare(
        text,
        &[("BIGINT | FK |", "BIGINT | NOT NULL |")],
        &["~ column sessions.user_id [rules] !NOT NULL without a default: rows that are there have no value"],
    );
    compare(text, &[("That is all.", "That is it.")], &["~ data model description []"]);
    compare(
        text,
        &[(
            "### `users` table\n\n| Field | Type | Description |\n|---|---|---|\n| `id` | BIGINT | Who |\n| name | TEXT | What others call them |\n\n",
            "",
        )],
        &["- table users !the table is dropped"],
    );
    // What SQL says is said there; the table that repeats it is prose.
    let both =
        text.replace("That is all.", "```sql\nCREATE TABLE sessions (id UUID, note VARCHAR(200));\n```");
    compare(
        &both,
        &[("note VARCHAR(200))", "note VARCHAR(100))"), ("| note | VARCHAR(200)", "| note | VARCHAR(100)")],
        &[
            "~ column sessions.note [type] !the type is narrowed from VARCHAR(200) to VARCHAR(100)",
            "~ data model description []",
        ],
    );
}

#[test]
fn dialects_may_differ() {
    let bullets = "# Plan: Sessions\n\n## Risks\n\n- **Risk**: Keys are stolen\n  - **Impact**: High\n  - **Mitigation**: Rotate\n";
    let table = "# Technical Plan: Sessions\n\n## 6. Risks & Mitigations\n\n| Risk | Impact | Mitigation |\n|---|---|---|\n| Keys are stolen | High | Rotate |\n";
    let (one, other) = (subject(bullets), subject(table));
    assert_eq!(diff(&one, &other), vec![]);
    assert_eq!(one.digest(), other.digest());
}

#[test]
fn places_are_told() {
    let new = PLAN
        .replace("| Session Store |", "\n| Session Store |")
        .replace("\n| Session Store |", "| Session Store |");
    assert_eq!(diff(&subject(PLAN), &subject(&new)), vec![]);
    let new = PLAN.replace("| Low |", "| Medium |");
    let changes = diff(&subject(PLAN), &subject(&new));
    let place = changes[0].new.as_ref().unwrap();
    assert_eq!(place.path, "risks[1]");
    assert!(new.lines().nth(place.line.unwrap() - 1).unwrap().contains("Medium"));
}
