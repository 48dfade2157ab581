//! State, class, entity and C4 diagrams: names, and lines between them.

use super::Graph;
use crate::notation::scan::{after, unquote};

/// `A --> B: when`, `state "Label" as A`, `A : Label`; `[*]` is where it begins and ends, no state.
pub(super) fn states(graph: &mut Graph<'_>) {
    let code = graph.code;
    let mut note = false;
    for line in super::statements(code).skip(1) {
        let line = line.of(code);
        let (word, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        if note {
            note = !line.starts_with("end note");
        } else if word == "note" {
            note = !rest.contains(':');
        } else if let Some(at) = line.find("-->") {
            let target = after(line, at + 3);
            let ends = [&line[..at], target.split_once(':').map_or(target, |(to, _)| to)].map(state);
            let [from, to] = ends.map(|id| id.and_then(|id| graph.node(id)));
            if let (Some(from), Some(to)) = (from, to) {
                graph.edge(from, to);
            }
        } else if word == "state" {
            let text = rest.trim_end_matches(['{', ' ']).split_once("<<").map_or(rest, |(id, _)| id);
            let text = text.trim_end_matches(['{', ' ', '\t']);
            match text.split_once(" as ") {
                Some((label, id)) => graph.labelled(id.trim(), label),
                None => state(text).and_then(|id| graph.node(id)),
            };
        } else if !matches!(word, "direction" | "classDef" | "class" | "}" | "--" | "scale" | "hide" | "end")
        {
            match line.split_once(':') {
                Some((id, label)) => state(id).and_then(|id| graph.labelled(id, label)),
                None => state(line).filter(|id| !id.contains([' ', '{', '}'])).and_then(|id| graph.node(id)),
            };
        }
    }
}

/// The id of a state, unless it is the start or the end.
fn state(text: &str) -> Option<&str> {
    let id = text.trim();
    let id = id.split_once(":::").map_or(id, |(id, _)| id);
    (!id.is_empty() && !id.starts_with("[*]")).then_some(id)
}

/// `class A { .. }`, `A : member`, `A <|-- B`, `A "1" --> "*" B : text`.
pub(super) fn classes(graph: &mut Graph<'_>) {
    let code = graph.code;
    let mut body = false;
    for line in super::statements(code).skip(1) {
        let line = line.of(code);
        let (word, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        if body {
            body = !line.ends_with('}');
        } else if word == "class" {
            body = line.ends_with('{');
            declare(graph, rest.split_once('{').map_or(rest, |(head, _)| head));
        } else if !matches!(
            word,
            "namespace" | "note" | "direction" | "}" | "click" | "link" | "style" | "cssClass"
        ) && !line.starts_with("<<")
        {
            let relation = line.split_once(" : ").map_or(line, |(relation, _)| relation);
            match relation_of(relation) {
                Some((left, link, right)) => {
                    let ends = (graph.node(class_id(left)), graph.node(class_id(right)));
                    if let (Some(left), Some(right)) = ends {
                        let back = link.starts_with('<') && !link.ends_with('>');
                        let (from, to) = if back { (right, left) } else { (left, right) };
                        graph.edge(from, to);
                    }
                }
                None => {
                    if let Some((id, _)) = line.split_once(':').filter(|(id, _)| !id.trim().contains(' ')) {
                        graph.node(class_id(id));
                    }
                }
            }
        }
    }
}

/// `A`, `A["Label"]`, `A~T~`, `A:::css`.
fn declare<'t>(graph: &mut Graph<'t>, text: &'t str) {
    let text = text.split_once(":::").map_or(text, |(id, _)| id).trim();
    match text.split_once('[') {
        Some((id, label)) => graph.labelled(class_id(id), label.trim_end_matches(']')),
        None => graph.node(class_id(text)),
    };
}

/// A class without its generics and its cardinality.
fn class_id(text: &str) -> &str {
    let text = text.trim();
    let text = text.split_once('~').map_or(text, |(id, _)| id);
    text.trim_matches('`').trim()
}

/// The two ends and the link of `A "1" <|-- "n" B`.
fn relation_of(line: &str) -> Option<(&str, &str, &str)> {
    let at = ["--", ".."].iter().filter_map(|shaft| line.find(shaft)).min()?;
    let head = |c: char| matches!(c, '<' | '|' | '*' | '>' | '-' | '.' | '(' | ')');
    let left = line[..at].trim_end_matches(head);
    let left = left.strip_suffix(" o").unwrap_or(left);
    let right = line[at..].trim_start_matches(head);
    let right = right.strip_prefix("o ").unwrap_or(right);
    let link = line.get(left.len()..line.len() - right.len())?.trim();
    let left = left.trim().split_once('"').map_or(left, |(id, _)| id).trim();
    let right = right.trim().rsplit_once('"').map_or(right, |(_, id)| id).trim();
    (!left.is_empty() && !right.is_empty() && !left.contains(' ') && !right.contains(' '))
        .then_some((left, link, right))
}

/// `A ||--o{ B : places`, `A { .. }`, `a[Label] { .. }`.
pub(super) fn entities(graph: &mut Graph<'_>) {
    let code = graph.code;
    let mut body = false;
    for line in super::statements(code).skip(1) {
        let line = line.of(code);
        if body {
            body = !line.ends_with('}');
            continue;
        }
        let mut words = line.split_whitespace();
        let link =
            words.find(|word| ["--", ".."].iter().any(|shaft| word.contains(shaft)) && !word.contains('"'));
        if let Some((left, right)) = link.and_then(|link| line.split_once(link)) {
            let right = right.split_once(':').map_or(right, |(id, _)| id);
            let ends = (entity(graph, left), entity(graph, right));
            if let (Some(from), Some(to)) = ends {
                graph.edge(from, to);
            }
        } else if !["direction", "style", "classDef", "class", "title"]
            .iter()
            .any(|word| line.starts_with(word))
        {
            let open = line.split_once('{');
            body = open.is_some_and(|(_, rest)| !rest.contains('}'));
            let id = open.map_or(line, |(id, _)| id);
            if !id.trim().contains(' ') || id.contains(['"', '[']) {
                entity(graph, id);
            }
        }
    }
}

fn entity<'t>(graph: &mut Graph<'t>, text: &'t str) -> Option<usize> {
    let text = text.split_once(":::").map_or(text, |(id, _)| id).trim();
    match text.split_once('[') {
        Some((id, label)) => graph.labelled(id.trim(), label.trim_end_matches(']')),
        None => graph.node(text),
    }
}

/// `Person(id, "Label", ..)`, `Rel(from, to, "text")`.
pub(super) fn context(graph: &mut Graph<'_>) {
    let code = graph.code;
    for line in super::statements(code).skip(1) {
        let line = line.of(code);
        let Some((word, rest)) = line.split_once('(') else { continue };
        let word = word.trim();
        let mut arguments = rest.split([',', ')']);
        let (first, second) = (arguments.next().unwrap_or("").trim(), arguments.next().unwrap_or("").trim());
        if word.starts_with("Rel") || word.starts_with("BiRel") {
            if let (Some(from), Some(to)) = (graph.node(first), graph.node(second)) {
                graph.edge(from, to);
                if word.starts_with("Bi") {
                    graph.edge(to, from);
                }
            }
        } else if ["Person", "System", "Container", "Component", "Node", "Deployment"]
            .iter()
            .any(|kind| word.starts_with(kind) && !word.ends_with("Boundary"))
        {
            let quoted = rest
                .split_once('"')
                .and_then(|(_, rest)| rest.split_once('"'))
                .map_or(second, |(label, _)| label);
            graph.labelled(first, unquote(quoted));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn state_machines() {
        check(
            "stateDiagram-v2\n[*] --> Idle\nIdle --> Busy: start\nstate \"All done\" as Done\nBusy --> Done\nDone --> [*]\n\
             note left of Idle\n  a --> b\nend note\nnote right of Busy : x\nWaiting\nIdle : Doing nothing\nstate fork <<fork>>\n\
             state Outer {\n  In1 --> In2\n}",
            "Doing nothing; Busy; All done; Waiting; fork; Outer; In1; In2",
            "Doing nothing>Busy; Busy>All done; In1>In2",
        );
    }

    #[test]
    fn class_relations() {
        check(
            "classDiagram\nclass Animal {\n  +int age --> x\n}\nclass Duck[\"A duck\"]\nAnimal <|-- Duck\n\
             Animal \"1\" *-- \"many\" Leg : has\nDuck ..> Pond\nList~T~ o-- Item\nDuck : +swim()\nA --|> B\n<<interface>> A",
            "Animal; A duck; Leg; Pond; List; Item; A; B",
            "A duck>Animal; Animal>Leg; A duck>Pond; List>Item; A>B",
        );
    }

    #[test]
    fn entity_relations() {
        check(
            "erDiagram\nCUSTOMER ||--o{ ORDER : places\nORDER ||--|{ LINE-ITEM : contains\nCUSTOMER {\n  string name\n}\n\
             p[Person] {\n string x\n}\n\"Big Thing\" }|..|{ p : uses",
            "CUSTOMER; ORDER; LINE-ITEM; Person; Big Thing",
            "CUSTOMER>ORDER; ORDER>LINE-ITEM; Big Thing>Person",
        );
    }

    #[test]
    fn c4() {
        check(
            "C4Context\nPerson(u, \"User\", \"d\")\nSystem_Boundary(b, \"x\") {\nSystem(s, \"Shop\")\n}\nRel(u, s, \"buys\")",
            "User; Shop",
            "User>Shop",
        );
    }
}
