//! How many tests a program ran, read from what it prints.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Counts {
    /// Adds what a line of output reports. Three dialects: cargo's (`test result: ok. 3 passed; 0 failed; …`), Node's
    /// (`ℹ pass 3`, `# fail 0`), and the plain one of our own scripts (`3 passed, 0 failed`).
    pub(super) fn read(&mut self, line: &str) {
        let line = line.trim();
        let result = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
            .map(|(_, counts)| counts);
        if let Some(counts) = result.or_else(|| line.ends_with(" failed").then_some(line)) {
            let mut words = counts.split([' ', ';', ',']).filter(|word| !word.is_empty());
            if let (Some(passed), Some("passed"), Some(failed), Some("failed")) =
                (number(words.next()), words.next(), number(words.next()), words.next())
            {
                self.passed += passed;
                self.failed += failed;
            }
        } else if let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            match rest.split_once(' ') {
                Some(("pass", count)) => self.passed += number(Some(count)).unwrap_or(0),
                Some(("fail" | "cancelled", count)) => self.failed += number(Some(count)).unwrap_or(0),
                _ => {}
            }
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn number(word: Option<&str>) -> Option<u64> {
    word?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(output: &str) -> (u64, u64) {
        let mut counts = Counts::default();
        output.lines().for_each(|line| counts.read(line));
        (counts.passed, counts.failed)
    }

    #[test]
    fn each_program_of_a_cargo_test_counts() {
        let output = "running 3 tests\ntest a ... ok\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        assert_eq!(read(output), (7, 2));
    }

    #[test]
    fn nodes_two_reporters_count() {
        assert_eq!(
            read("ℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0"),
            (3, 2)
        );
        assert_eq!(read("# tests 3\n# pass 3\n# fail 0\n# cancelled 0"), (3, 0));
    }

    #[test]
    fn a_plain_line_counts() {
        assert_eq!(read("  12 passed, 1 failed"), (12, 1));
    }

    #[test]
    fn other_lines_do_not_count() {
        assert_eq!(
            read("test it_has_3 passed; 4 failed\n# passage 3\n3 of them failed\nthe build failed"),
            (0, 0)
        );
    }
}
