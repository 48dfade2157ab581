//! SSH signatures, made and verified by `ssh-keygen -Y` as git does it.

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the signatures are for: one made for a commit is no approval.
const NAMESPACE: &str = "planc-approval";

/// What a signature came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is good, and these are the names its key stands under in the file of allowed signers.
    Good(Vec<String>),
    /// It is not, and why.
    Bad(String),
}

/// Signs a text with a key: a private key, or a public one that the agent holds.
///
/// # Errors
/// There is no program `ssh-keygen`, or it cannot use the key.
pub fn sign(key: &Path, payload: &str) -> Result<String> {
    let key = key.to_str().context("the path of the key is not UTF-8")?;
    let (said, out) = keygen(&["-Y", "sign", "-q", "-f", key, "-n", NAMESPACE], payload)?;
    match out {
        Some(out) if out.contains("BEGIN SSH SIGNATURE") => Ok(out),
        _ => bail!("`ssh-keygen` cannot sign with `{key}`: {said}"),
    }
}

/// Verifies a signature with a file of allowed signers, in the form of `gpg.ssh.allowedSignersFile`.
///
/// # Errors
/// There is no program `ssh-keygen`, or no such file: nothing can be said of the signature.
pub fn verify(allowed: &Path, payload: &str, signature: &str, at: Timestamp) -> Result<Verdict> {
    if !allowed.is_file() {
        bail!("there is no file of allowed signers `{}`", allowed.display());
    }
    let allowed = allowed.to_str().context("the path of the allowed signers is not UTF-8")?;
    let mut file = tempfile::NamedTempFile::new().context("cannot write a temporary file")?;
    file.write_all(signature.as_bytes()).context("cannot write a temporary file")?;
    let path = file.path().to_str().context("the path of temporary files is not UTF-8")?;
    // A key may be allowed for a time; what counts is when the signature was made.
    let time = format!("-Overify-time={}", at.strftime("%Y%m%d%H%M%SZ"));
    let (said, out) = keygen(&["-Y", "find-principals", "-s", path, "-f", allowed, &time], "")?;
    let Some(out) = out else { return Ok(Verdict::Bad(format!("its key is not allowed to sign ({said})"))) };
    let mut good = Vec::new();
    let mut why = String::new();
    for name in out.lines().map(str::trim).filter(|n| !n.is_empty()) {
        let args = ["-Y", "verify", "-f", allowed, "-I", name, "-n", NAMESPACE, "-s", path, &time];
        match keygen(&args, payload)? {
            (_, Some(_)) => good.push(name.to_owned()),
            (said, None) => why = said,
        }
    }
    Ok(if good.is_empty() {
        Verdict::Bad(format!("its signature does not fit what it says ({why})"))
    } else {
        Verdict::Good(good)
    })
}

/// Runs `ssh-keygen` on a text: what it complains of, and what it prints where it ends well.
fn keygen(args: &[&str], input: &str) -> Result<(String, Option<String>)> {
    let child = Command::new("ssh-keygen")
        .args(args)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("there is no program `ssh-keygen` here, and signatures need one")
        }
        Err(error) => return Err(error).context("cannot run `ssh-keygen`"),
    };
    if let Some(mut stdin) = child.stdin.take() {
        // It may end before it has read everything; its status says why.
        let _ = stdin.write_all(input.as_bytes());
    }
    let out = child.wait_with_output().context("cannot run `ssh-keygen`")?;
    let said =
        String::from_utf8_lossy(&out.stderr).lines().next().unwrap_or("no reason given").trim().to_owned();
    Ok((said, out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())))
}
