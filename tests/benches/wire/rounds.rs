//! Rounds that alternate between two sides.

use anyhow::Context;

/// What one side reached in its rounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    pub(crate) best: f64,
    pub(crate) median: f64,
}

/// What two sides reached in the same rounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comparison {
    pub(crate) baseline: Figures,
    pub(crate) ours: Figures,
    /// Median of what each round says; the two halves of a round share the machine's mood, so this
    /// is steadier than a quotient of the bests.
    pub(crate) ratio: f64,
}

/// Which of two figures is the better one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Better {
    Higher,
    Lower,
}

impl Figures {
    /// The figures of some rounds; there must be one at least.
    pub(crate) fn of(mut rounds: Vec<f64>, better: Better) -> anyhow::Result<Self> {
        rounds.sort_by(f64::total_cmp);
        let best = match better {
            Better::Higher => rounds.last(),
            Better::Lower => rounds.first(),
        };
        let best = *best.context("nothing was measured")?;
        Ok(Self { best, median: rounds[rounds.len() / 2] })
    }
}

/// Measures a baseline and ours by turns; each call returns a rate, in whatever per second.
pub(crate) fn alternate(
    rounds: usize,
    mut baseline: impl FnMut() -> anyhow::Result<f64>,
    mut ours: impl FnMut() -> anyhow::Result<f64>,
) -> anyhow::Result<Comparison> {
    // The first calls fill caches and pools; they don't count.
    baseline()?;
    ours()?;
    let (mut of_baseline, mut of_ours) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        // Whoever is first in one round is second in the next.
        if round % 2 == 0 {
            of_baseline.push(baseline()?);
            of_ours.push(ours()?);
        } else {
            of_ours.push(ours()?);
            of_baseline.push(baseline()?);
        }
    }
    let ratios = of_baseline.iter().zip(&of_ours).map(|(baseline, ours)| ours / baseline).collect();
    Ok(Comparison {
        ratio: Figures::of(ratios, Better::Higher)?.median,
        baseline: Figures::of(of_baseline, Better::Higher)?,
        ours: Figures::of(of_ours, Better::Higher)?,
    })
}
