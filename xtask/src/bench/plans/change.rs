use super::page::Page;
use super::words;

/// A change: approach by area, components, dependencies, errors, tests, rollout and documentation.
pub fn write(page: &mut Page) {
    let number = page.topic.number;
    let status = page.one(&["🤔 Draft", "📋 Planned", "✅ Approved", "🚧 In Progress"]);
    let date = page.date(0);
    page.line(&format!("# Technical Plan: {}\n", page.topic.title));
    page.line(&format!("**Spec**: SPEC-{number:03}  \n**Status**: {status}  \n**Created**: {date}\n\n---"));
    page.heading("## Overview");
    let sentences = page.some(2, 4);
    page.paragraph(sentences);
    page.heading("## Technical Approach");
    for n in 0..page.some(1, 3) {
        let name = page.component(n).to_owned();
        page.write(&format!("### {name}\n\n**Approach**: "));
        page.paragraph(2);
        page.write("\n**Rationale**: ");
        page.paragraph(1);
        page.line("\n**Alternatives Considered**:");
        for letter in ["A", "B"] {
            let (way, why) = *page.rng.pick(words::ALTERNATIVES);
            page.line(&format!("- **Option {letter}**: {way} - {why}"));
        }
        page.gap();
    }
    architecture(page);
    page.heading("## Data Flow");
    page.line("```\n{c} → {c} → {c} → {t}\n                ↓\n             {c}\n```");
    page.heading("## Dependencies");
    page.line("### New Dependencies\n\n**Library/Service**: {t}\n- **Version**: >= {n}.0\n- **Purpose**: Stores every {r}");
    page.line("- **License**: MIT\n- **Alternatives**: {t}\n");
    page.line("### Updated Dependencies\n\n**Library/Service**: {t}\n- **Current Version**: 2.1\n- **New Version**: 3.0");
    page.line("- **Reason**: Needed by the {c}\n- **Breaking Changes**: None for us");
    errors(page);
    tests(page);
    operations(page);
    page.heading("## Timeline and Milestones");
    let count = page.some(4, 7);
    page.bullets(count, "- [ ] ", words::TASKS);
    page.line("\n**Estimated Time**: {n} days");
    page.heading("## Open Questions");
    for n in 1..=page.some(1, 3) {
        let question = *page.rng.pick(words::QUESTIONS);
        page.line(&format!("{n}. **{question}**\n   - **Context**: It decides how the {{c}} works"));
        page.line("   - **Options**: yes, no, later\n   - **Decision needed by**: 2026-07-01");
    }
    page.heading("## Future Enhancements");
    page.line("1. **Export**: Let the customer download every {r}\n2. **Search**: Find a {r} by its label");
    page.heading("## References");
    page.line("- [Specification](./spec.md)\n- [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)\n\n---\n");
    page.line(&format!(
        "**Plan Status**: {status}  \n**Next Steps**: Break into tasks ([tasks.md](tasks.md))"
    ));
}

fn architecture(page: &mut Page) {
    page.heading("## Architecture Changes");
    page.line("### New Components\n");
    for n in 0..page.some(1, 2) {
        let name = page.component(n).to_owned();
        page.line(&format!("**Component Name**: {name}\n- **Purpose**: Keeps every {{r}} in one place\n- **Location**: `{{f}}`"));
        page.line("- **Interfaces**: `get`, `put`, `list`\n- **Dependencies**: {t}, {c}\n");
    }
    let name = page.component(3).to_owned();
    page.line(&format!(
        "### Modified Components\n\n**Component Name**: {name}\n- **Changes**: Reads from the new table"
    ));
    page.line("- **Impact**: The {c} sees a {r} {n} ms earlier\n- **Backwards Compatibility**: Yes - the old answers stay");
}

fn errors(page: &mut Page) {
    page.heading("## Error Handling");
    page.line("### Error Scenarios\n");
    for n in 1..=page.some(2, 4) {
        let name = page.one(&["Stale version", "Supplier is down", "Unreadable payload", "Queue is full"]);
        page.line(&format!("{n}. **{name}**\n   - **Cause**: The {{c}} answers with status {{n}}"));
        page.line("   - **Response**: The {r} is parked\n   - **User Impact**: A note on the page\n   - **Recovery**: Retry after {n} s\n");
    }
    page.line("### Error Format\n");
    page.snippet();
}

fn tests(page: &mut Page) {
    page.heading("## Testing Strategy");
    let coverage = page.rng.between(70, 100);
    for (heading, keys) in [
        ("Unit Tests", ["What to test", "Mocking"]),
        ("Integration Tests", ["What to test", "Setup required"]),
        ("Functional Tests", ["What to test", "Success criteria"]),
    ] {
        page.line(&format!("### {heading}\n\n**Test Category**: {{c}}"));
        for key in keys {
            let phrase = page.phrase();
            page.line(&format!("- **{key}**: {phrase}"));
        }
        page.gap();
    }
    page.line(&format!(
        "### Coverage Target\n\n- **Overall**: {coverage}% minimum\n- **New Code**: 100% coverage"
    ));
    page.heading("## Performance Considerations");
    page.line("### Expected Performance\n\n- **Read a {r}**: < {n} ms\n- **Write a {r}**: < {n} ms\n");
    page.line("### Benchmarks\n\n```\nImport of {n} rows: < {n} seconds\nMemory usage: < {n} MB\n```");
    page.heading("## Security Considerations");
    page.line("### Security Requirements\n\n- **Encryption**: Address fields only\n- **Audit**: Every change has an actor\n");
    page.line("### Threat Model\n");
    let rows = page.some(2, 4);
    page.table(&["Threat", "Impact", "Mitigation"], rows, &mut |page, _| {
        let (risk, mitigation) = *page.rng.pick(words::RISKS);
        vec![risk.to_owned(), page.level().to_owned(), mitigation.to_owned()]
    });
}

fn operations(page: &mut Page) {
    page.heading("## Deployment Considerations");
    page.line("### Local Development\n");
    page.numbered(3, words::TASKS);
    page.line("\n### CI/CD Changes\n");
    page.bullets(2, "- ", words::TASKS);
    page.line("\n### Backwards Compatibility\n\n**Breaking Changes**: No\n\n### Rollback Plan\n");
    page.numbered(3, words::TASKS);
    page.line("\n**Risk Level**: Low");
    page.heading("## Monitoring and Validation");
    page.line("### Success Metrics\n\n- **Lag**: below {n} s for a week\n- **Errors**: below {n} a day\n");
    page.line("### Validation Steps\n");
    page.numbered(3, words::TASKS);
    page.line("\n### Monitoring\n\n- `{m}`\n- `{m}` above {n} for 10 minutes");
    page.heading("## Documentation Updates");
    page.line("### Files to Update\n\n1. **README.md**\n   - The new flag\n   - Everybody asks for it\n");
    page.line("### New Documentation\n\n- **docs/{r}.md**: How a {r} moves through its states");
}
