//! The table on standard output.

use std::io::{self, Write};

use crate::rounds::{Comparison, Figures};

/// What figures are counted in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    PerSecond,
    Millis,
    Mebibytes,
    Kibibytes,
    Bytes,
}

/// What ours is to reach by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
}

/// The table, printed line by line as the figures come in.
pub(crate) struct Table {
    rows: usize,
    met: usize,
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::PerSecond => format!("{figure:.0}/s"),
            Self::Millis => format!("{figure:.2} ms"),
            Self::Mebibytes => format!("{figure:.2} MiB"),
            Self::Kibibytes => format!("{figure:.2} KiB"),
            Self::Bytes => format!("{figure:.0} B"),
        }
    }
}

/// One line; the same for head and body, so that the columns stand under each other.
fn line(cells: [&str; 8]) -> io::Result<()> {
    let [what, baseline, baseline_median, ours, ours_median, ratio, target, met] = cells;
    writeln!(
        io::stdout(),
        "{what:<36} {baseline:>11} {baseline_median:>11} {ours:>11} {ours_median:>11} {ratio:>6} \
         {target:>13} {met:>4}"
    )
}

impl Table {
    /// Prints the head.
    pub(crate) fn begin() -> io::Result<Self> {
        line(["", "baseline", "", "ours", "", "", "", ""])?;
        line(["", "best", "median", "best", "median", "ratio", "target", "met"])?;
        Ok(Self { rows: 0, met: 0 })
    }

    /// Prints a comparison; ours is to reach so much of the baseline.
    pub(crate) fn compare(&mut self, what: &str, it: &Comparison, least: f64) -> io::Result<()> {
        let show = |figure| Unit::PerSecond.show(figure);
        let met = self.count(it.ratio >= least);
        line([
            what,
            &show(it.baseline.best),
            &show(it.baseline.median),
            &show(it.ours.best),
            &show(it.ours.median),
            &format!("{:.2}", it.ratio),
            &format!(">= {least:.2}"),
            met,
        ])
    }

    /// Prints figures that have no baseline; the median is to reach the target.
    pub(crate) fn add(
        &mut self,
        what: &str,
        unit: Unit,
        ours: Figures,
        target: Target,
    ) -> io::Result<()> {
        self.add_beside(what, unit, None, ours, target)
    }

    /// Prints figures beside those of a baseline; the median is to reach the target.
    pub(crate) fn add_beside(
        &mut self,
        what: &str,
        unit: Unit,
        baseline: Option<Figures>,
        ours: Figures,
        target: Target,
    ) -> io::Result<()> {
        let (is_met, target) = match target {
            Target::AtLeast(least) => (ours.median >= least, format!(">= {}", unit.show(least))),
            Target::AtMost(most) => (ours.median <= most, format!("<= {}", unit.show(most))),
        };
        let met = self.count(is_met);
        let [best, median, ratio] = baseline.map_or_else(Default::default, |it| {
            let ratio = format!("{:.2}", ours.median / it.median);
            [unit.show(it.best), unit.show(it.median), ratio]
        });
        let (our_best, our_median) = (unit.show(ours.best), unit.show(ours.median));
        line([what, &best, &median, &our_best, &our_median, &ratio, &target, met])
    }

    fn count(&mut self, is_met: bool) -> &'static str {
        self.rows += 1;
        self.met += usize::from(is_met);
        if is_met { "yes" } else { "NO" }
    }

    /// Prints how many targets were met.
    pub(crate) fn end(self) -> anyhow::Result<()> {
        writeln!(io::stdout(), "{} of {} targets met", self.met, self.rows)?;
        Ok(())
    }
}
