mod lifecycle;

pub use lifecycle::IdForm;

use crate::approvals::ApprovalRules;
use crate::config_error::{ConfigError, Fault};
use crate::gate::OwnGate;
use crate::settings::Layer;
use planc_dialect::Lifecycle;
use planc_source::Severity;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// What `planc.toml` and the files that it extends say together.
#[derive(Debug, Default)]
pub struct Config {
    /// The dialect of new plans.
    pub dialect: Option<String>,
    /// Templates of the workspace's own dialects.
    pub dialects: Vec<PathBuf>,
    /// Vocabulary files of the workspace.
    pub vocabulary: Vec<PathBuf>,
    /// Folders and files that hold no plans, as in `.gitignore`.
    pub exclude: Vec<String>,
    /// What is asked of approvals; `None` where nothing is said of them.
    pub(crate) approvals: Option<ApprovalRules>,
    /// The workspace's own gates.
    pub(crate) gates: Vec<OwnGate>,
    /// How requirements are traced.
    pub(crate) trace: crate::trace::TraceSettings,
    /// Which rules run and how bad their findings are; what comes later counts more.
    pub(crate) layers: Vec<Layer>,
    /// Which statuses may follow which, where the workspace says so.
    pub lifecycle: Option<Lifecycle>,
    /// Files that repeat the status of plans.
    pub copies: Vec<String>,
    /// What new plans are called by.
    pub ids: IdForm,
}

/// `planc.toml`, as it is written. Its JSON Schema is `planc schema config`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "planc.toml", description = "The configuration of a planc workspace.")]
pub struct ConfigFile {
    /// Another such file that this one builds on, as a path from here. What stands here counts more.
    #[schemars(with = "Option<String>")]
    extend: Option<Spanned<PathBuf>>,
    /// The dialect of new plans, perhaps with a version: `governed@3`.
    dialect: Option<String>,
    /// Templates that are dialects of this workspace, as paths from here.
    dialects: Vec<PathBuf>,
    /// Files with words for the vocabulary, as paths from here.
    vocabulary: Vec<PathBuf>,
    /// Folders and files that hold no plans, as in `.gitignore`.
    exclude: Vec<String>,
    /// What is asked of approvals. Without this table a plan's status alone says whether it is agreed.
    approvals: Option<ApprovalRules>,
    /// Further conditions under which plans may change their state.
    gates: Vec<OwnGate>,
    /// How `planc trace` reads code and what it asks for.
    trace: crate::trace::TraceTable,
    /// Which rules run, and how bad their findings are.
    rules: RuleTable,
    /// The same for some files. Where several entries name a file, the later one counts more.
    paths: Vec<PathTable>,
    /// Which statuses may follow which, and which other files repeat them.
    status: lifecycle::StatusTable,
    /// What new plans are called by.
    ids: lifecycle::IdTable,
}

/// Which rules run, and how bad their findings are. Every name is that of a rule or of a family.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RuleTable {
    /// Only these rules run.
    #[schemars(with = "Vec<String>")]
    pub(crate) select: Vec<Spanned<String>>,
    /// These rules run too, though they are off unless asked for.
    #[schemars(with = "Vec<String>")]
    pub(crate) enable: Vec<Spanned<String>>,
    /// These rules do not run.
    #[schemars(with = "Vec<String>")]
    pub(crate) ignore: Vec<Spanned<String>>,
    /// How bad findings are, whatever the status of the plan.
    #[schemars(with = "BTreeMap<String, Severity>")]
    pub(crate) severity: BTreeMap<Spanned<String>, Severity>,
}

/// Which rules run on some files, and how bad their findings are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PathTable {
    /// Which files, by patterns as in `.gitignore`, from the root of the workspace.
    #[schemars(with = "Vec<String>")]
    files: Vec<Spanned<String>>,
    /// Only these rules run.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    select: Vec<Spanned<String>>,
    /// These rules run too, though they are off unless asked for.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    enable: Vec<Spanned<String>>,
    /// These rules do not run.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    ignore: Vec<Spanned<String>>,
    /// How bad findings are, whatever the status of the plan.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Severity>")]
    severity: BTreeMap<Spanned<String>, Severity>,
}

/// The name of the configuration file.
pub(crate) const FILE: &str = "planc.toml";

impl Config {
    /// Finds and reads the configuration of `folder`: in it, or in the nearest folder above that has one.
    ///
    /// # Errors
    /// The file, or one that it extends, cannot be read or understood.
    pub fn find(folder: &Path) -> Result<Option<(PathBuf, Config)>, ConfigError> {
        let Some(root) = folder.ancestors().find(|place| place.join(FILE).is_file()) else { return Ok(None) };
        let mut config = Config::default();
        let mut seen = Vec::new();
        config.read(&root.join(FILE), folder, root, &mut seen)?;
        Ok(Some((root.to_owned(), config)))
    }

    /// The JSON Schema of the file.
    pub fn schema() -> schemars::Schema {
        let settings = schemars::generate::SchemaSettings::draft2020_12();
        settings.into_generator().into_root_schema_for::<ConfigFile>()
    }

    /// Adds what a file says, after what the file that it extends says. `seen` are the files on the way to it.
    fn read(
        &mut self,
        path: &Path,
        cwd: &Path,
        root: &Path,
        seen: &mut Vec<PathBuf>,
    ) -> Result<(), ConfigError> {
        let shown = path.strip_prefix(cwd).unwrap_or(path).display().to_string().replace('\\', "/");
        let text = std::fs::read_to_string(path).map_err(|e| ConfigError::new(&shown, format!(": {e}")))?;
        let fail = |fault: Fault| fault.shown(&shown, &text);
        let file: ConfigFile = toml::from_str(&text).map_err(|e| fail(Fault::of_toml(&e)))?;
        seen.push(std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
        let folder = path.parent().unwrap_or(root);
        if let Some(base) = &file.extend {
            let target = folder.join(base.get_ref());
            let Ok(target) = std::fs::canonicalize(&target) else {
                let message = format!("there is no file `{}` to extend", base.get_ref().display());
                let help = "the path starts at the folder of this file";
                return Err(fail(Fault::new(base.span(), message).help(help)));
            };
            if seen.contains(&target) {
                let message = format!("`{}` extends this file in turn", base.get_ref().display());
                return Err(fail(Fault::new(base.span(), message).help("one of them must extend nothing")));
            }
            self.read(&target, cwd, root, seen)?;
        }
        // Paths start at the file that names them; those of the workspace itself stay short.
        let from_here = |p: PathBuf| if folder == root { p } else { folder.join(p) };
        self.dialect = file.dialect.or(self.dialect.take());
        self.dialects.extend(file.dialects.into_iter().map(from_here));
        self.vocabulary.extend(file.vocabulary.into_iter().map(from_here));
        self.exclude.extend(file.exclude);
        if let Some((wrong, message)) = file.gates.iter().find_map(OwnGate::fault) {
            let help = crate::settings::did_you_mean(wrong.get_ref());
            return Err(fail(Fault::new(wrong.span(), message).help(help)));
        }
        self.gates.extend(file.gates);
        if let Some(mut approvals) = file.approvals {
            approvals.allowed_signers = approvals.allowed_signers.map(from_here);
            self.approvals = Some(approvals);
        }
        self.trace.extend(file.trace).map_err(fail)?;
        self.layers.push(Layer::new(&file.rules, None).map_err(fail)?);
        self.lifecycle = file.status.lifecycle().map_err(fail)?.or(self.lifecycle.take());
        self.copies.extend(file.status.copies);
        self.ids = file.ids.form.unwrap_or(self.ids);
        for PathTable { files, select, enable, ignore, severity } in file.paths {
            let rules = RuleTable { select, enable, ignore, severity };
            self.layers.push(Layer::new(&rules, Some(&files)).map_err(fail)?);
        }
        Ok(())
    }
}
