//! What git knows, asked of the program.
//!
//! Only commands that name revisions come here; `check` never does. The program and not a library: it reads every
//! repository its user can read (worktrees, partial clones, replaced objects), and whoever has a history has it.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The repository around a folder.
#[derive(Debug)]
pub struct Git {
    root: PathBuf,
}

impl Git {
    /// The repository that `folder` lies in.
    ///
    /// # Errors
    /// There is no program `git`, or `folder` is in no repository.
    pub fn open(folder: &Path) -> Result<Git> {
        let out = run(folder, &["rev-parse", "--show-toplevel"])
            .with_context(|| format!("`{}` is in no git repository", folder.display()))?;
        Ok(Git { root: PathBuf::from(out.trim_end_matches(['\n', '\r'])) })
    }

    /// Its top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `git` prints for these arguments.
    ///
    /// # Errors
    /// It ends with a status other than 0; the message is its own. Its output is not UTF-8.
    pub fn run(&self, args: &[&str]) -> Result<String> {
        run(&self.root, args)
    }

    /// The commit that a revision names, in full.
    ///
    /// # Errors
    /// There is none. In a shallow clone it may only not be here, and the message says so.
    pub fn commit(&self, revision: &str) -> Result<String> {
        if revision.is_empty() || revision.starts_with('-') {
            bail!("`{revision}` is no revision");
        }
        let wanted = format!("{revision}^{{commit}}");
        match self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]) {
            Ok(out) => Ok(out.trim().to_owned()),
            Err(_) if self.is_shallow() => {
                bail!(
                    "there is no revision `{revision}` here; the clone is shallow, fetch more of its history"
                )
            }
            Err(_) => bail!("there is no revision `{revision}`"),
        }
    }

    /// Whether part of the history was left behind when the repository was cloned.
    pub fn is_shallow(&self) -> bool {
        self.run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|out| out.trim() == "true")
    }

    /// The branch that is checked out; `None` when none is.
    pub fn branch(&self) -> Option<String> {
        let name = self.run(&["symbolic-ref", "--quiet", "--short", "HEAD"]).ok()?;
        Some(name.trim().to_owned())
    }

    /// The commits that lead to what is checked out, newest first: id and message. Bytes of a message that are not
    /// UTF-8 are replaced.
    ///
    /// # Errors
    /// Git ends with a status other than 0. A repository without a commit has an empty list.
    pub fn messages(&self) -> Result<Vec<(String, String)>> {
        if self.run(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
            return Ok(Vec::new());
        }
        let out = output(&self.root, &["log", "-z", "--format=%H%n%B", "HEAD"])?;
        let text = String::from_utf8_lossy(&out);
        let commits = text.split('\0').filter_map(|c| c.split_once('\n'));
        Ok(commits.map(|(id, message)| (id.to_owned(), message.trim_end().to_owned())).collect())
    }

    /// The files that commits changed, from the top folder, in the order of the commits.
    ///
    /// # Errors
    /// One of them is no commit.
    pub fn changed(&self, commits: &[&str]) -> Result<Vec<Vec<String>>> {
        let mut args =
            vec!["log", "--no-walk=unsorted", "--name-only", "-z", "--format=%x01", "--end-of-options"];
        args.extend(commits);
        let out = output(&self.root, &args)?;
        let text = String::from_utf8_lossy(&out);
        let files = |of: &str| {
            of.split('\0')
                .map(|f| f.trim_start_matches('\n'))
                .filter(|f| !f.is_empty())
                .map(str::to_owned)
                .collect()
        };
        Ok(text.split('\u{1}').skip(1).map(files).collect())
    }

    /// The paths of files at a revision, from the top folder, below `folders` where there are any.
    ///
    /// # Errors
    /// There is no such revision.
    pub fn files(&self, revision: &str, folders: &[&str]) -> Result<Vec<String>> {
        let commit = self.commit(revision)?;
        let mut args = vec!["ls-tree", "-r", "-z", "--name-only", "--full-tree", &commit, "--"];
        args.extend(folders);
        let out = self.run(&args)?;
        Ok(out.split_terminator('\0').map(str::to_owned).collect())
    }

    /// What a revision holds: the mode and the path, from the top folder, of each file, link and submodule.
    ///
    /// # Errors
    /// There is no such revision.
    pub fn tree(&self, revision: &str) -> Result<Vec<(String, String)>> {
        let commit = self.commit(revision)?;
        let out = self.run(&["ls-tree", "-r", "-z", "--full-tree", &commit])?;
        let entry = |line: &str| {
            let (about, path) = line.split_once('\t')?;
            Some((about.split(' ').next()?.to_owned(), path.to_owned()))
        };
        Ok(out.split_terminator('\0').filter_map(entry).collect())
    }

    /// The bytes of files at a revision; `None` where it has no such file. One process for all of them.
    ///
    /// # Errors
    /// There is no such revision, or git ends early.
    pub fn read(&self, revision: &str, paths: &[String]) -> Result<Vec<Option<Vec<u8>>>> {
        let commit = self.commit(revision)?;
        let mut child = command(&self.root, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot run `git`")?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            bail!("cannot talk to `git`");
        };
        let mut stdout = BufReader::new(stdout);
        let mut found = Vec::with_capacity(paths.len());
        for path in paths {
            if path.contains('\n') {
                found.push(None);
                continue;
            }
            // One question, one answer: neither side can fill a pipe that nobody reads.
            writeln!(stdin, "{commit}:{path}").context("`git` ended early")?;
            let mut head = String::new();
            stdout.read_line(&mut head).context("`git` ended early")?;
            let mut words = head.trim_end().rsplit(' ');
            let (size, kind) = (words.next().and_then(|s| s.parse::<usize>().ok()), words.next());
            found.push(match (size, kind) {
                (Some(size), Some(kind)) => {
                    let mut bytes = vec![0; size + 1];
                    stdout.read_exact(&mut bytes).context("`git` ended early")?;
                    bytes.pop();
                    (kind == "blob").then_some(bytes)
                }
                _ if head.is_empty() => bail!("`git` ended early"),
                _ => None,
            });
        }
        drop(stdin);
        child.wait().context("`git` ended early")?;
        Ok(found)
    }
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    // Its words are read by us: in English, without colours, pagers and locks.
    command.args(["--no-pager", "--no-optional-locks", "-c", "core.quotePath=false", "-c", "color.ui=false"]);
    command.args(args).current_dir(folder).env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0");
    command.stdin(Stdio::null());
    command
}

fn run(folder: &Path, args: &[&str]) -> Result<String> {
    String::from_utf8(output(folder, args)?).context("what `git` printed is not UTF-8")
}

fn output(folder: &Path, args: &[&str]) -> Result<Vec<u8>> {
    let out = match command(folder, args).output() {
        Ok(out) => out,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("there is no program `git` here, and revisions need one");
        }
        Err(error) => return Err(error).context("cannot run `git`"),
    };
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        bail!("git says: {}", said.trim().trim_start_matches("fatal: "));
    }
    Ok(out.stdout)
}
