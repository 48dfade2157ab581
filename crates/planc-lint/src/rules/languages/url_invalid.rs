use crate::address::link_of;
use crate::suggest::closest;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "url-invalid",
    summary: "an address on the web cannot be one",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("url_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    for destination in &cx.tree.destinations {
        if let Some((message, help)) = fault(&destination.target)
            && let Some(link) = link_of(cx.tree, destination)
        {
            let span = if link.target_span.is_empty() { link.span } else { link.target_span };
            report(span, message, help, out);
        }
    }
    let environments = cx.plan.deployment.iter().flat_map(|d| d.environments.iter().flatten());
    for url in environments.filter_map(|e| e.url.as_ref()) {
        let linked = |d: &&planc_syntax::Destination<'_>| {
            cx.tree.nodes.get(d.node as usize).is_some_and(|n| url.span.contains(n.span))
        };
        if !cx.tree.destinations.iter().any(|d| linked(&d))
            && !url.as_str().contains(char::is_whitespace)
            && let Some((message, help)) = fault(url.as_str())
        {
            report(url.span, message, help, out);
        }
    }
}

fn report(span: Span, message: String, help: Option<String>, out: &mut Findings<'_>) {
    let found = out.diagnostic(span, message);
    out.push(match help {
        Some(help) => found.help(help),
        None => found,
    });
}

/// What is wrong with an address, and what to do; `None` for what is right or leads elsewhere.
fn fault(target: &str) -> Option<(String, Option<String>)> {
    if target.contains(['{', '[', '<', '$', '*', '…']) || target.contains("...") {
        return None;
    }
    let letters = target.len() - target.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
    let (scheme, rest) = target.split_at(letters);
    let web = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https");
    let Some(rest) = rest.strip_prefix("://") else {
        // `https//x`, `http:/x`, `https:x`.
        let bare = rest.trim_start_matches([':', '/', ';']);
        return (web && rest.len() > bare.len() && !bare.is_empty()).then(|| {
            let message = format!("the address {} has no `://` behind {}", quoted(target), quoted(scheme));
            (message, Some(format!("did you mean `{scheme}://{bare}`?")))
        });
    };
    if !web {
        let near = closest(scheme, ["http", "https"]).filter(|_| !KNOWN.contains(&scheme))?;
        let message = format!("{} is no scheme", quoted(scheme));
        return Some((message, Some(format!("did you mean `{near}://`?"))));
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let (host, port) = match authority.rsplit('@').next().unwrap_or("").split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority.rsplit('@').next().unwrap_or(""), None),
    };
    if matches!(host, "http" | "https") && port.is_none_or(str::is_empty) {
        let message = format!("the address {} has two schemes", quoted(target));
        return Some((message, Some("remove one of them".to_owned())));
    }
    if host.is_empty() {
        return Some((format!("the address {} has no host", quoted(target)), None));
    }
    let strange = host.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '_' | '%'));
    if let Some(strange) = strange {
        let sign = quoted(strange.encode_utf8(&mut [0; 4]));
        return Some((format!("the host {} cannot have {sign} in it", quoted(host)), None));
    }
    if host.starts_with('.') || host.contains("..") {
        return Some((format!("a part of the host {} is missing", quoted(host)), None));
    }
    let port = port.filter(|p| !p.is_empty())?;
    if port.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') || port.parse::<u16>().is_ok() {
        return None;
    }
    Some((format!("{} is no port", quoted(port)), Some("a port is a number up to 65535".to_owned())))
}

/// Schemes that look like the web's and are others.
const KNOWN: &[&str] = &["h3", "http2", "shttp", "httpg", "httpx", "dhttp", "hxxp", "hxxps"];
