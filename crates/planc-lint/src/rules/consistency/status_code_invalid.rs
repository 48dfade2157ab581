use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::Text;
use planc_model::calls::Call;
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "status-code-invalid",
    summary: "an HTTP status that does not exist, or that its method or body cannot have",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("status_code_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let plan = cx.plan;
    for endpoint in plan.endpoints.iter().flatten() {
        let call = Call::of(endpoint);
        for response in endpoint.responses.iter().flatten() {
            let (status, body) = (response.status.value, &response.body);
            let reads = call.is_some_and(|c| matches!(c.method, "GET" | "HEAD"));
            let place = place(cx, status, call, body.span);
            if reads && status == 201 {
                let found = out.diagnostic(
                    place,
                    "a call that only reads answers 201, which means that something was created",
                );
                out.push(
                    with_call(found, call, place).help("answer 200, or let the call be a `POST` or `PUT`"),
                );
            } else if matches!(status, 204 | 304) && body.value.trim_start().starts_with(['{', '[']) {
                let found = out.diagnostic(place, format!("an answer with status {status} has no body"));
                out.push(with_call(found, call, place).help("drop the body, or answer 200"));
            } else if !is_known(status) {
                let found = out.diagnostic(place, format!("{status} is no HTTP status"));
                out.push(with_call(found, call, place).help(HELP));
            }
        }
    }
    for text in texts(cx) {
        written(cx, text.span, out);
    }
}

const HELP: &str =
    "statuses are listed in the HTTP status code registry: 2xx worked, 4xx is the caller's fault, 5xx ours";

fn with_call(
    found: planc_source::Diagnostic,
    call: Option<Call<'_>>,
    place: Span,
) -> planc_source::Diagnostic {
    match call {
        Some(call) if call.span.end <= place.start => found.label(call.span, "the call"),
        _ => found,
    }
}

/// Where the status is written before its body, not before its call; else the first line of the body.
fn place(cx: &Context<'_, '_>, status: u16, call: Option<Call<'_>>, body: Span) -> Span {
    let from = call.map_or(0, |c| c.span.end()).max(body.start().saturating_sub(200)).min(body.start());
    let digits = status.to_string();
    let before = cx.tree.text.get(from..body.start()).unwrap_or("");
    match before.rfind(&digits) {
        Some(at) => Span::new(from + at, from + at + digits.len()),
        None => first_line(cx, body),
    }
}

fn first_line(cx: &Context<'_, '_>, span: Span) -> Span {
    let line = cx.tree.str(span).lines().next().unwrap_or("").trim_end();
    Span::new(span.start(), span.start() + line.len())
}

/// Words that speak of answers.
fn texts<'c>(cx: &Context<'c, '_>) -> impl Iterator<Item = &'c Text<'c>> {
    let plan = cx.plan;
    let purposes = plan.endpoints.iter().flatten().filter_map(|e| e.purpose.as_ref());
    let scenarios = plan.errors.iter().flat_map(|e| e.scenarios.iter().flatten());
    let errors = scenarios.flat_map(|s| [&s.name, &s.cause, &s.response]).flatten();
    let flows = plan.flows.iter().flatten();
    let steps = flows.flat_map(|f| f.steps.iter().map(|s| &s.action).chain(&f.response));
    let tests = plan.tests.iter().flatten();
    let tests = tests.flat_map(|t| [&t.what, &t.expected, &t.criteria]).flatten();
    purposes.chain(errors).chain(steps).chain(tests)
}

/// `HTTP 472`, `status 999`, `status code: 209`: a number of three digits that says of itself that it is a status.
fn written(cx: &Context<'_, '_>, span: Span, out: &mut Findings<'_>) {
    let source = cx.tree.str(span);
    let mut from = 0;
    while let Some(at) = source[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        let digits = source[at..].bytes().take_while(u8::is_ascii_digit).count();
        from = at + digits;
        let before = source[..at].trim_end_matches([' ', ':', '`', '*', '=']);
        let announced =
            ["HTTP", "status", "Status", "status code", "Status code", "HTTP status"].iter().any(|word| {
                before.strip_suffix(word).is_some_and(|b| !b.ends_with(char::is_alphanumeric))
                    && before.len() < at
            });
        let whole =
            !source[from..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '/' | '%'));
        let number: Option<u16> =
            Some(&source[at..from]).filter(|_| digits == 3).and_then(|n| n.parse().ok());
        if let Some(number) = number.filter(|n| announced && whole && !is_known(*n)) {
            let place = Span::new(span.start() + at, span.start() + from);
            out.push(
                out.diagnostic(place, format!("{} is no HTTP status", quoted(&number.to_string())))
                    .help(HELP),
            );
        }
    }
}

/// The registry, and what well-known servers add to it.
fn is_known(status: u16) -> bool {
    matches!(
        status,
        100..=104 | 200..=208 | 226 | 300..=308 | 400..=418 | 421..=426 | 428 | 429 | 431 | 451 | 500..=508 | 510 | 511
    ) || matches!(status, 419 | 420 | 430 | 440 | 444 | 449 | 450 | 460 | 463 | 494..=499 | 509 | 520..=530 | 561 | 598 | 599)
}
