//! Which links and mentions follow a plan to its new number.

#![allow(clippy::unwrap_used)]

use planc_edit::{Meant, Name, Renamed, Renumbering, mend};
use planc_source::Span;

/// A text with `docs/plans/PLAN-012-login.md` renamed to 013, seen from `docs/`; what was left alone is listed.
fn check(text: &str, meant: Meant, want: &str, left: &[&str]) {
    let ids = [("PLAN-012".to_owned(), "PLAN-013".to_owned())];
    let names =
        [Name { from: "PLAN-012-login.md".into(), to: "PLAN-013-login.md".into(), folder: "plans".into() }];
    let renamed = |target: &str| {
        let path = target.split('#').next().unwrap();
        let ours = ["plans/PLAN-012-login.md", "./plans/PLAN-012-login.md", "/docs/plans/PLAN-012-login.md"];
        ours.contains(&path).then(|| Renamed {
            from: names[0].from.clone(),
            to: names[0].to.clone(),
            from_end: 0,
        })
    };
    let renumbering = Renumbering { renamed: &renamed, ids: &ids, names: &names };
    let history = text.find("## History").map(|at| Span::new(at, text.len()));
    let tree = planc_syntax::parse(text);
    let mended = mend(&tree, &renumbering, meant, history);
    assert_eq!(mended.edits.apply(text), want, "{text}");
    let found: Vec<_> = mended.left.iter().map(|(s, why)| format!("{}: {why}", s.of(text))).collect();
    assert_eq!(found, left, "{text}");
}

fn all(text: &str, want: &str, left: &[&str]) {
    check(text, Meant::Surely, want, left);
}

#[test]
fn links_follow_with_their_anchors() {
    for (text, want) in [
        ("[x](plans/PLAN-012-login.md)", "[x](plans/PLAN-013-login.md)"),
        ("[x](<plans/PLAN-012-login.md> \"t\")", "[x](<plans/PLAN-013-login.md> \"t\")"),
        ("[PLAN-012](./plans/PLAN-012-login.md#goal)", "[PLAN-013](./plans/PLAN-013-login.md#goal)"),
        ("![x](/docs/plans/PLAN-012-login.md)", "![x](/docs/plans/PLAN-013-login.md)"),
        (
            "[x][p]\n\n[p]: plans/PLAN-012-login.md#a \"t\"\n",
            "[x][p]\n\n[p]: plans/PLAN-013-login.md#a \"t\"\n",
        ),
        ("> [p]: <plans/PLAN-012-login.md>\n\n[p]\n", "> [p]: <plans/PLAN-013-login.md>\n\n[p]\n"),
        ("[x](old/PLAN-012-login.md)", "[x](old/PLAN-012-login.md)"),
        ("<https://example.org/PLAN-012>", "<https://example.org/PLAN-012>"),
        ("[x](https://example.org/?q=PLAN-012)", "[x](https://example.org/?q=PLAN-012)"),
    ] {
        all(text, want, &[]);
    }
}

#[test]
fn mentions_follow_as_words() {
    for (text, want) in [
        ("PLAN-012, (PLAN-012). `PLAN-012` **PLAN-012**", "PLAN-013, (PLAN-013). `PLAN-013` **PLAN-013**"),
        ("PLAN-12 and PLAN-0012", "PLAN-13 and PLAN-0013"),
        (
            "PLAN-0120 PLAN-112 XPLAN-012 PLAN-012a MY-PLAN-012",
            "PLAN-0120 PLAN-112 XPLAN-012 PLAN-012a MY-PLAN-012",
        ),
        ("see `docs/plans/PLAN-012-login.md`", "see `docs/plans/PLAN-013-login.md`"),
        ("see PLAN-012-login.md.", "see PLAN-013-login.md."),
        ("---\nid: PLAN-012\n---\nx", "---\nid: PLAN-013\n---\nx"),
        ("План PLAN-012 готов\r\n", "План PLAN-013 готов\r\n"),
    ] {
        all(text, want, &[]);
    }
}

#[test]
fn what_may_mean_something_else_is_left_alone() {
    for (text, left) in [
        ("```\nPLAN-012\n```\n", "PLAN-012: it stands in a code block"),
        ("<a href=\"plans/PLAN-012-login.md\">x</a>", "PLAN-012-login.md: it stands in HTML"),
        ("old/PLAN-012-login.md", "PLAN-012-login.md: it is the name of something in another folder"),
        ("PLAN-012-logout", "PLAN-012: it is part of a longer name"),
        ("PLAN-012.1", "PLAN-012: it is part of a longer name"),
        ("## History\n\nPLAN-012", "PLAN-012: history stays as it was"),
    ] {
        all(text, text, &[left]);
    }
    check(
        "PLAN-012 and [PLAN-012](plans/PLAN-012-login.md)",
        Meant::Perhaps,
        "PLAN-012 and [PLAN-013](plans/PLAN-013-login.md)",
        &["PLAN-012: another plan has this id too"],
    );
}

#[test]
fn folders_and_days_follow_too() {
    let ids = [
        ("SPEC-012".to_owned(), "SPEC-013".to_owned()),
        ("PLAN-2026-11-20-login".to_owned(), "PLAN-014".to_owned()),
    ];
    let names = [Name { from: "012-login".into(), to: "013-login".into(), folder: "specs".into() }];
    let renamed = |target: &str| {
        let rest = target.strip_prefix("../012-login")?;
        let from_end = rest.split('/').filter(|p| !p.is_empty()).count();
        Some(Renamed { from: "012-login".into(), to: "013-login".into(), from_end })
    };
    let renumbering = Renumbering { renamed: &renamed, ids: &ids, names: &names };
    for (text, want) in [
        ("[x](../012-login/contracts/a.yaml)", "[x](../013-login/contracts/a.yaml)"),
        ("[x](../012-login/)", "[x](../013-login/)"),
        ("[012-login](../012-login/)", "[013-login](../013-login/)"),
        ("`specs/012-login/plan.md` and 012-login/", "`specs/013-login/plan.md` and 013-login/"),
        ("**Branch**: `012-login`", "**Branch**: `012-login`"),
        ("SPEC-012 (PLAN-2026-11-20-login)", "SPEC-013 (PLAN-014)"),
        ("PLAN-2026-11-20-login-two", "PLAN-2026-11-20-login-two"),
    ] {
        let tree = planc_syntax::parse(text);
        let mended = mend(&tree, &renumbering, Meant::Surely, None);
        assert_eq!(mended.edits.apply(text), want);
    }
}
