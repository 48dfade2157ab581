use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What `planc.toml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The dialect of new plans.
    pub dialect: Option<String>,
    /// Templates of the workspace's own dialects, relative to the file.
    pub dialects: Vec<PathBuf>,
    /// Vocabulary files of the workspace, relative to the file.
    pub vocabulary: Vec<PathBuf>,
    /// Folders and files that hold no plans, as in `.gitignore`.
    pub exclude: Vec<String>,
}

/// A `planc.toml` that cannot be used.
#[derive(Debug)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, with the place.
    pub message: String,
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` cannot be used: {}", self.path.display(), self.message.trim_end())
    }
}

impl std::error::Error for ConfigError {}

/// The name of the configuration file.
pub(crate) const FILE: &str = "planc.toml";

impl Config {
    /// Finds and reads the configuration of `folder`: in it, or in the nearest folder above that has one.
    ///
    /// # Errors
    /// The file cannot be read or understood.
    pub fn find(folder: &Path) -> Result<Option<(PathBuf, Config)>, ConfigError> {
        for place in folder.ancestors() {
            let path = place.join(FILE);
            if !path.is_file() {
                continue;
            }
            let fail = |message: String| ConfigError { path: path.clone(), message };
            let text = std::fs::read_to_string(&path).map_err(|e| fail(e.to_string()))?;
            let config = toml::from_str(&text).map_err(|e| fail(e.to_string()))?;
            return Ok(Some((place.to_owned(), config)));
        }
        Ok(None)
    }
}
