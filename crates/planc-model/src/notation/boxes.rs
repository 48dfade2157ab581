//! Boxes drawn with characters, and the lines between them.
//!
//! People draw these by hand: inner lines are a few columns longer or shorter than the border, wide
//! characters shift what follows, a line begins a column beside the box. So borders are looked for near the
//! place where they should be, and what was found on a row tells where the rest of the row has moved.

mod frames;
mod grid;
mod wires;

use planc_source::Span;

use grid::Grid;

/// Lines between boxes, from and to.
pub(crate) type Edges = Vec<(usize, usize)>;

/// The names of the boxes, and the lines between them in the direction of their arrows; `None` without boxes.
///
/// A line without arrowhead leads from left to right, or else from the top down.
pub(crate) fn read(code: &str) -> Option<(Vec<Span>, Edges)> {
    if !has_corner(code) {
        return None;
    }
    let grid = Grid::new(code);
    let frames = frames::find(&grid, code);
    if frames.is_empty() {
        return None;
    }
    let edges = wires::trace(&grid, &frames);
    Some((frames.into_iter().map(|frame| frame.name).collect(), edges))
}

/// Whether there is a character that a box may begin with. Nearly every block of code is asked.
fn has_corner(code: &str) -> bool {
    let bytes = code.as_bytes();
    // All of them begin with this byte, which no ASCII text has.
    let drawn = |at: usize| code[at..].starts_with(['┌', '╔', '╭', '┏', '╒', '╓', '┍', '┎']);
    memchr::memchr_iter(0xe2, bytes).any(drawn)
        || memchr::memchr_iter(b'+', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'-' | b'=')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The drawing as text: its boxes, and its edges as `A>B`.
    #[track_caller]
    fn check(code: &str, nodes: &str, edges: &str) {
        let (found, pairs) = read(code).unwrap_or_default();
        let name = |at: usize| found[at].of(code);
        let found_nodes: Vec<&str> = (0..found.len()).map(name).collect();
        let found_edges: Vec<String> =
            pairs.iter().map(|&(a, b)| format!("{}>{}", name(a), name(b))).collect();
        assert_eq!(
            (found_nodes.join("; "), found_edges.join("; ")),
            (nodes.into(), edges.into()),
            "\n{code}"
        );
    }

    #[test]
    fn ragged_template() {
        let code = "
┌─────────────────┐     ┌─────────────────┐
│   {{COMPONENT}}  │────▶│   {{COMPONENT}}  │
└─────────────────┘     └─────────────────┘
         │                       │
         ▼                       ▼
┌─────────────────┐     ┌─────────────────┐
│   {{COMPONENT}}  │     │   {{COMPONENT}}  │
└─────────────────┘     └─────────────────┘
";
        let (nodes, edges) = read(code).unwrap_or_default();
        assert_eq!(nodes.iter().map(|n| n.of(code)).collect::<Vec<_>>(), ["{{COMPONENT}}"; 4]);
        assert_eq!(edges, [(0, 1), (0, 2), (1, 3)]);
    }

    #[test]
    fn names_are_first_lines() {
        check(
            "
┌─────────────┐     ┌─────────────┐     ┌─────────────┐
│   Client    │────▶│   API       │────▶│  Database   │
│   (React)   │     │   (Hono)    │     │  (Postgres) │
└─────────────┘     └─────────────┘     └─────────────┘
                           │
                           ▼
                    ┌─────────────┐
                    │   Cache     │
                    └─────────────┘
",
            "Client; API; Database; Cache",
            "Client>API; API>Database; API>Cache",
        );
    }

    #[test]
    fn styles() {
        check(
            "
╔═══╗   ╭───╮   ┏━━━┓   +---+   +===+
║ A ║──>│ B │<──┃ C ┃-->| D |<->| E |
╚═══╝   ╰───╯   ┗━━━┛   +---+   +===+
",
            "A; B; C; D; E",
            "A>B; C>B; C>D; D>E; E>D",
        );
        check("┌─ Title ──┐\n│ text     │\n├──────────┤\n│ more     │\n└──────────┘", "Title", "");
        check("+- Title ---+\n| text      |\n+-----------+", "Title", "");
        check("+------+\n| Name |\n+------+\n| more |\n+------+", "Name", "");
        check("+---+\n| A |\n+---+\n+---+\n| B |\n+-v-v+\n\n+-v-v+\n| C |\n+---+", "A; B; C", "");
    }

    #[test]
    fn bent_lines() {
        check(
            "
┌─────┐               ┌─────┐
│  A  │──── yes ──┐   │  D  │
└──┬──┘           │   └──▲──┘
   │              │      │
   ├──────┐       └──────┘
   ▼      ▼
┌─────┐ ┌─────┐
│  B  │ │  C  │◄──┐
└─────┘ └─────┘   │
┌─────┐           │
│  E  ├───────────┘
└─────┘
",
            "A; D; B; C; E",
            "A>D; A>B; A>C; E>C",
        );
        check(
            "
     ┌────┐
     │ A  │
     └─┬──┘
   ┌───┴───┐
┌──┴─┐  ┌──┴─┐
│ B  │  │ C  │
└────┘  └────┘
",
            "A; B; C",
            "A>B; A>C",
        );
    }

    #[test]
    fn heads_in_borders_and_gaps() {
        check(
            "
  +-----------+
  | First one |
  +-----+-----+
        |
  +-----v-----+    +----+
  | Second     |--->| C  |
  +-----------+    +--+-+
                      |
        calls         | text
                      v
                   +-----+
                   | End |
                   +-----+
",
            "First one; Second; C; End",
            "First one>Second; Second>C; C>End",
        );
        check("┌────┐\n│ A  │\n└─▲──┘\n  │\n┌─┴──┐\n│ B  │\n└────┘", "A; B", "B>A");
        check(
            "
┌────┐
│ A  │
└────┘
   ↓ (a note)
┌────┐            ┌────┐
│ B  │ ─────────► │ C  │
│    │ ◄───────── │    │
└────┘            └────┘
",
            "A; B; C",
            "A>B; B>C; C>B",
        );
    }

    #[test]
    fn nested() {
        check(
            "
┌──────────────────────────┐
│  Backend                 │
│  ┌─────┐     ┌─────┐     │     ┌────┐
│  │ API │────▶│ DB  │     │────▶│ X  │
│  └─────┘     └─────┘     │     └────┘
└──────────────────────────┘
",
            "Backend; API; DB; X",
            "Backend>X; API>DB",
        );
    }

    #[test]
    fn wide_characters() {
        check(
            "
┌────────┐     ┌────────┐
│ 用户   │────▶│ サーバ │
└────────┘     └────────┘
                   │
                   ▼
               ┌────────┐
               │ 数据库 │
               └────────┘
",
            "用户; サーバ; 数据库",
            "用户>サーバ; サーバ>数据库",
        );
    }

    #[test]
    fn no_boxes() {
        for code in [
            "",
            "a + b",
            "src/\n+-- a.rs\n+-- b.rs",
            "┌──┐",
            "┌──┐\n└──┘",
            "A ──┐\n    └──▶ B",
            "| a | b |\n|---|---|",
        ] {
            check(code, "", "");
        }
    }

    proptest! {
        #[test]
        fn never_fails(code in "([┌┐└┘│─├┤┬┴┼▶▼◀▲ab用 \\n|+>v-]|┌──┐|└──┘|│ a│|\\PC|──▶|\\t){0,90}") {
            if let Some((nodes, edges)) = read(&code) {
                prop_assert!(nodes.iter().all(|span| code.get(span.range()).is_some_and(|name| !name.is_empty())));
                prop_assert!(edges.iter().all(|&(a, b)| a < nodes.len() && b < nodes.len()));
            }
        }
    }
}
