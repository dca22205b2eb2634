//! Names of frames.

use std::fmt;

/// Name of a frame, drawn by its sender; the reply repeats it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameId(String);

impl FrameId {
    /// The name as written on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for FrameId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl From<&str> for FrameId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for FrameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Draws frame ids: `TM` and a UUID made of a seed and a counter.
///
/// Two sources with different seeds never draw the same id; the caller takes the seed from its
/// own source of randomness.
#[derive(Clone, Debug)]
pub struct FrameIds {
    seed: u64,
    drawn: u64,
}

impl FrameIds {
    /// Starts a sequence.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// The next frame id.
    pub fn draw(&mut self) -> String {
        format!("TM{}", self.draw_uuid())
    }

    /// The next bare UUID, version 4 by its form.
    pub fn draw_uuid(&mut self) -> String {
        self.drawn += 1;
        let (seed, drawn) = (self.seed, self.drawn);
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:x}{:02x}-{:012x}",
            seed >> 32,
            seed >> 16 & 0xffff,
            seed >> 4 & 0xfff,
            seed & 0xf,
            drawn >> 48 & 0xff,
            drawn & 0xffff_ffff_ffff,
        )
    }
}
