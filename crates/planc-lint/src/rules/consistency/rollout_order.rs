use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "rollout-order",
    summary: "the shares of a rollout fall, pass 100 %, or stop before it",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("rollout_order.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(stages) = cx.plan.deployment.as_ref().and_then(|d| d.rollout.as_deref()) else { return };
    let mut shares: Vec<(f64, Span, usize)> = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let found = stage.percent.iter().flatten().filter(|p| is_share(cx.tree.text, p.span));
        let found = found.filter_map(|p| Some((p.value.get()?, p.span, index)));
        // A stage that goes through several shares names them in a row; else only its first one is its own.
        let found: Vec<_> = found.collect();
        let rises = found.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let own = if rises { found.len() } else { found.len().min(1) };
        shares.extend_from_slice(&found[..own]);
    }
    shares.sort_by_key(|(_, span, _)| *span);
    for (share, span, _) in &shares {
        if *share > 100.0 {
            out.push(
                out.diagnostic(*span, format!("nothing can be rolled out to {}", quoted(cx.tree.str(*span))))
                    .help("a share lies between 0 % and 100 %"),
            );
        }
    }
    for pair in shares.windows(2) {
        let [(before, first, one), (after, later, other)] = pair else { continue };
        if after < before && one != other && *before <= 100.0 {
            let message = format!(
                "the rollout goes back: {} behind {}",
                quoted(cx.tree.str(*later)),
                quoted(cx.tree.str(*first))
            );
            out.push(
                out.diagnostic(*later, message)
                    .label(*first, "a larger share")
                    .help("put the stages in order, from the smallest share to 100 %"),
            );
        }
    }
    let rises = shares.windows(2).all(|pair| pair[0].0 <= pair[1].0);
    if let [_, .., (share, span, stage)] = shares[..]
        && rises
        && share < 100.0
        && stage + 1 == stages.len()
    {
        out.push(
            out.diagnostic(span, format!("the rollout stops at {}", quoted(cx.tree.str(span))))
                .help("add the stage in which everybody gets it, or say why some never do"),
        );
    }
}

/// Whether a percentage is a share of users, not a limit for errors or load.
fn is_share(text: &str, span: Span) -> bool {
    let before = text[..span.start()].trim_end_matches([' ', '~', '*', '`']);
    let limited = before.ends_with(['<', '>', '≤', '≥', '=', '+', '-', '−'])
        && !before.ends_with("->")
        && !before.ends_with("=>");
    let line = before.rsplit(['\n', '.', ';', ',', '|']).next().unwrap_or("").to_lowercase();
    const BEFORE: &[&str] = &[
        "error", "latency", "rate", "cpu", "memory", "success", "fail", "above", "below", "exceed", "under",
        "over", "least", "than", "availab", "uptime", "alert", "coverage", "within", "increase", "decrease",
        "drop", "p95", "p99",
    ];
    let after = text[span.end()..].trim_start_matches(['%', '％', ' ', '*', '`']);
    let after = after.split(['\n', '.', ';', ',', '|', '→']).next().unwrap_or("").to_lowercase();
    let after: String = after.chars().take(12).collect();
    const AFTER: &[&str] = &[
        "error",
        "fail",
        "cpu",
        "memory",
        "success",
        "latency",
        "slower",
        "faster",
        "increase",
        "decrease",
        "drop",
        "coverage",
        "uptime",
        "availab",
        "regression",
        "loss",
    ];
    !limited
        && !BEFORE.iter().any(|word| line.contains(word))
        && !AFTER.iter().any(|word| after.contains(word))
}
