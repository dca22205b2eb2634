use fake_core::Actor;
use jiff::Timestamp;

/// A fact with the moment of its recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<F> {
    /// When it was recorded.
    pub at: Timestamp,
    /// Who brought it about.
    pub actor: Actor,
    /// What happened.
    pub fact: F,
}

/// Everything that happened, in order; the seam behind which a database file will come.
#[derive(Clone, Debug)]
pub struct Log<F>(Vec<Record<F>>);

impl<F> Default for Log<F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<F> Log<F> {
    /// Number of records, which is the position of the next one.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends facts, provided that the log still ends where the caller saw it end.
    ///
    /// # Errors
    /// Gives the facts back when the log has grown meanwhile.
    pub fn append(
        &mut self,
        expected: usize,
        at: Timestamp,
        actor: &Actor,
        facts: Vec<F>,
    ) -> Result<(), Vec<F>> {
        if expected != self.0.len() {
            return Err(facts);
        }
        let record = |fact| Record { at, actor: actor.clone(), fact };
        self.0.extend(facts.into_iter().map(record));
        Ok(())
    }

    /// The records from a position on.
    pub fn read(&self, from: usize) -> &[Record<F>] {
        self.0.get(from..).unwrap_or_default()
    }
}
