//! Rooms with clients in memory: the SDK's pitfalls one by one, and all of them at random.

// The attribute is for clippy, which lets helpers of tests unwrap only below it.
#[cfg(test)]
mod client;
#[cfg(test)]
mod glare;
#[cfg(test)]
mod joining;
#[cfg(test)]
mod leaving;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod peer;
#[cfg(test)]
mod random;
mod recording;
#[cfg(test)]
mod returning;
#[cfg(test)]
mod tracks;
#[cfg(test)]
mod world;
