//! Where comments begin and end, by language: a table, one line a family.

/// How a family of languages writes comments and strings.
#[derive(Debug)]
pub struct Language {
    /// Endings of file names, and whole names, in lower case.
    pub names: &'static [&'static str],
    /// Comments up to the end of the line.
    pub lines: &'static [Line],
    /// Comments with an end of their own.
    pub blocks: &'static [Block],
    /// Strings: in them nothing is a comment.
    pub strings: &'static [Text],
}

/// A comment up to the end of the line.
#[derive(Clone, Copy, Debug)]
pub enum Line {
    /// Wherever the mark stands.
    Any(&'static str),
    /// Only at the start of a word: `$#` and `a#b` are none.
    Word(&'static str),
    /// Only at the start of a line; letters in any case.
    First(&'static str),
}

/// A comment with an end of its own.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// What it begins with.
    pub open: &'static str,
    /// What it ends with.
    pub close: &'static str,
    /// Whether one may stand in another.
    pub nests: bool,
    /// Whether both marks count only at the start of a line.
    pub first: bool,
}

/// A string.
#[derive(Clone, Copy, Debug)]
pub enum Text {
    /// Ends on its line; a backslash escapes.
    Quoted(u8),
    /// Ends on its line; nothing escapes, so a doubled quote is two strings.
    Plain(u8),
    /// One character: `'"'`. A quote that nothing closes soon is a lifetime or an apostrophe.
    Char,
    /// May span lines; whether a backslash escapes.
    Long(&'static str, &'static str, bool),
    /// May span lines; standing alone it documents what follows, and is a comment.
    Doc(&'static str),
    /// `r"…"`, `r#"…"#`.
    Hashed,
    /// `[[…]]`, `[=[…]=]`.
    Bracketed,
    /// `/…/` where no value stands before it.
    Pattern,
}

use Line::{Any, First, Word};
use Text::{Bracketed, Char, Doc, Hashed, Long, Pattern, Plain, Quoted};

const fn block(open: &'static str, close: &'static str) -> Block {
    Block { open, close, nests: false, first: false }
}

const fn nested(open: &'static str, close: &'static str) -> Block {
    Block { open, close, nests: true, first: false }
}

const fn lined(open: &'static str, close: &'static str) -> Block {
    Block { open, close, nests: false, first: true }
}

const C: Block = block("/*", "*/");
const XML: Block = block("<!--", "-->");
const DOUBLE: Text = Quoted(b'"');
const SINGLE: Text = Quoted(b'\'');
const TRIPLE: Text = Long("\"\"\"", "\"\"\"", true);
const BACKTICK: Text = Long("`", "`", true);

const fn family(
    names: &'static [&'static str],
    lines: &'static [Line],
    blocks: &'static [Block],
    strings: &'static [Text],
) -> Language {
    Language { names, lines, blocks, strings }
}

/// The families. To add a language: its endings to the family that writes comments as it does, or a line here.
/// Longer strings come before shorter ones that they begin with.
#[rustfmt::skip]
pub const LANGUAGES: &[Language] = &[
    family(&["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "ino", "m", "mm", "glsl", "hlsl", "cu", "proto", "thrift", "sol", "v", "sv", "vala", "d", "jsonc", "json5", "css", "scss", "less", "styl", "jsonnet", "bicep", "prisma", "wgsl"], &[Any("//")], &[C], &[DOUBLE, Char]),
    family(&["java", "kt", "kts", "scala", "sc", "swift", "dart", "groovy", "gradle"], &[Any("//")], &[nested("/*", "*/")], &[TRIPLE, DOUBLE, Char]),
    family(&["cs", "csx", "fsx"], &[Any("//")], &[C], &[TRIPLE, Long("@\"", "\"", false), Long("$@\"", "\"", false), DOUBLE, Char]),
    family(&["rs"], &[Any("//")], &[nested("/*", "*/")], &[Hashed, Long("\"", "\"", true), Char]),
    family(&["go"], &[Any("//")], &[C], &[Long("`", "`", false), DOUBLE, Char]),
    family(&["zig", "odin"], &[Any("//")], &[], &[DOUBLE, Char]),
    family(&["js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts"], &[Any("//")], &[C], &[BACKTICK, DOUBLE, SINGLE, Pattern]),
    family(&["php", "phtml"], &[Any("//"), Word("#")], &[C, XML], &[Long("\"", "\"", true), Long("'", "'", true)]),
    family(&["py", "pyi", "pyx", "bzl", "bazel", "star", "build", "gd", "sconstruct"], &[Any("#")], &[], &[Doc("\"\"\""), Doc("'''"), DOUBLE, SINGLE]),
    family(&["ex", "exs"], &[Word("#")], &[], &[Doc("\"\"\""), DOUBLE, SINGLE]),
    family(&["jl"], &[Any("#")], &[nested("#=", "=#")], &[Doc("\"\"\""), DOUBLE, Char]),
    family(&["graphql", "gql"], &[Any("#")], &[], &[Doc("\"\"\""), DOUBLE]),
    family(&["rb", "rake", "gemspec", "cr", "gemfile", "rakefile"], &[Word("#")], &[lined("=begin", "=end")], &[DOUBLE, SINGLE]),
    family(&["pl", "pm", "t", "raku"], &[Word("#")], &[lined("=", "=cut")], &[DOUBLE, SINGLE]),
    family(&["sh", "bash", "zsh", "fish", "ksh", "bats", "awk", "sed", "tcl", "mk", "mak", "cmake", "cmakelists.txt", "makefile", "gnumakefile", "justfile", "dockerfile", "containerfile", "vagrantfile", "jenkinsfile", "procfile"], &[Word("#")], &[], &[DOUBLE, Plain(b'\'')]),
    family(&["yaml", "yml", "toml", "conf", "cfg", "properties", "env", "gitignore", "dockerignore", "editorconfig", "codeowners", "nix", "r", "cql", "nim", "tf", "tfvars", "hcl", "rego"], &[Word("#"), First("//")], &[C], &[DOUBLE, Plain(b'\'')]),
    family(&["ini", "reg", "desktop", "service"], &[First(";"), First("#")], &[], &[]),
    family(&["ps1", "psm1", "psd1"], &[Word("#")], &[block("<#", "#>")], &[DOUBLE, Plain(b'\'')]),
    family(&["feature"], &[First("#"), First("@")], &[], &[]),
    family(&["sql", "psql", "pgsql", "plsql", "ddl", "dml", "hql"], &[Any("--"), First("#")], &[C], &[Long("'", "'", false), Plain(b'"')]),
    family(&["lua"], &[Any("--")], &[], &[Bracketed, DOUBLE, SINGLE]),
    family(&["hs", "lhs", "elm", "purs", "agda", "idr", "dhall"], &[Any("--")], &[nested("{-", "-}")], &[DOUBLE, Char]),
    family(&["ada", "adb", "ads", "vhd", "vhdl"], &[Any("--")], &[], &[Plain(b'"'), Char]),
    family(&["ml", "mli", "fs", "fsi", "sml", "coq", "thy"], &[Any("//")], &[nested("(*", "*)")], &[TRIPLE, Long("\"", "\"", true), Char]),
    family(&["pas", "pp", "dpr", "lpr"], &[Any("//")], &[block("(*", "*)"), block("{", "}")], &[Plain(b'\'')]),
    family(&["clj", "cljs", "cljc", "edn", "lisp", "lsp", "el", "scm", "ss", "rkt", "fnl", "hy"], &[Any(";")], &[nested("#|", "|#")], &[Long("\"", "\"", true)]),
    family(&["asm", "s", "nasm"], &[Any(";"), Word("#"), Word("//"), First("@")], &[C], &[DOUBLE, Char]),
    family(&["erl", "hrl", "pro", "prolog", "tex", "sty", "cls", "bib", "ps"], &[Any("%")], &[C], &[DOUBLE]),
    family(&["mat", "matlab", "oct"], &[Any("%"), Word("#")], &[lined("%{", "%}")], &[DOUBLE]),
    family(&["vb", "vbs", "bas", "frm", "vba"], &[Any("'"), First("rem ")], &[], &[Plain(b'"')]),
    family(&["bat", "cmd"], &[First("::"), First("rem "), First("@rem ")], &[], &[]),
    family(&["f", "for", "f90", "f95", "f03", "f08"], &[Any("!")], &[], &[Plain(b'"'), Plain(b'\'')]),
    family(&["cob", "cbl", "cpy"], &[Any("*>")], &[], &[Plain(b'"'), Plain(b'\'')]),
    family(&["html", "htm", "xml", "xhtml", "xsd", "xsl", "xslt", "vue", "svelte", "astro", "cshtml", "razor", "jsp", "ejs", "erb", "csproj", "vbproj", "props", "targets", "plist", "xaml", "storyboard", "resx", "wsdl", "fxml"], &[First("//")], &[XML, C, block("{{!--", "--}}"), block("<%--", "--%>"), block("@*", "*@")], &[]),
    family(&["j2", "jinja", "jinja2", "twig", "liquid", "njk"], &[], &[block("{#", "#}"), XML], &[]),
];

/// For names that no family has: what most languages do, and only where it is hard to mistake.
pub const OTHER: Language =
    family(&[], &[Word("//"), Word("#"), Word("--"), First(";"), First("%")], &[C, XML], &[DOUBLE]);

/// Endings of files that hold prose or data, in which nothing is an annotation.
const NO_CODE: &[&str] = &[
    "md", "markdown", "mdx", "rst", "adoc", "asciidoc", "org", "txt", "text", "log", "json", "jsonl",
    "ndjson", "geojson", "ipynb", "csv", "tsv", "lock", "sum", "map", "svg", "po", "pot", "snap", "patch",
    "diff", "pem", "crt", "key", "png", "jpg", "jpeg", "gif", "webp", "ico", "bmp", "tif", "tiff", "pdf",
    "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "tar",
    "jar", "war", "class", "o", "a", "so", "dll", "exe", "dylib", "lib", "pdb", "wasm", "pyc", "rlib",
    "rmeta", "bin", "dat", "db", "sqlite", "parquet", "avro", "woff", "woff2", "ttf", "otf", "eot", "mp3",
    "mp4", "mov", "avi", "webm", "wav", "ogg", "flac",
];

/// The family that a file belongs to, by its name; `None` for prose, data and what somebody minified.
pub fn language(path: &str) -> Option<&'static Language> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or(name.as_str(), |(_, ending)| ending);
    if name.contains(".min.") || name.ends_with(".bundle.js") {
        return None;
    }
    let of = |word: &str| LANGUAGES.iter().find(|l| l.names.contains(&word));
    // `Dockerfile.dev` is one, and `CMakeLists.txt` is no prose.
    let head = name.split('.').next().unwrap_or("");
    let known = of(&name).or_else(|| of(ending)).or_else(|| of(head).filter(|_| head.ends_with("file")));
    known.or_else(|| (!NO_CODE.contains(&ending)).then_some(&OTHER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_how_comments_are_written() {
        for (path, mark) in [
            ("src/a.rs", Some("//")),
            ("A.PY", Some("#")),
            ("build/Dockerfile.dev", Some("#")),
            ("CMakeLists.txt", Some("#")),
            ("x.sql", Some("--")),
            ("x.unheard", Some("//")),
            ("LICENSE", Some("//")),
            ("notes.txt", None),
            ("x.min.js", None),
            ("docs/plan.md", None),
        ] {
            let first = language(path).map(|l| match l.lines[0] {
                Any(mark) | Word(mark) | First(mark) => mark,
            });
            assert_eq!(first, mark, "{path}");
        }
    }

    #[test]
    fn no_ending_belongs_to_two_families() {
        let mut all: Vec<_> = LANGUAGES.iter().flat_map(|l| l.names).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|name| !NO_CODE.contains(name)));
    }
}
