//! Two branches of a repository that each add a revision.

use crate::project::{Project, Said};

fn git(project: &Project, arguments: &[&str]) -> Said {
    let identity = [
        "-c",
        "user.name=somebody",
        "-c",
        "user.email=somebody@example.org",
        "-c",
        "init.defaultBranch=main",
    ];
    let said = project.run("git", &[&identity, arguments].concat());
    assert!(said.success, "git {arguments:?}: {said:?}");
    said
}

#[test]
fn branches_merge_without_conflict() {
    let project = Project::new();
    project.init("migrations", "migrations");
    project.succeeds("revision -m root --rev-id a1");
    git(&project, &["init", "--quiet"]);
    git(&project, &["add", "--all"]);
    git(&project, &["commit", "--quiet", "--message", "root"]);
    for (branch, id) in [("left", "b1"), ("right", "c1")] {
        git(&project, &["checkout", "--quiet", "-b", branch, "main"]);
        project.succeeds(&format!("revision -m {branch} --rev-id {id}"));
        git(&project, &["add", "--all"]);
        git(&project, &["commit", "--quiet", "--message", branch]);
    }
    git(&project, &["merge", "--quiet", "--no-edit", "left"]);
    assert_eq!(project.succeeds("heads"), "b1 (head)\nc1 (head)\n");
    project.succeeds("merge heads -m both --rev-id d1");
    assert_eq!(project.succeeds("heads"), "d1 (head)\n");
    assert!(
        project
            .read("migrations/versions/d1_both.rs")
            .contains("pub const DOWN_REVISION: &[&str] = &[\"b1\", \"c1\"];")
    );
}
