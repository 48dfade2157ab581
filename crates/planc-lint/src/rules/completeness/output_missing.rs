use crate::owed::{is_placeholder, lacking};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Field;

pub static RULE: Rule = Rule {
    name: "output-missing",
    summary: "a step has no outputs, though the plan gives them for others",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("output_missing.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let steps = cx.plan.steps.as_deref().unwrap_or_default();
    let found = lacking(cx, steps, ("steps", Field::Outputs), |s| Some(s.text.span), |s| s.outputs.as_ref());
    for step in found.into_iter().filter(|s| !is_placeholder(&s.text.value)) {
        let message = format!("nothing says what comes of the step {}", quoted(&step.text.value));
        out.push(
            out.diagnostic(step.text.span, message)
                .help("name its outputs, as the other steps do: `(Expected outputs: …, Owner: …)`"),
        );
    }
}
