//! The codec on hostile input, and both machines as a pair in memory under a virtual clock.

mod codec;
mod hostile;
mod life;
mod pair;
mod requests;
mod snapshots;
