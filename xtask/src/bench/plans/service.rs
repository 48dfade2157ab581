use super::page::Page;
use super::words;

/// A service: components, schema, endpoints, phases, security and operations.
pub fn write(page: &mut Page) {
    let status = page.one(&["Draft", "In Review", "Approved"]);
    let date = page.date(0);
    page.line(&format!("# Technical Plan: {}\n", page.topic.title));
    page.line(&format!("**Version:** 1.0\n**Status:** {status}\n**Author:** {{p}}\n**Date:** {date}"));
    page.line("**Specification:** [the specification](./spec.md)\n\n---");
    page.heading("## Architecture Overview");
    let sentences = page.some(3, 5);
    page.paragraph(sentences);
    page.gap();
    page.boxes();
    page.line("\n---");
    page.heading("## Component Design");
    for n in 0..page.some(2, 4).min(5) {
        component(page, n);
    }
    page.heading("## Data Model");
    page.line("### Schema Changes\n");
    let tables = page.some(1, 3);
    page.sql(tables);
    page.gap();
    page.paragraph(2);
    page.heading("### Migrations");
    page.line("1. `001_create_{r}s.sql`: Create the table and its indexes");
    page.line("2. `002_add_{r}_history.sql`: Add the history");
    page.line("\n---");
    page.heading("## API Design");
    page.line("### Endpoints\n");
    page.line("| Method | Endpoint | Purpose |\n|--------|----------|---------|");
    for (method, end, purpose) in super::ENDPOINTS {
        page.line(&format!("| {method} | /api/v1/{{r}}s{end} | {purpose} |"));
    }
    page.heading("### Request/Response Schemas");
    page.line("See [API Specification](./data-model.md) for detailed schemas.\n\n---");
    page.heading("## Implementation Approach");
    for (n, name) in ["Foundation", "Core Features", "Integration", "Polish"].into_iter().enumerate() {
        page.line(&format!("### Phase {}: {name} ({} weeks)", n + 1, n + 2));
        let count = page.some(2, 4);
        page.numbered(count, words::TASKS);
        page.gap();
    }
    page.line("---");
    tests(page);
    page.line("\n---");
    security(page);
    page.line("\n---");
    page.heading("## Performance Considerations");
    for heading in ["Caching Strategy", "Database Optimization", "Scalability"] {
        page.line(&format!("### {heading}"));
        let count = page.some(1, 3);
        page.bullets(count, "- ", words::PHRASES);
        page.gap();
    }
    page.line("---");
    page.heading("## Monitoring & Observability");
    page.line("### Metrics\n- `{m}`: by state and result\n- `{m}`: as a histogram\n");
    page.line("### Logging\n- Log level: info in production\n- Structured logging format: JSON\n");
    page.line("### Alerts\n- `{m}` above {n} for 5 minutes: page the on-call engineer");
    page.line("- `{m}` above {n}: open a ticket and look at the {c}\n\n---");
    page.heading("## Risk Assessment");
    page.risks(&["Risk", "Impact", "Probability", "Mitigation"], false);
    page.line("\n---");
    page.heading("## Dependencies & Blockers");
    page.line("### Dependencies\n- [x] {t}: available since 2026-05-20\n- [ ] The role `{r}_writer`: requested from {p}\n");
    page.line("### Blockers\n- The supplier's sandbox is not open yet: {p} asks again on 2026-06-15\n\n---");
    page.heading("## Rollback Plan");
    let count = page.some(2, 4);
    page.numbered(count, words::TASKS);
    page.line("\n---");
    page.heading("## Open Questions");
    let count = page.some(1, 3);
    page.bullets(count, "- [ ] ", words::QUESTIONS);
    page.line("\n---");
    page.heading("## Revision History");
    page.line("| Version | Date | Author | Changes |\n|---------|------|--------|---------|");
    page.line(&format!("| 1.0 | {date} | {{p}} | Initial plan |"));
}

fn component(page: &mut Page, n: usize) {
    let name = page.component(n).to_owned();
    page.line(&format!("### Component {}: {name}\n", n + 1));
    page.line("**Purpose:** Keep every {r} in one place.\n\n**Responsibilities:**");
    let count = page.some(2, 4);
    page.bullets(count, "- ", words::PHRASES);
    page.line("\n**Interfaces:**");
    page.snippet();
    page.line("\n**Dependencies:**\n- {t}: stores the state\n- {c}: is told of changes\n\n---\n");
}

fn tests(page: &mut Page) {
    page.heading("## Testing Strategy");
    let coverage = page.rng.between(70, 95);
    page.line(&format!(
        "### Unit Tests\n- Coverage target: >{coverage}%\n- Focus areas: {{c}}, {{c}}, order of states\n"
    ));
    page.line("### Integration Tests\n- API endpoint testing: valid, invalid and unauthorised input\n- Database integration: {t} in a container\n");
    page.line("### E2E Tests\n- Critical user flows: create a {r}, change it, see it within {n} s\n- Cross-browser testing: Chromium, Firefox\n");
    page.line(
        "### Performance Tests\n- Load testing: {n} requests per second for 30 minutes; p95 below {n} ms",
    );
}

fn security(page: &mut Page) {
    page.heading("## Security Considerations");
    page.line("### Authentication");
    page.paragraph(2);
    page.line("\n### Authorization");
    page.paragraph(2);
    page.line("\n### Data Protection\n- [ ] Sensitive data encrypted: address fields with AES-256-GCM");
    page.line("- [ ] PII handling compliant: erased {n} days after the end\n");
    page.line("### Input Validation\n- [ ] All inputs validated: schemas for bodies and parameters");
    page.line("- [ ] SQL injection prevented: only parameterised statements");
}
