use super::{at, short};
use crate::matrix::{Column, Matrix, Traced};
use planc_dialect::State;
use planc_source::csv_field;
use rustc_hash::FxHashMap;

const HEAD: &str = "spec,id,text,state,path,line,plan,components,tasks,tests,code,commits,gaps,evidence";

/// One record a requirement (RFC 4180); several places in a field are parted by `; `.
pub fn csv(matrix: &Matrix) -> String {
    let mut out = format!("{HEAD}\r\n");
    let states: FxHashMap<&str, Option<State>> =
        matrix.specs.iter().map(|s| (s.name.as_str(), s.state)).collect();
    for row in &matrix.requirements {
        let state = states.get(row.spec.as_str()).copied().flatten();
        let fields = fields(row, state);
        out.push_str(&fields.each_ref().map(|f| csv_field(f)).join(","));
        out.push_str("\r\n");
    }
    out
}

fn fields(row: &Traced, state: Option<State>) -> [String; 14] {
    let code = |links: &[crate::matrix::CodeLink]| {
        joined(links.iter().map(|l| format!("{} {}", at(&l.place), l.role.word())))
    };
    [
        row.spec.clone(),
        row.id.clone(),
        row.text.clone(),
        state.map_or(String::new(), |s| s.word().to_owned()),
        row.place.path.clone(),
        row.place.line.to_string(),
        joined(row.plan.iter().map(|l| at(&l.place))),
        joined(row.components.iter().map(|c| c.name.clone())),
        joined(row.tasks.iter().map(|t| match &t.id {
            Some(id) => format!("{} {id}", at(&t.place)),
            None => at(&t.place),
        })),
        code(&row.tests),
        code(&row.code),
        joined(row.commits.iter().map(|c| short(&c.commit).to_owned())),
        joined(row.gaps.iter().map(|c| Column::word(*c).to_owned())),
        joined(row.evidence().map(|e| format!("{} {}", e.verdict.word(), e.test))),
    ]
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}
