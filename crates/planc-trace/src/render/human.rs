use super::{at, cut, short};
use crate::matrix::{CodeLink, Column, Finding, FindingKind, LinkRole, Matrix, Spec, Traced};
use crate::results::Verdict;
use anstyle::{AnsiColor, Style};
use planc_dialect::State;
use std::fmt::Write;

/// So much of a requirement's words is shown.
const WORDS: usize = 60;

/// Two dashes of this colour say that something is owed.
const GAP: &str = "gap";

struct Ink {
    color: bool,
}

impl Ink {
    fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    fn dim(&self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    fn red(&self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    fn yellow(&self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default().bold(), text)
    }
}

/// A table a specification, then what is wrong, then counts.
pub fn human(matrix: &Matrix, color: bool) -> String {
    let ink = Ink { color };
    let mut out = String::new();
    let mut rows = matrix.requirements.iter().peekable();
    for spec in &matrix.specs {
        let mut own = Vec::new();
        while let Some(row) = rows.next_if(|r| r.spec == spec.name) {
            own.push(row);
        }
        if !own.is_empty() {
            table(spec, &own, columns(matrix), &ink, &mut out);
        }
    }
    findings(&matrix.findings, &ink, &mut out);
    summary(matrix, &mut out);
    out
}

/// What is shown: evidence only where there are reports, or somebody asks for it.
fn columns(matrix: &Matrix) -> &'static [Column] {
    let owed = |row: &Traced| row.gaps.contains(&Column::Evidence);
    let shown = !matrix.reports.is_empty() || matrix.requirements.iter().any(owed);
    if shown { &Column::ALL } else { &Column::ALL[..Column::ALL.len() - 1] }
}

fn table(spec: &Spec, rows: &[&Traced], columns: &[Column], ink: &Ink, out: &mut String) {
    let state = spec.state.map_or("no status", State::word).replace('_', " ");
    let plans = if spec.plans.is_empty() { "no plan, " } else { "" };
    let _ =
        writeln!(out, "{} {} ({plans}{state})  {}", ink.bold(&spec.name), spec.title, ink.dim(&spec.path));
    let width = rows.iter().map(|r| r.id.chars().count()).max().unwrap_or(0).max(2);
    let heads: String = columns.iter().map(|c| format!("  {}", head(*c))).collect();
    let _ = writeln!(out, "{}", ink.dim(&format!("  {:<width$}{heads}  TEXT", "ID")));
    for row in rows {
        let _ = write!(out, "  {}{}", ink.bold(&row.id), " ".repeat(width - row.id.chars().count()));
        for column in columns {
            let cell = cell(row, *column);
            let pad = " ".repeat(head(*column).len().saturating_sub(cell.chars().count()));
            let wrong = cell == GAP || *column == Column::Evidence && !row.has(*column) && cell != "-";
            let shown = if wrong { ink.red(&cell) } else { cell };
            let _ = write!(out, "  {shown}{pad}");
        }
        let _ = writeln!(out, "  {}", cut(&row.text, WORDS));
    }
    let by = |role: LinkRole| spec.commits.iter().filter(|c| c.role == role).count();
    if !spec.commits.is_empty() {
        let (red, green) = (by(LinkRole::Verifies), by(LinkRole::Implements));
        let how = if red + green > 0 {
            format!(": {red} red, {green} green, {} other", by(LinkRole::Mentions))
        } else {
            String::new()
        };
        let count = counted(spec.commits.len(), "commit names", "commits name");
        let _ = writeln!(out, "  {}", ink.dim(&format!("{count} it{how}")));
    }
    out.push('\n');
}

/// What a column is called in the table; as wide as what stands below it.
fn head(column: Column) -> &'static str {
    match column {
        Column::Plan => "PLAN",
        Column::Task => "TASK",
        Column::Test => "TEST",
        Column::Code => "CODE",
        Column::Evidence => "PASSED",
    }
}

fn cell(row: &Traced, column: Column) -> String {
    // What failed is worth more than that something is missing.
    if column == Column::Evidence && row.evidence().next().is_some() {
        let passed = row.evidence().filter(|e| e.verdict == Verdict::Passed).count();
        return format!("{passed}/{}", row.evidence().count());
    }
    if row.gaps.contains(&column) {
        return GAP.to_owned();
    }
    if !row.has(column) {
        let planned = column == Column::Test && row.tests.iter().any(|t| t.role == LinkRole::Planned);
        return if planned { "(1)".replace('1', &row.tests.len().to_string()) } else { "-".to_owned() };
    }
    match column {
        Column::Plan if row.plan.is_empty() => "task".to_owned(),
        Column::Plan => row.plan.len().to_string(),
        Column::Task if row.tasks.iter().any(|t| t.done.is_some()) => {
            let done = row.tasks.iter().filter(|t| t.done == Some(true)).count();
            format!("{done}/{}", row.tasks.len())
        }
        Column::Task => row.tasks.len().to_string(),
        Column::Test => links(&row.tests),
        Column::Code => links(&row.code),
        Column::Evidence => "-".to_owned(),
    }
}

/// How many places; with `~` where all of them only name it, `git` where only commits say so.
fn links(links: &[CodeLink]) -> String {
    let real: Vec<_> =
        links.iter().filter(|l| !matches!(l.role, LinkRole::Planned | LinkRole::Todo)).collect();
    if real.is_empty() {
        return "git".to_owned();
    }
    let weak = if real.iter().all(|l| l.role == LinkRole::Mentions) { "~" } else { "" };
    format!("{}{weak}", real.len())
}

fn findings(findings: &[Finding], ink: &Ink, out: &mut String) {
    for kind in FindingKind::ALL {
        for found in findings.iter().filter(|f| f.kind == kind) {
            let word = if kind == FindingKind::Gap { ink.yellow(kind.word()) } else { ink.red(kind.word()) };
            let help = found.help.as_ref().map_or(String::new(), |h| format!("; {h}"));
            let place = format!("{}:{}:{}", found.place.path, found.place.line, found.place.column);
            let _ = writeln!(out, "{place}: {word}: {}{}", found.message, ink.dim(&help));
        }
    }
    if !findings.is_empty() {
        out.push('\n');
    }
}

fn summary(matrix: &Matrix, out: &mut String) {
    let s = &matrix.summary;
    let wrong = [
        (s.gaps, "gap", "gaps"),
        (s.orphans, "orphan", "orphans"),
        (s.ambiguous, "ambiguous", "ambiguous"),
        (s.stale, "stale", "stale"),
        (s.failed, "failed", "failed"),
    ];
    let wrong: Vec<_> =
        wrong.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| counted(*n, one, many)).collect();
    let wrong = if wrong.is_empty() { "nothing amiss".to_owned() } else { wrong.join(", ") };
    let evidence = match matrix.reports.is_empty() {
        true => String::new(),
        false => format!(", {} with tests that passed", s.evidence),
    };
    let _ = writeln!(
        out,
        "{}: {} in a plan, {} with a task, {} with a test, {} with code{evidence}; {wrong}",
        counted(s.requirements, "requirement", "requirements"),
        s.plan,
        s.task,
        s.test,
        s.code
    );
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Every requirement with all that serves it, from the plan to the code.
pub fn chain(matrix: &Matrix, color: bool) -> String {
    let ink = Ink { color };
    let mut out = String::new();
    for row in &matrix.requirements {
        let text = if row.text.is_empty() { String::new() } else { format!("  {}", row.text) };
        let _ = writeln!(out, "{}{text}", ink.bold(&format!("{}/{}", row.spec, row.id)));
        let mut line = |kind: &str, what: &str, place: &str| {
            let _ = writeln!(
                out,
                "  {:<10} {what}{}{}",
                kind,
                if place.is_empty() { "" } else { "  " },
                ink.dim(place)
            );
        };
        line("stated", &format!("@{}", row.digest), &at(&row.place));
        row.plan.iter().for_each(|l| line("plan", &l.heading, &at(&l.place)));
        row.components.iter().for_each(|l| line("component", &l.name, &at(&l.place)));
        for task in &row.tasks {
            let mark = match task.done {
                Some(true) => "[x] ",
                Some(false) => "[ ] ",
                None => "",
            };
            let id = task.id.as_ref().map_or(String::new(), |id| format!("{id} "));
            line("task", &format!("{mark}{id}{}", cut(&task.text, WORDS)), &at(&task.place));
        }
        for (kind, links) in [("test", &row.tests), ("code", &row.code)] {
            for link in links {
                let by = link.task.as_ref().map_or(String::new(), |t| format!(" {t}"));
                line(kind, &format!("{}{by}", link.role.word()), &at(&link.place));
                for evidence in &link.evidence {
                    line(
                        "evidence",
                        &format!("{} {}", evidence.verdict.word(), evidence.test),
                        &evidence.report,
                    );
                }
            }
        }
        row.commits.iter().for_each(|c| line("commit", &format!("{} {}", short(&c.commit), c.subject), ""));
        row.gaps.iter().for_each(|gap| line("gap", &format!("no {}", gap.word()), ""));
        out.push('\n');
    }
    findings(&matrix.findings, &ink, &mut out);
    out
}
