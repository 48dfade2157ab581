//! Each stage of the pipeline as a full pass over the corpus, on one thread.

use super::clock::{median, on_thread};
use super::plans::Written;
use anyhow::{Result, anyhow};
use planc_dialect::{Library, TaskForm};
use planc_edit::tasks::{Around, Sources, Tasks, form_of};
use planc_engine::{
    Chosen, Config, Document, FileSurroundings, Known, Memo, Selection, Settings, analyze_all, check_all,
    read_document, skim, skim_all,
};
use pulldown_cmark::{Options, Parser};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One pass over the corpus; every stage does all the work of those before it.
struct Stage {
    name: &'static str,
    /// How many times the raw parse it may take.
    aim: Option<f64>,
    /// The work on a few files; gives something that counts.
    work: fn(&[PathBuf], &Bench<'_>) -> Result<usize>,
}

/// What every pass needs.
struct Bench<'b> {
    library: &'b Library,
    /// What plans ask of other documents, from one pass only: every pass reads them anew.
    known: Arc<Known<'b>>,
    /// Every rule that runs without being asked for.
    all: &'b Chosen,
    /// The same but for the family of sub-languages.
    plain: &'b Chosen,
}

const STAGES: &[Stage] = &[
    Stage { name: "read", aim: None, work: |files, bench| each(files, bench, read) },
    Stage { name: "read + events", aim: None, work: |files, bench| each(files, bench, events) },
    Stage { name: "read + tree, sections", aim: None, work: |files, bench| each(files, bench, tree) },
    Stage { name: "… + fit", aim: None, work: |files, bench| each(files, bench, fit) },
    Stage { name: "… + lower", aim: Some(1.5), work: lower },
    Stage { name: "… + lower, tasks listed", aim: None, work: |files, bench| each(files, bench, tasks) },
    Stage {
        name: "… + check, no sub-languages",
        aim: Some(1.9),
        work: |files, bench| check(files, bench, bench.plain),
    },
    Stage {
        name: "… + check, all rules",
        aim: Some(3.0),
        work: |files, bench| check(files, bench, bench.all),
    },
];

/// The stage that the others are compared with.
const RAW: usize = 1;

/// So many files are worked on side by side, as `planc check` does.
const SIDE_BY_SIDE: usize = 16;

fn each(files: &[PathBuf], bench: &Bench<'_>, work: fn(&Path, &Bench<'_>) -> Result<usize>) -> Result<usize> {
    files.iter().try_fold(0, |sum, file| Ok(sum + work(file, bench)?))
}

fn read(path: &Path, _: &Bench<'_>) -> Result<usize> {
    Ok(std::fs::read(path)?.len())
}

fn documents(files: &[PathBuf]) -> Result<Vec<Document>> {
    files.iter().map(|file| read_document(file)).collect()
}

/// What the raw parser alone takes, with the options of `planc-syntax`.
fn events(path: &Path, _: &Bench<'_>) -> Result<usize> {
    let text = String::from_utf8(std::fs::read(path)?)?;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES;
    Ok(Parser::new_ext(&text, options).into_offset_iter().map(|event| black_box(event).1.len() & 1).sum())
}

fn tree(path: &Path, _: &Bench<'_>) -> Result<usize> {
    let document = read_document(path)?;
    let tree = planc_syntax::parse(&document.text);
    Ok(black_box(&tree).nodes.len())
}

fn fit(path: &Path, bench: &Bench<'_>) -> Result<usize> {
    let document = read_document(path)?;
    let tree = planc_syntax::parse(&document.text);
    Ok(black_box(bench.library.fit(&tree)).spots.len())
}

fn lower(files: &[PathBuf], bench: &Bench<'_>) -> Result<usize> {
    let documents = documents(files)?;
    let texts = documents.iter().map(|document| (document.text.as_str(), "plan.md"));
    Ok(black_box(analyze_all(bench.library, texts)).iter().map(|analysis| analysis.records.len()).sum())
}

/// The list of tasks of a plan, made and read back: what `planc tasks --write` does but for the disk.
fn tasks(path: &Path, bench: &Bench<'_>) -> Result<usize> {
    let document = read_document(path)?;
    let analysis = skim(bench.library, &document.text, "plan.md");
    let around = Around { plan: "./plan.md".to_owned(), ..Around::default() };
    let (tree, plan, library) = (&analysis.tree, &analysis.plan, bench.library);
    let folder = form_of(library, &plan.dialect.name).is_some_and(TaskForm::is_folder);
    let sources = Sources { tree, plan, library, files: &[], folder, around: &around };
    let merge =
        Tasks::read(sources).and_then(|tasks| tasks.merge()).map_err(|refusal| anyhow!(refusal.message))?;
    Ok(black_box(&merge.notes).len())
}

fn check(files: &[PathBuf], bench: &Bench<'_>, chosen: &Chosen) -> Result<usize> {
    let documents = documents(files)?;
    let texts = documents.iter().map(|document| (document.text.as_str(), "plan.md"));
    let analyses = skim_all(bench.library, texts);
    let around = |file: &PathBuf| FileSurroundings::sharing(file, Arc::clone(&bench.known));
    let around: Vec<_> = files.iter().map(around).collect();
    let contexts = analyses.iter().zip(&around).map(|(a, around)| a.context(bench.library, around));
    let contexts: Vec<_> = contexts.collect();
    let found = black_box(check_all(contexts.iter().map(|context| (context, chosen))));
    bench.known.rest();
    Ok(found.iter().map(Vec::len).sum())
}

/// What runs where these families are ignored.
fn settings(ignore: &[&str]) -> Result<Chosen> {
    let ignore = ignore.iter().map(|name| (*name).to_owned()).collect();
    let selection = Selection { ignore, ..Selection::default() };
    Ok(Settings::new(&Config::default(), &selection)?.at(None))
}

/// Measures every stage `repeat` times, in turns, and prints a table of the medians.
pub fn run(folder: &Path, written: &Written, repeat: usize) -> Result<()> {
    let (library, all, plain) = (Library::builtin(), settings(&[])?, settings(&["languages"])?);
    let files: Vec<PathBuf> = written.files.iter().map(|(path, _)| path.clone()).collect();
    let pass = |stage: &Stage| {
        let memo = Memo::default();
        let known = Arc::new(Known::new(folder, &library).keeping(&memo));
        let bench = Bench { library: &library, known, all: &all, plain: &plain };
        let some = files.chunks(SIDE_BY_SIDE);
        some.into_iter().try_fold(0, |sum, files| Ok::<_, anyhow::Error>(sum + (stage.work)(files, &bench)?))
    };
    let mut times = vec![Vec::with_capacity(repeat); STAGES.len()];
    let mut findings = 0;
    // Files that were never read cost what the disk costs.
    pass(&STAGES[0])?;
    for _ in 0..repeat {
        for (stage, times) in STAGES.iter().zip(&mut times) {
            let (sum, seconds) = on_thread(|| pass(stage));
            findings = sum?;
            times.push(seconds);
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|t| median(t)).collect();
    println!("one thread, CPU time, median of {repeat}    seconds     MB/s   ratio");
    for (stage, seconds) in STAGES.iter().zip(&medians) {
        let (speed, ratio) = (written.bytes as f64 / 1e6 / seconds, seconds / medians[RAW]);
        let aim = match stage.aim {
            Some(aim) if ratio > aim => format!("   over the aim of {aim}"),
            Some(aim) => format!("   aim {aim}"),
            None => String::new(),
        };
        println!("  {:<36} {seconds:>8.3} {speed:>8.0} {ratio:>7.2}{aim}", stage.name);
    }
    println!("  {findings} findings; {}\n", detected(written, &library)?);
    Ok(())
}

/// How many plans are taken for what they were written as: a corpus that nobody recognises proves nothing.
fn detected(written: &Written, library: &Library) -> Result<String> {
    let mut right = 0;
    for (path, dialect) in &written.files {
        let document = read_document(path)?;
        let taken = library.fit(&planc_syntax::parse(&document.text)).dialect;
        right += usize::from(taken.name == *dialect);
    }
    Ok(format!("{right} of {} plans taken for their dialect", written.files.len()))
}
