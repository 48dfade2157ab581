use super::page::Page;
use super::words;

/// A short living plan in phases with decisions, risks, rollout and a changelog.
pub fn write(page: &mut Page) {
    let status = page.one(&["Draft", "In Progress", "In Progress", "Complete"]);
    let done = status == "Complete";
    let date = page.date(1);
    page.line(&format!("# Implementation Plan: {}\n", page.topic.title));
    page.line(&format!("**Spec**: [spec.md](spec.md)\n**Status**: {status}\n**Last Updated**: {date}"));
    page.heading("## Approach Summary");
    for _ in 0..page.some(1, 3) {
        let sentences = page.some(4, 7);
        page.paragraph(sentences);
        page.gap();
    }
    page.reference();
    page.heading("## Architecture");
    page.line("### Components\n");
    page.table(&["Component", "Purpose", "New/Modified"], 5, &mut |page, n| {
        vec![page.component(n).to_owned(), page.phrase(), page.one(&["New", "Modified"]).to_owned()]
    });
    page.line("\n### Data Model\n");
    page.paragraph(3);
    page.gap();
    let tables = page.some(1, 3);
    page.sql(tables);
    page.line("\n### API Design\n\n```");
    for (method, end, _) in super::ENDPOINTS {
        page.line(&format!("{method} /api/{{r}}s{end}"));
    }
    page.line("```\n\n### System Diagram\n");
    page.boxes();
    page.heading("## Implementation Phases");
    for n in 1..=page.some(3, 6) {
        let name = page.one(&["Groundwork", "Reading", "Writing", "Hand-over", "Import", "Clean-up"]);
        page.line(&format!("### Phase {n}: {name}\n"));
        page.write("**Goal**: ");
        page.paragraph(1);
        page.gap();
        let (count, open) = (page.some(3, 6), n > 2);
        page.bullets(count, if done || !open { "- [x] " } else { "- [ ] " }, words::TASKS);
        page.gap();
    }
    page.line("## Technical Decisions\n");
    let rows = page.some(3, 6);
    page.table(&["Decision", "Choice", "Rationale"], rows, &mut |page, _| {
        let (what, choice, why) = *page.rng.pick(words::DECISIONS);
        [what, choice, why].map(str::to_owned).into()
    });
    page.heading("## Risks and Mitigations");
    page.risks(&["Risk", "Impact", "Likelihood", "Mitigation"], false);
    page.heading("## Testing Strategy");
    for heading in ["Unit Tests", "Integration Tests", "End-to-End Tests"] {
        page.line(&format!("### {heading}\n"));
        let count = page.some(2, 5);
        page.bullets(count, "- ", words::PHRASES);
        page.gap();
    }
    page.snippet();
    page.heading("## Rollout Plan");
    page.line(
        "1. **Internal**: The team's own customers for {n} days\n2. **Early**: {n} customers who asked",
    );
    page.line("3. **Everybody**: 10% → 50% → 100% within a week");
    page.heading("## Success Metrics");
    page.line("- Lag: below {n} s for a week\n- `{m}`: below {n}\n- Support calls: fewer than {n} a month");
    page.heading("## Changelog");
    for step in 0..page.some(1, 3) {
        let date = page.date(step);
        page.line(&format!("### {date}\n"));
        let count = page.some(2, 4);
        page.bullets(count, "- ", words::TASKS);
        page.gap();
    }
}
