use crate::words::{is_dropped, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::State;
use planc_model::Text;
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "status-claims",
    summary: "the boxes of the plan tell another story than its status",
    family: Family::Consistency,
    severities: Severities::UNTRUE,
    fixable: false,
    enabled: true,
    page: include_str!("status_claims.md"),
    check: Check::Plan(check),
};

/// So many boxes must be ticked before they say anything about the whole plan.
const ENOUGH: usize = 3;

/// So many open boxes are shown.
const SHOWN: usize = 3;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(status) = &cx.plan.meta.status else { return };
    let state = status.state.value;
    if !matches!(state, State::Complete | State::Draft | State::InReview) {
        return;
    }
    let boxes = Boxes::of(cx);
    let word = quoted(&status.word.value);
    if state == State::Complete && !boxes.open.is_empty() {
        let (open, total) = (boxes.open.len(), boxes.done + boxes.open.len());
        let message = match open {
            _ if boxes.done == 0 => format!("the plan is {word}, but no box of {total} is ticked"),
            1 => format!("the plan is {word}, but one box of {total} is open"),
            _ => format!("the plan is {word}, but {open} boxes of {total} are open"),
        };
        let mut found = out.diagnostic(status.word.span, message);
        for span in boxes.open.iter().take(SHOWN) {
            found = found.label(*span, "open");
        }
        let more = open.saturating_sub(SHOWN);
        let rest = match more {
            0 => String::new(),
            1 => "; one more is open".to_owned(),
            more => format!("; {more} more are open"),
        };
        out.push(
            found.help(format!(
                "tick what is done, strike out what was dropped, or take the status back{rest}"
            )),
        );
    }
    if state != State::Complete && boxes.open.is_empty() && boxes.other == 0 && boxes.done >= ENOUGH {
        let message = format!("the plan is {word}, but every one of its {} boxes is ticked", boxes.done);
        let mut found = out.diagnostic(status.word.span, message);
        if let Some(last) = boxes.last {
            found = found.label(last, "the last of them");
        }
        out.push(found.help("if the work is done, say so: set the status to `Complete`"));
    }
}

/// The boxes by which the plan tracks its own work.
#[derive(Default)]
struct Boxes {
    done: usize,
    /// Neither ticked nor open: `[~]`, `[-]`.
    other: usize,
    open: Vec<Span>,
    last: Option<Span>,
}

impl Boxes {
    fn of(cx: &Context<'_, '_>) -> Boxes {
        let plan = cx.plan;
        let mut boxes = Boxes::default();
        let tasks = plan.phases.iter().flatten().flat_map(|p| p.tasks.iter().flatten());
        for task in tasks {
            boxes.count(&task.text, task.done.map(|d| (d.value, d.span)), task.mark.is_some());
        }
        for check in plan.milestones.iter().chain(&plan.acceptance).flatten() {
            boxes.count(&check.text, check.done.map(|d| (d.value, d.span)), check.mark.is_some());
        }
        boxes
    }

    fn count(&mut self, text: &Text<'_>, done: Option<(bool, Span)>, marked: bool) {
        let Some((done, span)) = done else { return };
        if marked || !done && is_dropped(&text.value) {
            self.other += 1;
        } else if done {
            self.done += 1;
            self.last = self.last.max(Some(span));
        } else {
            self.open.push(span);
        }
    }
}
