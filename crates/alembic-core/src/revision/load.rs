//! Building a [`RevisionMap`]: the steps of Alembic's `RevisionMap._revision_map`, in its order.

use std::collections::HashMap;
use std::sync::Arc;

use super::cycles;
use super::error::{CycleKind, RevisionError, RevisionWarning};
use super::map::RevisionMap;
use super::node::{Node, NodeId, Revision, is_falsy};
use super::node_set::NodeSet;
use super::walk::Edges;

pub(super) fn load(
    revisions: impl IntoIterator<Item = Revision>,
    warnings: &mut Vec<RevisionWarning>,
) -> Result<RevisionMap, RevisionError> {
    let mut map = collect(revisions, warnings)?;
    map_branch_labels(&mut map)?;
    add_depends_on(&mut map)?;
    let labels_below = link(&mut map, warnings)?;
    if let Some((id, label)) = labels_below.first() {
        return Err(label_below_error(&map, &labels_below, *id, label));
    }
    normalize_depends_on(&mut map);
    cycles::detect(&map)?;
    cycles::measure_depth(&mut map)?;
    spread_branch_labels(&mut map);
    Ok(map)
}

/// Takes the revisions in, by id.
fn collect(
    revisions: impl IntoIterator<Item = Revision>,
    warnings: &mut Vec<RevisionWarning>,
) -> Result<RevisionMap, RevisionError> {
    let revisions = revisions.into_iter();
    let (number, _) = revisions.size_hint();
    let mut map = RevisionMap::default();
    map.keys.reserve(number);
    map.nodes.reserve(number);
    for written in revisions {
        written.verify()?;
        let id = map.nodes.len();
        let position = match map.keys.insert(written.revision.clone(), id) {
            Some(earlier) => {
                warnings.push(RevisionWarning::PresentMoreThanOnce {
                    revision: written.revision.clone(),
                });
                let position = map.nodes[earlier].position;
                map.ids[position] = id;
                position
            }
            None => {
                map.ids.push(id);
                map.ids.len() - 1
            }
        };
        map.nodes.push(Node::new(id, position, written));
    }
    for node in &mut map.nodes {
        node.canonical = map.ids[node.position];
    }
    map.bases = (0..map.nodes.len()).filter(|&id| map.nodes[id].is_base()).collect();
    map.real_bases = (0..map.nodes.len())
        .filter(|&id| map.nodes[id].is_real_base())
        .collect();
    Ok(map)
}

fn map_branch_labels(map: &mut RevisionMap) -> Result<(), RevisionError> {
    for id in 0..map.nodes.len() {
        for label in map.nodes[id].written.branch_labels.clone() {
            if let Some(&other) = map.keys.get(&label) {
                return Err(RevisionError::BranchNameInUse {
                    branch_label: label,
                    revision: map.nodes[id].id().to_owned(),
                    used_by: map.nodes[other].id().to_owned(),
                });
            }
            let shared: Arc<str> = label.as_str().into();
            map.keys.insert(label, id);
            map.nodes[id].add_branch_label(&shared);
            map.labels.push((shared, id));
        }
    }
    Ok(())
}

fn add_depends_on(map: &mut RevisionMap) -> Result<(), RevisionError> {
    for id in 0..map.nodes.len() {
        let written = &map.nodes[id].written;
        if is_falsy(&written.dependencies) {
            continue;
        }
        let mut dependencies = Vec::with_capacity(written.dependencies.len());
        for dependency in &written.dependencies {
            let Some(&found) = map.keys.get(dependency) else {
                return Err(RevisionError::MissingDependency {
                    revision: written.revision.clone(),
                    dependency: dependency.clone(),
                });
            };
            push_new(&mut dependencies, map.nodes[found].canonical);
        }
        map.nodes[id].dependencies = dependencies;
    }
    Ok(())
}

/// Resolves the `down_revision`s, tells each revision what comes after it, and finds the heads.
///
/// Returns the revisions that name a branch label as their `down_revision`, with the label.
fn link(map: &mut RevisionMap, warnings: &mut Vec<RevisionWarning>) -> Result<Vec<(NodeId, String)>, RevisionError> {
    let mut labels_below = Vec::new();
    let (mut followed, mut needed) = (NodeSet::new(map.nodes.len()), NodeSet::new(map.nodes.len()));
    // A revision hidden behind a later one of the same id is visited only if a branch label leads to it.
    let hidden = map
        .labels
        .iter()
        .map(|(_, id)| *id)
        .filter(|&id| map.nodes[id].canonical != id);
    let visited: Vec<NodeId> = map.ids.iter().copied().chain(hidden).collect();
    for &id in &visited {
        link_down(map, id, &mut labels_below).inspect_err(|error| {
            if let RevisionError::MissingDownRevision { down_revision, .. } = error {
                warnings.push(RevisionWarning::NotPresent {
                    down_revision: down_revision.clone(),
                    referenced_from: map.nodes[id].to_string(),
                });
            }
        })?;
        let canonical = map.nodes[id].canonical;
        let repeats = map.nodes.len() != map.ids.len();
        for below in map.nodes[id].all_down().collect::<Vec<_>>() {
            add_next(&mut map.nodes[below].all_next, canonical, repeats);
            needed.insert(below);
            if map.nodes[id].down.contains(&below) {
                add_next(&mut map.nodes[below].next, canonical, repeats);
                followed.insert(below);
            }
        }
    }
    for id in 0..map.nodes.len() {
        if map.nodes[id].canonical != id && map.nodes[id].down.is_empty() {
            link_down(map, id, &mut labels_below)?;
        }
    }
    for (_, label) in &labels_below {
        if let Some(&below) = map.keys.get(label) {
            followed.insert(below);
            needed.insert(below);
        }
    }
    map.heads = (0..map.nodes.len()).filter(|&id| !followed.contains(id)).collect();
    map.real_heads = (0..map.nodes.len()).filter(|&id| !needed.contains(id)).collect();
    Ok(labels_below)
}

/// Resolves the `down_revision`s of one revision.
fn link_down(map: &mut RevisionMap, id: NodeId, labels_below: &mut Vec<(NodeId, String)>) -> Result<(), RevisionError> {
    let written = &map.nodes[id].written;
    let mut down = Vec::with_capacity(written.down_revision.len());
    for name in &written.down_revision {
        match map.keys.get(name) {
            Some(&found) if map.nodes[found].id() == name => push_new(&mut down, found),
            Some(_) => labels_below.push((id, name.clone())),
            None => {
                return Err(RevisionError::MissingDownRevision {
                    revision: written.revision.clone(),
                    down_revision: name.clone(),
                });
            }
        }
    }
    map.nodes[id].down = down;
    Ok(())
}

/// Alembic notices a label in the place of a `down_revision` where it resolves dependencies; elsewhere it crashes.
fn label_below_error(map: &RevisionMap, labels_below: &[(NodeId, String)], id: NodeId, label: &str) -> RevisionError {
    let is_broken = |id: NodeId| labels_below.iter().any(|(above, _)| *above == id);
    let mut dependents = (0..map.nodes.len()).filter(|&id| !map.nodes[id].dependencies.is_empty());
    if dependents.any(|id| map.depth_first(Edges::VersionedDown, id).into_iter().any(is_broken)) {
        return RevisionError::BrokenMap;
    }
    if map.heads.is_empty() || map.bases.is_empty() {
        return cycles::everywhere(map, CycleKind::Cycle);
    }
    RevisionError::LabelAsDownRevision {
        revision: map.nodes[id].id().to_owned(),
        branch_label: label.to_owned(),
    }
}

fn push_new(list: &mut Vec<NodeId>, node: NodeId) {
    if !list.contains(&node) {
        list.push(node);
    }
}

/// Without repeated ids a revision comes to each list once, and a base with thousands of branches is no problem.
fn add_next(list: &mut Vec<NodeId>, node: NodeId, repeats: bool) {
    if repeats {
        push_new(list, node);
    } else {
        list.push(node);
    }
}

/// Leaves out of each revision's dependencies those that one of its ancestors has too.
fn normalize_depends_on(map: &mut RevisionMap) {
    let mut dependents: HashMap<NodeId, usize> = HashMap::new();
    for dependency in map.nodes.iter().flat_map(|node| &node.dependencies) {
        *dependents.entry(*dependency).or_default() += 1;
    }
    let mut stack = Vec::new();
    for id in (0..map.nodes.len())
        .filter(|&id| !map.nodes[id].dependencies.is_empty())
        .collect::<Vec<_>>()
    {
        // What nobody else depends on, no ancestor depends on.
        let is_shared = |node: &NodeId| dependents.get(node).is_some_and(|&count| count > 1);
        let mut shared: Vec<NodeId> = map.nodes[id].dependencies.iter().copied().filter(is_shared).collect();
        let mut normalized = map.nodes[id].dependencies.clone();
        if !shared.is_empty() {
            let mut seen = NodeSet::new(map.nodes.len());
            seen.insert(id);
            stack.clear();
            stack.extend(&map.nodes[id].down);
            while let Some(ancestor) = stack.pop() {
                if shared.is_empty() {
                    break;
                }
                if seen.insert(ancestor) {
                    let theirs = &map.nodes[ancestor].dependencies;
                    shared.retain(|node| !theirs.contains(node));
                    normalized.retain(|node| !theirs.contains(node));
                    stack.extend(&map.nodes[ancestor].down);
                }
            }
        }
        let node = &mut map.nodes[id];
        node.down_and_dependencies = node.down.clone();
        for dependency in normalized {
            push_new(&mut node.down_and_dependencies, dependency);
        }
    }
}

/// Alembic's `_add_branches`: a label applies to all descendants of its revision, and to its ancestors as long as the
/// history neither branches nor merges.
fn spread_branch_labels(map: &mut RevisionMap) {
    for id in 0..map.nodes.len() {
        if map.nodes[id].written.branch_labels.is_empty() {
            continue;
        }
        let labels = map.nodes[id].branch_labels.clone();
        let spread = |map: &mut RevisionMap, node: NodeId| {
            for label in &labels {
                map.nodes[node].add_branch_label(label);
            }
        };
        let descendants = map.depth_first(Edges::Next, id);
        for &node in &descendants {
            spread(map, node);
        }
        let mut parent = descendants.last().copied();
        while let Some(node) = parent {
            if map.nodes[node].all_next.len() > 1 || map.nodes[node].is_merge_point() {
                break;
            }
            spread(map, node);
            parent = map.nodes[node].down.first().copied();
        }
    }
}
