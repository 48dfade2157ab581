//! An approval that was changed, cut off, renamed or copied is no approval; a signature holds what it is over.

#![allow(clippy::unwrap_used)]

use planc_store::signature::{Verdict, sign, verify};
use planc_store::{Approval, ApprovalKind, approvals, create_new, snapshot};
use std::path::Path;
use std::process::{Command, Stdio};

fn approval() -> Approval {
    Approval {
        version: 1,
        kind: ApprovalKind::Approval,
        plan: "PLAN-001".to_owned(),
        path: "docs/plans/PLAN-001-login.md".to_owned(),
        digest: format!("sha256:{}", "ab".repeat(32)),
        by: "Ana Silva <ana@example.org>".to_owned(),
        role: Some("tech lead".to_owned()),
        at: "2026-03-04T05:06:07Z".parse().unwrap(),
        commit: None,
        note: Some("with \"quotes\"\nand lines".to_owned()),
        seal: String::new(),
        signature: None,
    }
    .sealed()
}

fn place(approval: &Approval) -> String {
    format!("{}/{}", Approval::folder(&approval.plan), approval.file_name())
}

#[test]
fn what_was_written_is_read() {
    let given = approval();
    let filed = Approval::read(&place(&given), &given.to_text().unwrap());
    assert_eq!(filed.fault, None);
    assert_eq!(filed.approval.as_ref(), Some(&given));
    assert_eq!(
        place(&given),
        ".planc/approvals/plan-001/20260304T050607000Z-ana-silva-ana-example-org-tech-lead-abababababab.toml"
    );
}

/// What is said of a file; empty where it is believed.
fn fault(path: &str, text: &str) -> String {
    Approval::read(path, text).fault.unwrap_or_default()
}

#[test]
fn every_byte_that_goes_makes_it_void() {
    let given = approval();
    let text = given.to_text().unwrap();
    for end in 0..text.trim_end().len() {
        if text.is_char_boundary(end) {
            assert_ne!(fault(&place(&given), &text[..end]), "", "cut off at byte {end}");
        }
    }
}

#[test]
fn every_word_that_changes_makes_it_void() {
    let given = approval();
    let text = given.to_text().unwrap();
    for (old, new) in [
        ("PLAN-001\"", "PLAN-002\""),
        ("docs/plans", "docs/other"),
        ("abab", "abac"),
        ("Ana Silva", "Eve Silva"),
        ("tech lead", "owner"),
        ("05:06:07", "05:06:08"),
        ("\"approval\"", "\"revocation\""),
        ("and lines", "and more lines"),
        ("version = 1", "version = 2"),
    ] {
        let forged = text.replacen(old, new, 1);
        assert_ne!(forged, text, "{old}");
        assert_ne!(fault(&place(&given), &forged), "", "{old}");
    }
    assert_ne!(fault(&place(&given), &format!("{text}more = 1\n")), "");
}

#[test]
fn a_copy_in_another_place_is_void() {
    let given = approval();
    let text = given.to_text().unwrap();
    assert!(fault(&place(&given).replace("plan-001", "plan-002"), &text).contains("another place"));
    assert!(fault(&place(&given).replace("20260304", "20260305"), &text).contains("another place"));
}

#[test]
fn a_folder_is_read_in_order_with_its_faults() {
    let folder = tempfile::tempdir().unwrap();
    assert!(approvals(folder.path()).unwrap().is_empty());
    let given = approval();
    let later = Approval { at: "2026-03-05T00:00:00Z".parse().unwrap(), ..given.clone() }.sealed();
    for one in [&later, &given] {
        create_new(&folder.path().join(place(one)), &one.to_text().unwrap()).unwrap();
    }
    create_new(&folder.path().join(".planc/approvals/plan-001/x.toml"), "version = ").unwrap();
    let found = approvals(folder.path()).unwrap();
    let at: Vec<_> = found.iter().filter_map(|f| Some(f.approval.as_ref()?.at)).collect();
    assert_eq!(at, [given.at, later.at]);
    assert_eq!(found.iter().filter(|f| f.fault.is_some()).count(), 1);
}

#[test]
fn snapshots_are_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let digest = approval().digest;
    assert_eq!(snapshot::kept(folder.path(), &digest), None);
    snapshot::keep(folder.path(), &digest, "meaning").unwrap();
    snapshot::keep(folder.path(), &digest, "meaning").unwrap();
    assert_eq!(snapshot::kept(folder.path(), &digest).as_deref(), Some("meaning"));
    assert_eq!(snapshot::kept(folder.path(), "sha256:../../x"), None);
}

/// A new key without a passphrase; `None` where there is no `ssh-keygen` to make one.
fn key(folder: &Path, name: &str) -> Option<String> {
    let path = folder.join(name);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
        .arg(&path)
        .stdin(Stdio::null())
        .status();
    made.ok().filter(std::process::ExitStatus::success)?;
    Some(std::fs::read_to_string(path.with_extension("pub")).unwrap())
}

#[test]
fn a_signature_is_good_for_its_words_and_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let (Some(ana), Some(_)) = (key(folder.path(), "ana"), key(folder.path(), "eve")) else {
        println!("no ssh-keygen here");
        return;
    };
    let allowed = folder.path().join("allowed");
    std::fs::write(&allowed, format!("ana@example.org namespaces=\"planc-approval\" {ana}")).unwrap();
    let given = approval();
    let signature = sign(&folder.path().join("ana"), &given.payload()).unwrap();
    let good = verify(&allowed, &given.payload(), &signature, given.at).unwrap();
    assert_eq!(good, Verdict::Good(vec!["ana@example.org".to_owned()]));
    let bad = |payload: &str, signature: &str| {
        matches!(verify(&allowed, payload, signature, given.at).unwrap(), Verdict::Bad(_))
    };
    assert!(bad(&given.payload().replace("Ana", "Eve"), &signature));
    assert!(bad(&given.payload(), &signature[..signature.len() / 2]));
    let eve = sign(&folder.path().join("eve"), &given.payload()).unwrap();
    assert!(bad(&given.payload(), &eve));
    assert!(verify(&folder.path().join("none"), &given.payload(), &signature, given.at).is_err());
    assert!(sign(&folder.path().join("nobody"), "x").is_err());
}
