use super::page::Page;
use super::words;

/// A spec-kit plan: technical context, constitution check, project structure.
pub fn write(page: &mut Page) {
    let (slug, number) = (page.topic.slug.clone(), page.topic.number);
    let date = page.date(0);
    page.line(&format!("# Implementation Plan: {}\n", page.topic.title));
    page.line(&format!(
        "**Branch**: `{number:03}-{slug}` | **Date**: {date} | **Spec**: [spec.md](./spec.md)\n"
    ));
    page.line(&format!("**Input**: Feature specification from `/specs/{number:03}-{slug}/spec.md`"));
    page.heading("## Summary");
    for _ in 0..page.some(2, 4) {
        let sentences = page.some(4, 8);
        page.paragraph(sentences);
        page.gap();
    }
    page.line("## Technical Context\n");
    for (key, value) in CONTEXT {
        page.line(&format!("**{key}**: {value}\n"));
    }
    page.line("## Constitution Check\n");
    page.line("*GATE: Must pass before Phase 0 research. Re-check after Phase 1 design.*\n");
    let rows = page.some(4, 7);
    page.table(&["Principle", "Status", "Notes"], rows, &mut |page, n| {
        let principle = ["Library first", "Tests first", "Simplicity", "Observability", "Versioning"][n % 5];
        vec![
            principle.to_owned(),
            page.one(&["✅ Pass", "✅ Pass", "⚠️ Justified"]).to_owned(),
            page.phrase(),
        ]
    });
    page.heading("## Project Structure");
    page.line(&format!("### Documentation (this feature)\n\n```text\nspecs/{number:03}-{slug}/"));
    page.line("├── plan.md              # This file\n├── spec.md              # What is wanted\n├── data-model.md        # Entities and relations\n└── tasks.md             # Tasks made from this plan\n```");
    page.line("\n### Source Code (repository root)\n");
    page.files();
    page.write("\n**Structure Decision**: ");
    page.paragraph(2);
    page.heading("## Phases");
    for (n, name) in ["Research", "Design & Contracts", "Implementation"].into_iter().enumerate() {
        page.line(&format!("### Phase {n}: {name}\n"));
        page.write("**Goal**: ");
        page.paragraph(1);
        page.gap();
        let count = page.some(3, 7);
        page.bullets(count, "- [ ] ", words::TASKS);
        page.gap();
    }
    page.snippet();
    page.gap();
    for _ in 0..page.some(3, 5) {
        let (what, choice, why) = *page.rng.pick(words::DECISIONS);
        page.line(&format!("#### {what}\n\n**Decision**: {choice}\n\n**Rationale**: {why}\n"));
        page.paragraph(2);
        page.gap();
    }
    page.reference();
    page.gap();
    page.mermaid();
    page.heading("## Complexity Tracking");
    page.line("| Violation | Why Needed | Simpler Alternative Rejected Because |\n|-----------|------------|-------------------------------------|");
    for _ in 0..page.some(1, 3) {
        let (way, why) = *page.rng.pick(words::ALTERNATIVES);
        page.line(&format!("| A second store for the {{c}} | {{n}} ms at the median | {way}: {why} |"));
    }
}

const CONTEXT: &[(&str, &str)] = &[
    ("Language/Version", "{t}"),
    ("Primary Dependencies", "{t}, {t}"),
    ("Storage", "{t}"),
    ("Testing", "the language's own runner, contract tests with recorded payloads"),
    ("Target Platform", "Linux server"),
    ("Project Type", "single service"),
    ("Performance Goals", "{n} requests per second, p95 below {n} ms"),
    ("Constraints", "below {n} MB of memory, works offline for {n} minutes"),
    ("Scale/Scope", "{n} customers, {n} screens"),
];
