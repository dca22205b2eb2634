//! Circles among modules.
//!
//! A module and its descendants are one thing to the modules beside it. So imports between a module and
//! its ancestors are no circle, and each folder is checked by itself: `a::x` that imports `b` and `b` that
//! imports `a` are a circle.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::modules::{Edge, Module};

/// Which child of a folder imports which other one, with an import that shows it.
type Graph<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a Edge>>;

/// The shortest circles through each module, every circle once: the imports on the way round.
pub(super) fn find(edges: &[Edge]) -> Vec<Vec<&Edge>> {
    let mut folders: BTreeMap<&[String], Graph<'_>> = BTreeMap::new();
    for edge in edges {
        let Some(at) = fork(&edge.from, &edge.to) else { continue };
        let graph = folders.entry(&edge.from[..at]).or_default();
        graph.entry(&edge.from[at]).or_default().entry(&edge.to[at]).or_insert(edge);
    }
    folders.values().flat_map(circles).collect()
}

/// Where two paths part; none when one of the modules lies in the other one.
fn fork(one: &Module, other: &Module) -> Option<usize> {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    (same < one.len() && same < other.len()).then_some(same)
}

fn circles<'a>(graph: &Graph<'a>) -> Vec<Vec<&'a Edge>> {
    let mut found = BTreeSet::new();
    for start in graph.keys() {
        if let Some(mut round) = way_back(graph, start) {
            let first = (0..round.len()).min_by_key(|at| round[*at]).unwrap_or_default();
            round.rotate_left(first);
            found.insert(round);
        }
    }
    let edges = |round: Vec<&'a str>| {
        let next = round.iter().cycle().skip(1);
        round.iter().zip(next).map(|(from, to)| graph[from][to]).collect()
    };
    found.into_iter().map(edges).collect()
}

/// The shortest way from a module to itself, without the return.
fn way_back<'a>(graph: &Graph<'a>, start: &&'a str) -> Option<Vec<&'a str>> {
    let mut before: BTreeMap<&str, &'a str> = BTreeMap::new();
    let mut waiting = VecDeque::from([*start]);
    while let Some(at) = waiting.pop_front() {
        for &next in graph.get(at).into_iter().flat_map(BTreeMap::keys) {
            if next == *start {
                let mut way = vec![at];
                while let Some(&previous) = way.last().and_then(|it| before.get(it)) {
                    way.push(previous);
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(next) {
                before.insert(next, at);
                waiting.push_back(next);
            }
        }
    }
    None
}
