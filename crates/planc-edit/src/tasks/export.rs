//! Tasks for other programs: CSV, Markdown, commands for GitHub.

use super::rows::{Task, TaskTable};
use planc_model::TaskState;
use planc_source::{csv_field, shell_quoted};

/// The tasks as CSV with a header row; lines end as RFC 4180 has it.
pub fn csv(table: &TaskTable) -> String {
    let mut out = "id,text,kind,group,state,depends_on,owner,requirements,components,origins,listed,gone\r\n"
        .to_owned();
    for task in &table.tasks {
        let origins: Vec<_> = task.origins.iter().map(|o| o.path.as_str()).collect();
        let fields = [
            task.id.clone().unwrap_or_default(),
            task.text.clone(),
            task.kind.word().to_owned(),
            task.group.clone().unwrap_or_default(),
            task.state.word().to_owned(),
            task.depends_on.join(" "),
            task.owner.clone().unwrap_or_default(),
            task.requirements.join(" "),
            task.components.join("; "),
            origins.join(" "),
            task.listed.to_string(),
            task.gone.to_string(),
        ];
        out.push_str(&fields.each_ref().map(|f| csv_field(f)).join(","));
        out.push_str("\r\n");
    }
    out
}

/// The tasks as Markdown, under the headings of their groups.
pub fn markdown(table: &TaskTable) -> String {
    let mut out = String::new();
    let mut group: Option<&str> = None;
    for task in &table.tasks {
        let own = task.group.as_deref();
        if own.is_some() && own != group {
            out.push_str(if out.is_empty() { "" } else { "\n" });
            out.push_str(&format!("## {}\n\n", own.unwrap_or("")));
        }
        group = own.or(group);
        let tick = if task.state == TaskState::Done { "x" } else { " " };
        let id = task.id.as_ref().map_or(String::new(), |id| format!("**{id}** "));
        let mut said = Vec::new();
        match task.state {
            TaskState::InProgress | TaskState::Blocked | TaskState::Dropped => {
                said.push(task.state.word().replace('_', " "));
            }
            _ => {}
        }
        if task.gone {
            said.push("origin gone".to_owned());
        }
        said.extend(task.owner.clone());
        if !task.depends_on.is_empty() {
            said.push(format!("after {}", task.depends_on.join(", ")));
        }
        let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join("; ")) };
        out.push_str(&format!("- [{tick}] {id}{}{said}\n", task.text));
    }
    out
}

/// A script of `gh` commands: an issue for each task that is not done.
pub fn github(table: &TaskTable) -> String {
    let open: Vec<&Task> = table
        .tasks
        .iter()
        .filter(|t| !matches!(t.state, TaskState::Done | TaskState::Dropped) && !t.gone)
        .collect();
    let mut out = "#!/bin/sh\nset -eu\n".to_owned();
    let mut labels: Vec<String> = vec!["planc".to_owned()];
    for task in &open {
        let label = format!("planc:{}", task.kind.word());
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    if !open.is_empty() {
        for label in &labels {
            out.push_str(&format!("gh label create {} --force\n", shell_quoted(label)));
        }
    }
    for task in open {
        let id = task.id.as_ref().map_or(String::new(), |id| format!("{id}: "));
        let mut body = vec![task.text.clone(), String::new(), format!("Plan: `{}`", table.plan)];
        let mut say = |key: &str, values: &[String]| {
            if !values.is_empty() {
                body.push(format!("{key}: {}", values.join(", ")));
            }
        };
        say("Part", &task.origins.iter().map(|o| format!("`{}`", o.path)).collect::<Vec<_>>());
        say("Depends on", &task.depends_on);
        say("Requirements", &task.requirements);
        say("Components", &task.components);
        say("Owner", &task.owner.iter().cloned().collect::<Vec<_>>());
        out.push_str(&format!(
            "gh issue create --title {} --body {} --label planc --label {}\n",
            shell_quoted(&title(&format!("{id}{}", task.text))),
            shell_quoted(&body.join("\n")),
            shell_quoted(&format!("planc:{}", task.kind.word())),
        ));
    }
    out
}

/// Titles of issues have at most 256 characters.
fn title(text: &str) -> String {
    if text.chars().count() <= 250 {
        return text.to_owned();
    }
    let kept: String = text.chars().take(249).collect();
    format!("{}…", kept.trim_end())
}
