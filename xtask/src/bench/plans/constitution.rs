use super::page::Page;
use super::words;

/// A plan under a constitution: compliance, flows, contracts, state, migrations and rollout.
pub fn write(page: &mut Page) {
    let status = page.one(&["Draft", "Review", "Approved"]);
    let date = page.date(0);
    page.line(&format!("# Technical Plan: {:03}-{}\n", page.topic.number, page.topic.title));
    page.line(&format!("> **Spec Reference**: [spec.md](./spec.md)\n> **Status**: {status}\n> **Author**: {{p}}\n> **Created**: {date}\n\n---"));
    page.heading("## Constitution Compliance");
    page.line("| Article | Status | Notes |\n|---------|--------|-------|");
    for article in ARTICLES {
        let phrase = page.phrase();
        page.line(&format!("| {article} | [x] Compliant | {phrase} |"));
    }
    page.line("\n---");
    page.heading("## Architecture Overview");
    page.line("### High-Level Design\n");
    page.boxes();
    page.line("\n### Component Breakdown\n");
    page.table(&["Component", "Responsibility", "Technology"], 5, &mut |page, n| {
        vec![page.component(n).to_owned(), page.phrase(), "{t}".into()]
    });
    page.line("\n---");
    page.heading("## Data Flow");
    page.line("### Primary Flow: Create a {r}\n\n```");
    for n in 1..=page.some(4, 7) {
        page.line(&format!("{n}. {{c}} → stores the {{r}} in {{t}}"));
    }
    page.line(
        "```\n\n### Error Flow\n\n```\n1. {c} → answers with status {n}\n2. {c} → parks the {r}\n```\n\n---",
    );
    page.heading("## API Contracts");
    for (method, end, purpose) in super::ENDPOINTS.iter().take(page.some(2, 4)) {
        page.line(&format!("### Endpoint: {purpose}\n"));
        let path = format!("/api/v1/{}s{end}", page.topic.thing);
        page.contract(method, &path);
        page.gap();
    }
    page.line("---");
    page.heading("## State Management");
    page.line("### Frontend State\n\n| State | Location | Persistence |\n|-------|----------|-------------|");
    page.line("| Open {r} | `store/{r}.ts` | session |\n| Filters | address | none |\n");
    page.line("### Backend State\n\n| State | Storage | TTL |\n|-------|---------|-----|\n| {r} | {t} | {n} days |\n| locks | {t} | {n} s |\n\n---");
    page.heading("## Security Considerations");
    page.line("### Authentication\n\n- Method: OAuth 2.0 access tokens\n- Token storage: memory\n- Session duration: {n} minutes\n");
    page.line("### Authorization\n\n| Resource | Read | Write | Delete |\n|----------|------|-------|--------|\n| {r} | all | owner | admin |\n");
    page.line("### Data Protection\n\n- Encryption at rest: AES-256\n- Encryption in transit: TLS 1.3\n- PII handling: erased after {n} days\n\n---");
    page.heading("## Performance Strategy");
    page.line(
        "### Caching\n\n| Cache | Strategy | TTL | Invalidation |\n|-------|----------|-----|--------------|",
    );
    page.line("| {r} | read-through | {n} s | `{r}.changed` |\n\n### Optimization\n");
    for key in ["Database", "Frontend", "API"] {
        let phrase = page.phrase();
        page.line(&format!("- {key}: {phrase}"));
    }
    page.line("\n---");
    page.heading("## Testing Strategy");
    page.line("### Unit Tests\n");
    page.table(&["Component", "Coverage Target", "Framework"], 3, &mut |page, n| {
        vec![page.component(n).to_owned(), format!("{}%", page.rng.between(75, 99)), "{t}".into()]
    });
    page.line("\n### Integration Tests\n\n| Flow | Test Type | Environment |\n|------|-----------|-------------|\n| Create a {r} | contract | staging |\n");
    page.line("### E2E Tests\n\n| Scenario | Tool | Frequency |\n|----------|------|-----------|\n| A {r} appears within {n} s | browser | nightly |\n\n---");
    page.heading("## Migration Plan");
    page.line("### Database Migrations\n");
    let tables = page.some(1, 2);
    page.sql(tables);
    page.line("\n### Rollback Plan\n\n```sql\n-- Rollback: {r}\nDROP TABLE {r}s CASCADE;\n```\n\n---");
    page.heading("## Deployment Strategy");
    page.line("### Environments\n\n| Environment | URL | Purpose |\n|-------------|-----|---------|\n| Staging | https://staging.example.com | Integration testing |");
    page.line("| Production | https://app.example.com | Live traffic |\n\n### Rollout Plan\n");
    page.numbered(4, words::TASKS);
    page.line("\n---");
    page.heading("## Monitoring & Observability");
    page.line("### Metrics\n\n| Metric | Alert Threshold | Action |\n|--------|-----------------|--------|\n| `{m}` | > {n} ms | page the on-call engineer |\n| `{m}` | > {n} | open a ticket |\n");
    page.line("### Logging\n\n| Log Level | Retention | Storage |\n|-----------|-----------|---------|\n| Error | {n} days | {t} |\n\n---");
    page.heading("## Related Documents");
    page.line("- [Data Model](./data-model.md)\n- [Task Breakdown](./tasks.md)\n\n---\n");
    let sentences = page.some(4, 9);
    page.paragraph(sentences);
    page.line("\n*Technical plan follows SDD methodology. Implementation begins only after approval.*");
}

const ARTICLES: &[&str] = &[
    "I. Library-First",
    "II. CLI Interface",
    "III. Test-First",
    "IV. Specification Authority",
    "V. Uncertainty Marking",
    "VI. Simplicity Gate",
    "VII. Integration Testing",
];
