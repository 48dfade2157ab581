//! Which files hold tests.

/// Whether a file holds tests, by its name and place.
pub fn is_test(path: &str) -> bool {
    let lower = path.to_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let folder = |f: &str| {
        matches!(
            f,
            "test"
                | "tests"
                | "__tests__"
                | "spec"
                | "e2e"
                | "testing"
                | "integration-tests"
                | "step_definitions"
        ) || f.ends_with(".tests")
            || f.ends_with(".test")
    };
    let words = ["_test", "-test", ".test", "_spec", "-spec", ".spec", "_tests", ".tests"];
    folders.split('/').any(folder)
        || words.iter().any(|w| stem.ends_with(w))
        || stem.starts_with("test_")
        || stem.starts_with("test-")
        || name.ends_with(".feature")
        || matches!(path.rsplit('/').next().and_then(|n| n.split_once('.')), Some((s, _)) if s.ends_with("Test") || s.ends_with("Tests") || s.ends_with("Spec") || s.ends_with("IT"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_name_and_place() {
        for path in [
            "tests/a.rs",
            "src/__tests__/a.ts",
            "a_test.go",
            "test_a.py",
            "a.spec.ts",
            "src/ATest.java",
            "x.feature",
            "spec/a_spec.rb",
            "App.Tests/A.cs",
            "e2e/a.ts",
        ] {
            assert!(is_test(path), "{path}");
        }
        for path in [
            "src/a.rs",
            "specs/1/a.yaml",
            "src/features/login/a.ts",
            "src/latest.rs",
            "src/contest/a.py",
            "attest.go",
        ] {
            assert!(!is_test(path), "{path}");
        }
    }
}
