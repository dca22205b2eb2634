//! The seeds of the fuzz targets, as they are and with a few bytes changed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use e2e::fuzzing::{self, TARGETS, Target};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Variants of each seed.
const VARIANTS: u64 = 150;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
    names.map(|it| it.into_string().unwrap()).collect()
}

fn seeds(target: &Target) -> Vec<(String, Vec<u8>)> {
    let seeds = folder().join("seeds").join(target.name);
    let read = |name: String| {
        let input = fs::read(seeds.join(&name)).unwrap();
        (name, input)
    };
    names(&seeds).into_iter().map(read).collect()
}

#[test]
fn good_seeds_are_taken_and_bad_ones_refused() {
    for target in TARGETS {
        for (name, input) in seeds(&target) {
            let outcome = fuzzing::run(target.name, &input);
            let shown = format!("{}/{name}: {outcome:?}", target.name);
            if name.starts_with("good-") {
                assert!(outcome.accepted > 0 && outcome.refused == 0, "{shown}");
            } else if name.starts_with("bad-") {
                assert!(outcome.refused > 0, "{shown}");
            }
        }
    }
}

#[test]
fn seeds_with_changed_bytes_break_no_promise() {
    for target in TARGETS {
        for (number, (_, input)) in (0..).zip(seeds(&target)) {
            for variant in 0..VARIANTS {
                let mut random = ChaCha8Rng::seed_from_u64(number << 32 | variant);
                fuzzing::run(target.name, &changed(&input, &mut random));
            }
        }
    }
}

/// Changes, removes and repeats a few bytes.
fn changed(input: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut changed = input.to_vec();
    for _ in 0..random.random_range(1..6) {
        let at = random.random_range(0..=changed.len());
        let end = (at + random.random_range(0..24)).min(changed.len());
        match random.random_range(0..4) {
            0 => drop(changed.drain(at..end)),
            1 => changed.insert(at, random.random()),
            2 => {
                let part = changed[at..end].to_vec();
                let to = random.random_range(0..=changed.len());
                changed.splice(to..to, part);
            }
            _ if at < changed.len() => changed[at] ^= 1 << random.random_range(0..8),
            _ => {}
        }
    }
    changed
}

#[test]
fn every_target_has_a_program_and_seeds() {
    let targets: BTreeSet<_> = TARGETS.iter().map(|it| it.name.to_owned()).collect();
    assert_eq!(names(&folder().join("seeds")), targets);
    let programs: BTreeSet<_> = targets.iter().map(|it| format!("{it}.rs")).collect();
    assert_eq!(names(&folder().join("fuzz_targets")), programs);
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for target in &targets {
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
        let seeds = names(&folder().join("seeds").join(target));
        for kind in ["good-", "bad-"] {
            assert!(seeds.iter().any(|it| it.starts_with(kind)), "{target} has no seed {kind}");
        }
    }
}
