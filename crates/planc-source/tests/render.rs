//! What people, scripts and editors get to see of a diagnostic.
#![allow(clippy::unwrap_used)]

use planc_source::render::{JsonDiagnostic, Report, Source, Summary, human, human_in, short};
use planc_source::{Applicability, Diagnostic, Edits, Fix, LineIndex, Severity, Span};
use proptest::prelude::*;

const PLAN: &str = "# Login\n\n**Status**: Aproved\n\n## Risks\n\n| Risk | Owner |\n|------|-------|\n\n## Goals\n\n- fast\n\n## Risks\n\nend\n";

/// The place of the last `what` in `text`.
fn at(text: &str, what: &str) -> Span {
    let start = text.rfind(what).unwrap();
    Span::new(start, start + what.len())
}

fn with_source<T>(text: &str, show: impl FnOnce(&Source<'_>) -> T) -> T {
    show(&Source { path: "plans/login.md", text, lines: &LineIndex::new(text) })
}

#[track_caller]
fn draws(text: &str, diagnostic: &Diagnostic, expected: &str) {
    let drawn = with_source(text, |source| human(diagnostic, source, false));
    assert_eq!(drawn, expected.trim_matches('\n'), "got:\n{drawn}");
}

#[test]
fn a_finding_has_its_place_its_help_and_its_fixes() {
    let span = at(PLAN, "Aproved");
    let diagnostic = Diagnostic::new("status-unknown", Severity::Error, span, "unknown status `Aproved`")
        .note("not a status of this dialect")
        .help("use `Draft` or `Approved`")
        .safe_fix("write `Approved`", span, "Approved")
        .unsafe_fix("drop the line", at(PLAN, "**Status**: Aproved\n"), "")
        .safe_fix("add a line", Span::at(span.end()), "\r\n**Owner**: me");
    draws(
        PLAN,
        &diagnostic,
        "
error[status-unknown]: unknown status `Aproved`
 --> plans/login.md:3:13
  |
3 | **Status**: Aproved
  |             ^^^^^^^ not a status of this dialect
  |
  = help: use `Draft` or `Approved`
help: write `Approved`
  |
3 | **Status**: Approved
  |               +
help: drop the line
  |
3 - **Status**: Aproved
  |
help: add a line
  |
3 ~ **Status**: Aproved
4 + **Owner**: me
  |
",
    );
    let line = with_source(PLAN, |source| short(&diagnostic, source));
    assert_eq!(line, "plans/login.md:3:13: error[status-unknown]: unknown status `Aproved`");
}

#[test]
fn places_near_each_other_share_a_drawing_and_far_ones_do_not() {
    let message = "section `Risks` is there twice";
    let finding = |text: &str| {
        Diagnostic::new("section-duplicate", Severity::Warning, at(text, "## Risks"), message)
            .note("again here")
            .label(
                Span::new(text.find("## Risks").unwrap(), text.find("## Risks").unwrap() + 8),
                "first here",
            )
    };
    draws(
        PLAN,
        &finding(PLAN),
        "
warning[section-duplicate]: section `Risks` is there twice
  --> plans/login.md:14:1
   |
 5 | ## Risks
   | -------- first here
...
14 | ## Risks
   | ^^^^^^^^ again here
",
    );
    let long = PLAN.replace("- fast\n", &"- fast\n".repeat(100));
    draws(
        &long,
        &finding(&long),
        "
warning[section-duplicate]: section `Risks` is there twice
   --> plans/login.md:113:1
    |
113 | ## Risks
    | ^^^^^^^^ again here
    |
   ::: plans/login.md:5:1
    |
  5 | ## Risks
    | -------- first here
",
    );
}

#[test]
fn a_fix_may_change_places_far_apart() {
    let mut edits = Edits::new();
    edits.replace(at(PLAN, "# Login"), "# Log in").unwrap();
    let long = PLAN.replace("- fast\n", &"- fast\n".repeat(100));
    edits.replace(at(&long, "end"), "The end").unwrap();
    let mut diagnostic = Diagnostic::new("wording", Severity::Note, at(&long, "end"), "better words");
    diagnostic.fixes.push(Fix { message: "mend both".to_owned(), applicability: Applicability::Safe, edits });
    draws(
        &long,
        &diagnostic,
        "
note[wording]: better words
   --> plans/login.md:115:1
    |
115 | end
    | ^^^
    |
help: mend both
    |
  1 | # Log in
    |      +
115 | The end
    | +++
",
    );
}

#[test]
fn tall_places_are_drawn_by_their_ends_or_their_first_line() {
    let table = at(PLAN, "| Risk | Owner |\n|------|-------|\n");
    let diagnostic = Diagnostic::new("table-empty", Severity::Note, table, "the table is empty");
    draws(
        PLAN,
        &diagnostic,
        "
note[table-empty]: the table is empty
 --> plans/login.md:7:1
  |
7 | / | Risk | Owner |
8 | | |------|-------|
  | |________________^
",
    );
    let long = PLAN.repeat(100);
    let diagnostic = Diagnostic::new("long", Severity::Note, Span::new(0, long.len()), "too long");
    draws(
        &long,
        &diagnostic,
        "
note[long]: too long
 --> plans/login.md:1:1
  |
1 | # Login
  | ^^^^^^^
",
    );
}

#[test]
fn a_line_of_a_megabyte_is_cut_but_its_column_is_true() {
    let text = format!("# x\n{}bad word{}\n", "lorem ipsum ".repeat(90_000), " dolor sit".repeat(9_000));
    let diagnostic = Diagnostic::new("wording", Severity::Note, at(&text, "bad"), "better words")
        .note("this")
        .safe_fix("say `good`", at(&text, "bad"), "good");
    draws(
        &text,
        &diagnostic,
        "
note[wording]: better words
 --> plans/login.md:2:1080001
  |
2 | … ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum bad word dolor sit dolor ...
  |                                                                     ^^^ this
  |
help: say `good`
  |
2 - …ipsum lorem ipsum lorem ipsum bad word dolor sit dolor sit dolor sit dolor sit dolor sit…
2 + …ipsum lorem ipsum lorem ipsum good word dolor sit dolor sit dolor sit dolor sit dolor sit…
  |
",
    );
}

#[test]
fn odd_line_ends_marks_tabs_and_places_do_no_harm() {
    let text = "\u{FEFF}# Plan\r## Risks\r\tx\ty";
    let diagnostic = Diagnostic::new("odd", Severity::Note, at(text, "y"), "odd")
        .label(at(text, "# Plan"), "title")
        .safe_fix("write `z`", at(text, "y"), "z");
    draws(
        text,
        &diagnostic,
        "
note[odd]: odd
 --> plans/login.md:3:4
  |
1 | # Plan
  | ------ title
2 | ## Risks
3 |     x    y
  |          ^
  |
help: write `z`
  |
3 -     x    y
3 +     x    z
  |
",
    );
    let missing = |span| Diagnostic::new("missing", Severity::Error, span, "nothing there").note("here");
    draws(
        "",
        &missing(Span::at(0)),
        "
error[missing]: nothing there
 --> plans/login.md:1:1
  |
1 |
  | ^ here
",
    );
    draws(
        "a\n",
        &missing(Span::new(700, 900)),
        "
error[missing]: nothing there
 --> plans/login.md:2:1
  |
2 |
  | ^ here
",
    );
}

#[test]
fn nothing_that_a_terminal_obeys_gets_through() {
    let text = "a\u{1b}[31mb\u{9b}31mc\n";
    let diagnostic = Diagnostic::new("odd", Severity::Note, Span::new(0, 7), "x\u{1b}[31m\r\ny\u{9b}")
        .note("n\u{1b}[31m")
        .help("h\u{1b}[31m\u{9b}")
        .safe_fix("f\u{1b}[31m\u{9b}", Span::at(0), "\u{1b}[31m\u{9b}");
    with_source(text, |source| {
        let source = Source { path: "p\u{1b}[31m\u{9b}\u{1}", ..*source };
        for out in [human(&diagnostic, &source, false), short(&diagnostic, &source)] {
            assert!(!out.contains(|c: char| c.is_control() && c != '\n'), "{out:?}");
        }
        assert!(!short(&diagnostic, &source).contains('\n'));
        assert!(human(&diagnostic, &source, true).contains("\u{1b}["));
    });
}

#[test]
fn many_labels_are_counted_rather_than_drawn() {
    let text = "word ".repeat(5_000);
    let mut diagnostic = Diagnostic::new("many", Severity::Note, Span::new(0, 4), "many");
    for start in (5..text.len()).step_by(5) {
        diagnostic = diagnostic.label(Span::new(start, start + 4), "and here");
    }
    let drawn = with_source(&text, |source| human(&diagnostic, source, false));
    assert!(drawn.ends_with("= note: and 4991 more places"), "{drawn}");
}

#[test]
fn json_keeps_the_names_of_the_contract() {
    let text = "é: Aproved\n\n## Risks\n";
    let span = at(text, "Aproved");
    let full = Diagnostic::new("status-unknown", Severity::Error, span, "unknown status `Aproved`")
        .note("not a status of this dialect")
        .label(at(text, "## Risks"), "see here")
        .help("write `Approved`")
        .unsafe_fix("write `Approved`", span, "Approved");
    let bare = Diagnostic::new("end", Severity::Note, Span::new(90, 99), "no end").note("no end");
    let diagnostics = with_source(text, |source| [&full, &bare].map(|d| JsonDiagnostic::new(d, source)));
    let summary = Summary { plans: 1, errors: 1, warnings: 0, notes: 1, elapsed_ms: 7 };
    let report = Report { diagnostics: diagnostics.into(), summary };
    let expected = r#"{
  "diagnostics": [
    {
      "rule": "status-unknown",
      "severity": "error",
      "message": "unknown status `Aproved`",
      "path": "plans/login.md",
      "span": {
        "start": 4,
        "end": 11,
        "line": 1,
        "column": 4,
        "end_line": 1,
        "end_column": 11
      },
      "labels": [
        {
          "span": {
            "start": 4,
            "end": 11,
            "line": 1,
            "column": 4,
            "end_line": 1,
            "end_column": 11
          },
          "message": "not a status of this dialect"
        },
        {
          "span": {
            "start": 13,
            "end": 21,
            "line": 3,
            "column": 1,
            "end_line": 3,
            "end_column": 9
          },
          "message": "see here"
        }
      ],
      "help": "write `Approved`",
      "fixes": [
        {
          "message": "write `Approved`",
          "applicability": "unsafe",
          "edits": [
            {
              "start": 4,
              "end": 11,
              "text": "Approved"
            }
          ]
        }
      ]
    },
    {
      "rule": "end",
      "severity": "note",
      "message": "no end",
      "path": "plans/login.md",
      "span": {
        "start": 22,
        "end": 22,
        "line": 4,
        "column": 1,
        "end_line": 4,
        "end_column": 1
      },
      "labels": [],
      "help": null,
      "fixes": []
    }
  ],
  "summary": {
    "plans": 1,
    "errors": 1,
    "warnings": 0,
    "notes": 1,
    "elapsed_ms": 7
  }
}"#;
    assert_eq!(serde_json::to_string_pretty(&report).unwrap(), expected);
    assert_eq!(serde_json::from_str::<Report>(expected).unwrap(), report);
}

#[test]
fn the_json_schema_has_every_key_of_the_contract() {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Report>();
    let diagnostic = &schema.as_value()["$defs"]["JsonDiagnostic"];
    let keys = ["rule", "severity", "message", "path", "span", "labels", "help", "fixes"];
    assert_eq!(diagnostic["required"], serde_json::json!(keys));
    assert_eq!(diagnostic["properties"]["help"]["type"], serde_json::json!(["string", "null"]));
}

fn any_text() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "word ",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "é",
        "→",
        "🤔",
        "测",
        "\u{FEFF}",
        "\u{200D}",
        "\u{301}",
        "\0",
        "\u{1}",
        "\u{1b}[0m",
        "\u{9b}",
        "| x | y |",
        "  ",
        "{",
        "//",
        "\u{2028}",
        "\u{A0}",
    ];
    let long = prop_oneof![9 => Just(1usize), 1 => Just(300usize)];
    prop::collection::vec((prop::sample::select(pieces.to_vec()), long), 0..40)
        .prop_map(|parts| parts.into_iter().map(|(piece, times)| piece.repeat(times)).collect())
}

fn any_span() -> impl Strategy<Value = Span> {
    let len = prop_oneof![Just(0usize), 0..6usize, 0..3000usize];
    (prop_oneof![0..30usize, 0..4000usize], len).prop_map(|(start, len)| Span::new(start, start + len))
}

fn any_diagnostic() -> impl Strategy<Value = Diagnostic> {
    let labels = prop::collection::vec((any_span(), any_text()), 0..12);
    let fixes = prop::collection::vec(prop::collection::vec((any_span(), any_text()), 0..5), 0..3);
    (any_span(), any_text(), any_text(), labels, fixes).prop_map(|(span, message, note, labels, fixes)| {
        let mut diagnostic =
            Diagnostic::new("any", Severity::Warning, span, message.clone()).note(note).help(message);
        for (span, text) in labels {
            diagnostic = diagnostic.label(span, text);
        }
        for changes in fixes {
            let mut edits = Edits::new();
            for (span, text) in changes {
                let _ = edits.replace(span, text);
            }
            let message = "mend it".to_owned();
            diagnostic.fixes.push(Fix { message, applicability: Applicability::Safe, edits });
        }
        diagnostic
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn any_diagnostic_of_any_text_can_be_shown(text in any_text(), diagnostic in any_diagnostic(), width in 0usize..200) {
        with_source(&text, |source| {
            let drawn = human_in(&diagnostic, source, false, width);
            prop_assert!(!drawn.contains(|c: char| c.is_control() && c != '\n'), "{:?}", drawn);
            let at = source.lines.position(&text, diagnostic.span.start());
            let line = short(&diagnostic, source);
            let origin = format!("plans/login.md:{}:{}: ", at.line, at.column);
            prop_assert!(line.starts_with(&origin) && !line.contains('\n'));
            human(&diagnostic, source, true);
            let json = JsonDiagnostic::new(&diagnostic, source);
            prop_assert!(text.get(json.span.start as usize..json.span.end as usize).is_some());
            Ok(())
        })?;
    }
}
