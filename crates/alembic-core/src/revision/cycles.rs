use super::error::{CycleKind, RevisionError};
use super::map::RevisionMap;
use super::node::NodeId;
use super::node_set::NodeSet;
use super::walk::Edges;

/// Alembic's `_detect_cycles`: every revision must lie between a head and a base.
pub(super) fn detect(map: &RevisionMap) -> Result<(), RevisionError> {
    if map.nodes.is_empty() {
        return Ok(());
    }
    let ends = [
        (
            CycleKind::Cycle,
            &map.heads,
            Edges::VersionedDown,
            &map.bases,
            Edges::Next,
        ),
        (
            CycleKind::DependencyCycle,
            &map.real_heads,
            Edges::AllDown,
            &map.real_bases,
            Edges::AllNext,
        ),
    ];
    for (kind, heads, down, bases, up) in ends {
        if heads.is_empty() || bases.is_empty() {
            return Err(everywhere(map, kind));
        }
        let mut between = canonical(map, &map.reach(down, heads));
        between.intersect_with(&canonical(map, &map.reach(up, bases)));
        let outside = map.ids.iter().copied().filter(|&id| !between.contains(id));
        let mut revisions = map.id_strings(outside);
        if !revisions.is_empty() {
            revisions.sort_unstable();
            return Err(RevisionError::CycleDetected { kind, revisions });
        }
    }
    Ok(())
}

/// The error that names all revisions, in the order of the map.
pub(super) fn everywhere(map: &RevisionMap, kind: CycleKind) -> RevisionError {
    RevisionError::CycleDetected {
        kind,
        revisions: map.id_strings(map.ids.iter().copied()),
    }
}

/// Alembic compares ids, so a revision hidden behind a later one of the same id counts as that one.
fn canonical(map: &RevisionMap, nodes: &NodeSet) -> NodeSet {
    let mut ids = NodeSet::new(map.nodes.len());
    for node in nodes.iter() {
        ids.insert(map.nodes[node].canonical);
    }
    ids
}

/// Gives each revision a depth greater than that of all revisions it needs.
///
/// This also finds the cycles that Alembic overlooks because a head is above and a base below them; plans made from
/// such a history would be wrong.
pub(super) fn measure_depth(map: &mut RevisionMap) -> Result<(), RevisionError> {
    let mut finished = NodeSet::new(map.nodes.len());
    let mut on_path = NodeSet::new(map.nodes.len());
    let mut path: Vec<(NodeId, usize)> = Vec::new();
    for start in 0..map.nodes.len() {
        path.push((start, 0));
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if finished.contains(node) {
                path.pop();
                continue;
            }
            on_path.insert(node);
            let below = map.nodes[node].nth_down(*edge);
            *edge += 1;
            match below {
                Some(below) if on_path.contains(below) => return Err(cycle_on_path(map, &path, below)),
                Some(below) => path.push((below, 0)),
                None => {
                    let deepest = map.nodes[node].all_down().map(|below| map.nodes[below].depth).max();
                    map.nodes[node].depth = deepest.map_or(0, |depth| depth + 1);
                    on_path.remove(node);
                    finished.insert(node);
                }
            }
        }
    }
    Ok(())
}

fn cycle_on_path(map: &RevisionMap, path: &[(NodeId, usize)], first: NodeId) -> RevisionError {
    let cycle: Vec<NodeId> = path
        .iter()
        .map(|(node, _)| *node)
        .skip_while(|&node| node != first)
        .collect();
    let mut steps = cycle.iter().zip(cycle.iter().skip(1).chain([&first]));
    let versioned = steps.all(|(&above, below)| map.nodes[above].down.contains(below));
    let mut revisions = map.id_strings(cycle.iter().copied());
    revisions.sort_unstable();
    RevisionError::CycleDetected {
        kind: if versioned {
            CycleKind::Cycle
        } else {
            CycleKind::DependencyCycle
        },
        revisions,
    }
}
