use super::page::Page;
use super::words;

/// `PLAN-001: …` with numbered sections, gates and a change history.
pub fn write(page: &mut Page) {
    let (number, status) = (page.topic.number, page.one(&["Draft", "In Review", "Approved", "Approved"]));
    let (created, updated) = (page.date(0), page.date(1));
    page.line(&format!("# PLAN-{number:05}: {}", page.topic.title));
    page.gap();
    page.line(&format!("*   **Status:** {status}"));
    page.line("*   **Author(s):** {p}, {p}");
    page.line(&format!("*   **Created:** {created}"));
    page.line(&format!("*   **Last Updated:** {updated}"));
    page.line(&format!("*   **Related Issue:** #{number}"));
    page.line(&format!("*   **Related SPEC:** [SPEC-{number:05}](./spec.md)"));
    page.line("*   **Related ADRs:** none");
    page.line("\n---");
    page.heading("## 1. Objective");
    page.paragraph(1);
    page.line("\n---");
    page.heading("## 2. Technical Design");
    let sentences = page.some(3, 6);
    page.paragraph(sentences);
    page.gap();
    page.boxes();
    page.heading("### 2.1. System Components & Flow");
    for n in 0..page.some(3, 5) {
        let name = page.component(n).to_owned();
        let change = page.one(&["New", "Modified", "Existing"]);
        page.write(&format!("*   **{name}:** {change}. "));
        page.paragraph(2);
    }
    page.gap();
    page.mermaid();
    page.gap();
    let count = page.some(3, 6);
    page.numbered(count, words::PHRASES);
    page.heading("### 2.2. Data & State Management");
    page.paragraph(3);
    page.gap();
    let tables = page.some(1, 3);
    page.sql(tables);
    page.gap();
    for key in ["Persistence", "Caching", "Concurrency"] {
        page.write(&format!("*   **{key}:** "));
        page.paragraph(1);
    }
    page.heading("### 2.3. Security, Compliance, & Observability");
    for key in ["Authentication", "Authorization", "Secrets management", "Logging", "Metrics"] {
        page.write(&format!("*   **{key}:** "));
        page.paragraph(2);
    }
    page.line("\n---");
    page.heading("## 3. Implementation Plan");
    for step in 1..=page.some(4, 8) {
        let task = *page.rng.pick(words::TASKS);
        page.line(&format!("*   **Step {step}:** {task}. (Expected outputs: `{{f}}`, Owner: {{p}})"));
    }
    page.heading("### 3.1. Dependencies & Preconditions");
    for _ in 0..page.some(2, 4) {
        let status = page.one(&["Ready", "In progress"]);
        page.line(&format!("*   **{{t}}:** Hosts the {{c}}. (Status: {status}, Owner: {{p}})"));
    }
    page.heading("### 3.2. Rollback & Contingency Strategy");
    page.paragraph(2);
    page.gap();
    let count = page.some(2, 4);
    page.numbered(count, words::TASKS);
    page.line("\n---");
    page.heading("## 4. Verification Strategy");
    for key in ["Automated tests", "Manual validation", "Monitoring/alerting updates"] {
        page.write(&format!("*   **{key}:** "));
        page.paragraph(2);
    }
    page.line("*   **Tooling commands:** `just lint`, `just test`, `just bench {r}`");
    page.line("\n---");
    page.heading("## 5. Alternatives & Trade-offs");
    for letter in ["A", "B", "C"] {
        let (way, why) = *page.rng.pick(words::ALTERNATIVES);
        page.line(&format!("*   **Option {letter}:** {way}. (Why rejected: {why}.)"));
    }
    page.line("\n---");
    page.heading("## 6. Risks & Mitigations");
    page.risks(&["Risk", "Likelihood", "Impact", "Mitigation", "Owner"], true);
    page.line("\n---");
    page.heading("## 7. Self-Check");
    page.line("-   Standards applied (`docs/standards/`): s1, s2");
    page.line("-   DRY & Links validated: true");
    page.line("-   Gates executed (`docs/workflows/99-universal-gates.md`): true");
    page.line("\n---");
    page.heading("## 8. Change History");
    page.table(&["Version", "Date", "Author(s)", "Summary", "Reference"], 2, &mut |page, n| {
        vec![
            format!("0.{}", n + 1),
            page.date(n),
            "{p}".into(),
            "Changes to the {c}".into(),
            format!("#{number}"),
        ]
    });
}
