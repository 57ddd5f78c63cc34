//! What holds for every history, and that long and wide ones are no problem.

use std::collections::HashMap;

use alembic_core::revision::{HeadMaintainer, Revision, RevisionMap, Step};
use proptest::prelude::*;

fn load(revisions: Vec<Revision>) -> RevisionMap {
    RevisionMap::new(revisions, &mut Vec::new()).expect("a history")
}

/// Runs the steps; returns the heads after them.
fn run(map: &RevisionMap, heads: &[String], steps: &[Step]) -> Vec<String> {
    let mut maintainer = HeadMaintainer::new(map, heads.iter().cloned());
    for step in steps {
        maintainer.update_to_step(step).expect("a step that fits");
    }
    maintainer.heads().iter().cloned().collect()
}

/// Upgrades all and downgrades all, and checks the order of both.
fn there_and_back(map: &RevisionMap) {
    let up = map.upgrade_revs("heads", &[]).expect("an upgrade");
    assert_eq!(up.len(), map.len());
    let place: HashMap<&str, usize> = up
        .iter()
        .enumerate()
        .filter_map(|(at, step)| Some((step.revision()?, at)))
        .collect();
    for step in &up {
        let after = step.revision().map(|id| place[id]);
        assert!(
            step.from_revisions().iter().all(|id| Some(place[id.as_str()]) < after),
            "{step}"
        );
    }
    let heads = run(map, &[], &up);
    let mut real_heads = map.real_heads();
    real_heads.sort_unstable();
    assert_eq!(heads, real_heads);

    let down = map
        .downgrade_revs("base", &heads, &mut Vec::new())
        .expect("a downgrade");
    let ids = |steps: &[Step]| {
        steps
            .iter()
            .filter_map(Step::revision)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut reversed = ids(&down);
    reversed.reverse();
    assert_eq!(reversed, ids(&up));
    assert!(run(map, &heads, &down).is_empty());
}

/// For each revision, which earlier ones it follows and depends on, as distances back.
fn histories() -> impl Strategy<Value = Vec<(Vec<usize>, Vec<usize>)>> {
    let links = (
        prop::collection::vec(1..6_usize, 0..3),
        prop::collection::vec(1..12_usize, 0..2),
    );
    prop::collection::vec(links, 1..40)
}

proptest! {
    #[test]
    fn plans_are_in_order(links in histories()) {
        let ids = |at: usize, back: &[usize]| {
            let mut ids: Vec<String> = back.iter().filter_map(|back| at.checked_sub(*back)).map(|at| format!("r{at:03}")).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let revisions = links.iter().enumerate().map(|(at, (down, depends_on))| Revision {
            down_revision: ids(at, down),
            dependencies: ids(at, depends_on),
            ..Revision::new(&format!("r{at:03}"), &[])
        });
        there_and_back(&load(revisions.collect()));
    }
}

fn id(branch: &str, at: usize) -> String {
    format!("{branch}{at:05x}")
}

#[test]
fn a_long_line() {
    let line = (0..20_000).map(|at: usize| match at.checked_sub(1) {
        None => Revision {
            branch_labels: vec!["line".to_owned()],
            ..Revision::new(&id("a", 0), &[])
        },
        Some(before) => Revision::new(&id("a", at), &[&id("a", before)]),
    });
    let map = load(line.collect());
    there_and_back(&map);
    assert_eq!(
        map.get_revision(Some("line@head"))
            .expect("a head")
            .map(|head| head.index()),
        Some(19_999)
    );
    let far = map.upgrade_revs("line@+15000", &[]).expect("an upgrade");
    assert_eq!(far.len(), 15_000);
}

#[test]
fn a_long_line_with_dependencies_beside_it() {
    let mut revisions = Vec::new();
    for at in 0..4_000_usize {
        let before = at.checked_sub(1);
        revisions.push(Revision {
            down_revision: before.map(|at| id("a", at)).into_iter().collect(),
            ..Revision::new(&id("a", at), &[])
        });
        revisions.push(Revision {
            down_revision: before.map(|at| id("b", at)).into_iter().collect(),
            dependencies: vec![id("a", at)],
            ..Revision::new(&id("b", at), &[])
        });
    }
    there_and_back(&load(revisions));
}

#[test]
fn many_branches_merged_again_and_again() {
    let mut revisions = vec![Revision::new("root0", &[])];
    for round in 1..4 {
        let branch = |at: usize| format!("w{round}x{at:04}");
        for at in 0..1_500 {
            revisions.push(Revision::new(&branch(at), &[&format!("root{}", round - 1)]));
        }
        let down = (0..1_500).map(branch).collect();
        revisions.push(Revision {
            down_revision: down,
            ..Revision::new(&format!("root{round}"), &[])
        });
    }
    there_and_back(&load(revisions));
}
