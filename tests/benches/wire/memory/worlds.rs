//! How long others wait while a large service is saved, or while a document is loaded into it.

use anyhow::ensure;

use super::{Filled, one};
use crate::{
    Machine,
    load::Connection,
    table::{Table, Unit},
    worlds::control,
};

/// Milliseconds that others wait at most, as beside a first connect.
const LONGEST: f64 = 20.0;

const DOCUMENT: &str =
    r#"{"conversations":[{"participants":["ada"],"messages":[{"author":"ada","body":"hello"}]}]}"#;

pub(super) fn waits(machine: &Machine, filled: &Filled, table: &mut Table) -> anyhow::Result<()> {
    let requests = [
        ("snapshot: longest wait of others", control("snapshots/large", "{}"), 201),
        ("POST seed: longest wait of others", control("seed", DOCUMENT), 201),
    ];
    for (what, request, status) in requests {
        let address = filled.program.address;
        let wait = filled.longest_wait(machine, async move {
            let mut rest = Connection::open(address).await?;
            let answer = rest.exchange(&request).await?;
            ensure!(answer.status == status, "{what}: {}", answer.status);
            Ok(())
        })?;
        one(table, what, Unit::Millis, wait, LONGEST)?;
    }
    Ok(())
}
