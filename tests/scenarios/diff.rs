//! The difference of two texts, line by line.

const SHOWN: usize = 60;

/// Lines of `expected` that are missing (`-`) and lines of `actual` that are extra (`+`), among the equal ones.
pub(crate) fn lines(expected: &str, actual: &str) -> String {
    let old: Vec<&str> = expected.split_inclusive('\n').collect();
    let new: Vec<&str> = actual.split_inclusive('\n').collect();
    let common = common_lengths(&old, &new);
    let (mut i, mut j) = (0, 0);
    let mut result = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            result.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            result.push(('-', old[i]));
            i += 1;
        } else {
            result.push(('+', new[j]));
            j += 1;
        }
    }
    print(&near_changes(&result))
}

/// `table[i][j]`: how many lines `old[i..]` and `new[j..]` have in common, in order.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i][j] = if old[i] == new[j] {
                table[i + 1][j + 1] + 1
            } else {
                table[i + 1][j].max(table[i][j + 1])
            };
        }
    }
    table
}

/// The changed lines with two equal ones around them.
fn near_changes<'a>(lines: &[(char, &'a str)]) -> Vec<(char, &'a str)> {
    let near = |at: usize| {
        lines[at.saturating_sub(2)..lines.len().min(at + 3)]
            .iter()
            .any(|(sign, _)| *sign != ' ')
    };
    (0..lines.len()).filter(|at| near(*at)).map(|at| lines[at]).collect()
}

fn print(lines: &[(char, &str)]) -> String {
    let mut text: String = lines
        .iter()
        .take(SHOWN)
        .map(|(sign, line)| match line.strip_suffix('\n') {
            Some(line) => format!("    {sign}{line}\n"),
            None => format!("    {sign}{line}⏎ missing\n"),
        })
        .collect();
    if lines.len() > SHOWN {
        text.push_str(&format!("    … {} more lines\n", lines.len() - SHOWN));
    }
    text
}
