//! The table on standard output.

use std::io::{self, Write};

use crate::rounds::Figures;

/// What figures are counted in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    PerSecond,
    Millis,
    Mebibytes,
    Kibibytes,
}

/// What ours is to reach.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// So much of the baseline.
    Ratio(f64),
    AtLeast(f64),
    AtMost(f64),
}

/// A line of the table.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) unit: Unit,
    pub(crate) baseline: Option<Figures>,
    pub(crate) ours: Figures,
    pub(crate) target: Target,
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
        }
    }
}

impl Row {
    fn ratio(&self) -> Option<f64> {
        self.baseline.map(|baseline| self.ours.best / baseline.best)
    }

    fn is_met(&self) -> bool {
        match self.target {
            Target::Ratio(least) => self.ratio().is_some_and(|ratio| ratio >= least),
            Target::AtLeast(least) => self.ours.best >= least,
            Target::AtMost(most) => self.ours.best <= most,
        }
    }

    fn target(&self) -> String {
        match self.target {
            Target::Ratio(least) => format!(">= {least:.2}"),
            Target::AtLeast(least) => format!(">= {}", self.unit.show(least)),
            Target::AtMost(most) => format!("<= {}", self.unit.show(most)),
        }
    }
}

/// One line; the same for head and body, so that the columns stand under each other.
fn line(cells: [&str; 8]) -> io::Result<()> {
    let [what, baseline, baseline_median, ours, ours_median, ratio, target, met] = cells;
    writeln!(
        io::stdout(),
        "{what:<36} {baseline:>11} {baseline_median:>11} {ours:>11} {ours_median:>11} {ratio:>12} \
         {target:>13} {met:>4}"
    )
}

impl Table {
    /// Prints the head.
    pub(crate) fn begin() -> io::Result<Self> {
        line(["", "baseline", "", "ours", "", "ratio of", "", ""])?;
        line(["", "best", "median", "best", "median", "best (median)", "target", "met"])?;
        Ok(Self { rows: 0, met: 0 })
    }

    /// Prints a line.
    pub(crate) fn add(&mut self, row: &Row) -> io::Result<()> {
        let show = |figure| row.unit.show(figure);
        let of_baseline = |figure: fn(Figures) -> f64| {
            row.baseline.map(|it| show(figure(it))).unwrap_or_default()
        };
        let ratio = row.baseline.zip(row.ratio()).map(|(baseline, ratio)| {
            format!("{ratio:.2} ({:.2})", row.ours.median / baseline.median)
        });
        self.rows += 1;
        self.met += usize::from(row.is_met());
        line([
            row.what,
            &of_baseline(|it| it.best),
            &of_baseline(|it| it.median),
            &show(row.ours.best),
            &show(row.ours.median),
            &ratio.unwrap_or_default(),
            &row.target(),
            if row.is_met() { "yes" } else { "NO" },
        ])
    }

    /// Prints how many targets were met.
    pub(crate) fn end(self) -> anyhow::Result<()> {
        writeln!(io::stdout(), "{} of {} targets met", self.met, self.rows)?;
        Ok(())
    }
}
