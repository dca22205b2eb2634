//! The client against a small Sync server in memory, under a virtual clock.

// The attribute is for clippy, which lets helpers of tests unwrap only below it.
#[cfg(test)]
mod bounded;
#[cfg(test)]
mod catching_up;
#[cfg(test)]
mod connection;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod server;
#[cfg(test)]
mod session;
#[cfg(test)]
mod world;
