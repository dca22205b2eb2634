//! The codec on hostile input, and both machines as a pair in memory under a virtual clock.

// The attribute is for clippy, which lets helpers of tests unwrap only below it.
#[cfg(test)]
mod codec;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod life;
#[cfg(test)]
mod pair;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod snapshots;
