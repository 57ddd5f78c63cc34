//! Where Alembic crashes, or accepts what it should not: what is done here instead.

use alembic_core::revision::{
    CommandError, HeadMaintainer, IterateOptions, Revision, RevisionError, RevisionMap, RevisionWarning, VersionChange,
};

/// One revision: id, `down_revision`, `depends_on`, branch labels.
type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

fn strings(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn load(rows: &[Row<'_>], warnings: &mut Vec<RevisionWarning>) -> Result<RevisionMap, RevisionError> {
    let revisions = rows.iter().map(|&(id, down, depends_on, labels)| Revision {
        dependencies: strings(depends_on),
        branch_labels: strings(labels),
        ..Revision::new(id, down)
    });
    RevisionMap::new(revisions, warnings)
}

fn map(rows: &[Row<'_>]) -> RevisionMap {
    load(rows, &mut Vec::new()).expect("a history")
}

fn load_error(rows: &[Row<'_>]) -> String {
    load(rows, &mut Vec::new()).expect_err("no history").to_string()
}

const LINE: &[Row<'static>] = &[
    ("a1aa", &[], &[], &[]),
    ("b2bb", &["a1aa"], &[], &[]),
    ("c3cc", &["b2bb"], &[], &[]),
];
const FORK: &[Row<'static>] = &[
    ("root", &[], &[], &[]),
    ("one1", &["root"], &[], &["one"]),
    ("two1", &["root"], &[], &["two"]),
    ("one2", &["one1"], &[], &[]),
];

fn message<T: std::fmt::Debug>(result: Result<T, CommandError>) -> String {
    result.expect_err("an error").to_string()
}

#[test]
fn cycles_between_a_head_and_a_base_are_refused() {
    let rows: &[Row<'_>] = &[
        ("a", &[], &[], &[]),
        ("b", &["a", "d"], &[], &[]),
        ("c", &["b"], &[], &[]),
        ("d", &["c"], &[], &[]),
        ("e", &["d"], &[], &[]),
    ];
    assert_eq!(load_error(rows), "Cycle is detected in revisions (b, c, d)");
    let rows: &[Row<'_>] = &[
        ("a", &[], &[], &[]),
        ("b", &["a"], &["d"], &[]),
        ("c", &["b"], &[], &[]),
        ("d", &["c"], &[], &[]),
        ("e", &["d"], &[], &[]),
    ];
    assert_eq!(load_error(rows), "Dependency cycle is detected in revisions (b, c, d)");
}

#[test]
fn what_is_missing_is_named() {
    let mut warnings = Vec::new();
    let rows: &[Row<'_>] = &[("b2bb", &["a1aa"], &[], &[]), ("c3cc", &["b2bb"], &[], &[])];
    let error = load(rows, &mut warnings).expect_err("no parent");
    assert_eq!(
        warnings[0].to_string(),
        "Revision a1aa referenced from a1aa -> b2bb (head),  is not present"
    );
    assert_eq!(
        error.to_string(),
        "Revision b2bb follows revision 'a1aa', which is not present; restore its file or correct down_revision"
    );
    assert_eq!(
        load_error(&[("b2bb", &[], &["a1aa"], &[])]),
        "Revision b2bb depends on 'a1aa', which is neither a revision nor a branch label; restore its file or correct \
         depends_on"
    );
    assert_eq!(
        load_error(&[("a1aa", &[], &[], &["first"]), ("b2bb", &["first"], &[], &[])]),
        "Revision b2bb names the branch label 'first' as its down_revision; a revision id is needed there, branch \
         labels serve in depends_on only"
    );
}

#[test]
fn relative_targets_outside_of_the_history() {
    let line = map(LINE);
    let outside =
        |id: &str| format!("'{id}' leads to the base or beyond the end of the history, where a revision is needed");
    assert_eq!(message(line.upgrade_revs("a1aa-1", &[])), outside("a1aa-1"));
    assert_eq!(message(line.upgrade_revs("b2bb+5", &[])), outside("b2bb+5"));
    assert_eq!(
        line.get_revisions("-5").expect_err("too far").to_string(),
        outside("-5")
    );
    assert_eq!(message(line.stamp_revs("-3", &[])), outside("-3"));
    assert_eq!(
        message(line.upgrade_revs("", &[])),
        "Can't locate revision identified by ''"
    );
    let downgrade = |heads: &[&str]| message(map(FORK).downgrade_revs("one@-1", &strings(heads), &mut Vec::new()));
    assert_eq!(downgrade(&[]), "Relative revision -1 didn't produce 1 migrations");
    assert_eq!(
        downgrade(&["one1", "one2"]),
        "Branch 'one' has several current revisions: one1, one2; name the target revision instead"
    );
}

#[test]
fn ranges_that_cannot_be_walked() {
    let fork = map(FORK);
    let walk = |lower: &str, upper: &str| message(fork.walk_revisions(lower, upper, &mut Vec::new()));
    assert_eq!(
        walk("root@one1", "heads"),
        "Revision root can't stand for its branch, as it has 0 branch labels; name the branch"
    );
    let rows: &[Row<'_>] = &[
        ("a1", &[], &[], &[]),
        ("a2", &["a1"], &[], &[]),
        ("b1", &[], &["a2"], &[]),
        ("c1", &[], &["b1"], &[]),
    ];
    let error = message(map(rows).walk_revisions("a1", "c1", &mut Vec::new()));
    assert_eq!(
        error,
        "Revisions a1, a2 are not connected to the end of the requested range"
    );
    let options = IterateOptions {
        select_for_downgrade: true,
        ..IterateOptions::default()
    };
    let error = fork.iterate_revisions("heads", &strings(&["root"]), options, &mut Vec::new());
    assert_eq!(
        error.expect_err("a list").to_string(),
        "Expected downgrade target in string form"
    );
}

#[test]
fn stamps_in_the_middle_of_current_revisions() {
    let error = message(map(LINE).stamp_revs("b2bb", &strings(&["a1aa", "c3cc"])));
    assert_eq!(
        error,
        "Revision b2bb has both ancestors and descendants among the current revisions"
    );
}

/// Alembic would delete the row of `root`, which is none any more.
#[test]
fn merge_that_depends_on_an_ancestor_of_its_parents() {
    let rows: &[Row<'_>] = &[
        ("root", &[], &[], &[]),
        ("one1", &["root"], &[], &[]),
        ("two1", &["root"], &[], &[]),
        ("join", &["one1", "two1"], &["root"], &[]),
    ];
    let map = map(rows);
    let steps = map.upgrade_revs("heads", &[]).expect("a plan");
    let mut heads = HeadMaintainer::new(&map, []);
    let mut last = Vec::new();
    for step in &steps {
        last = heads.update_to_step(step).expect("fits").changes();
    }
    let (from, to) = ("two1".to_owned(), "join".to_owned());
    assert_eq!(
        last,
        [
            VersionChange::Delete("one1".to_owned()),
            VersionChange::Update { from, to }
        ]
    );
    assert_eq!(heads.heads().iter().collect::<Vec<_>>(), ["join"]);
}

#[test]
fn steps_that_do_not_fit_change_nothing() {
    let line = map(LINE);
    let steps = line.upgrade_revs("heads", &[]).expect("a plan");
    let mut heads = HeadMaintainer::new(&line, strings(&["a1aa", "b2bb"]));
    let error = heads.update_to_step(&steps[0]).expect_err("is there");
    assert_eq!(
        error.to_string(),
        "Revision a1aa is already among the current revisions"
    );
    let down = line
        .downgrade_revs("base", &strings(&["c3cc"]), &mut Vec::new())
        .expect("a plan");
    let error = heads.update_to_step(&down[0]).expect_err("is not there");
    assert_eq!(error.to_string(), "Revision c3cc is not among the current revisions");
    assert_eq!(heads.heads().iter().collect::<Vec<_>>(), ["a1aa", "b2bb"]);
    let stamp = line.stamp_revs("a1aa", &strings(&["c3cc"])).expect("a plan");
    let error = heads.update_to_step(&stamp[0]).expect_err("is not there");
    assert_eq!(
        error.to_string(),
        "Revision a1aa is already among the current revisions"
    );
}

#[test]
fn revisions_named_like_symbols_can_be_walked() {
    let named = map(&[
        ("base", &[], &[], &[]),
        ("head", &["base"], &[], &[]),
        ("tail", &["head"], &[], &[]),
    ]);
    let walked = named.walk_revisions("base", "heads", &mut Vec::new()).expect("a walk");
    assert_eq!(
        walked.iter().map(|revision| revision.revision()).collect::<Vec<_>>(),
        ["tail", "head", "base"]
    );
}

#[test]
fn a_revision_can_be_added() {
    let mut fork = map(FORK);
    let mut warnings = Vec::new();
    fork.add_revision(Revision::new("join", &["one2", "two1"]), &mut warnings)
        .expect("fits");
    assert_eq!(fork.heads(), ["join"]);
    assert!(
        fork.revision("join")
            .is_some_and(|join| join.branch_labels() == ["one", "two"])
    );
    fork.add_revision(Revision::new("next", &["gone"]), &mut warnings)
        .expect_err("no parent");
    fork.add_revision(Revision::new("join", &["one2"]), &mut warnings)
        .expect("counts instead");
    assert_eq!(fork.heads(), ["two1", "join", "join"]);
    let texts: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "Revision gone referenced from gone -> next (head),  is not present",
            "Revision join is present more than once"
        ]
    );
}
