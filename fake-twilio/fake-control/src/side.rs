use std::ops::BitAnd;

use serde::{Deserialize, Serialize};

/// A part of the emulator that programs talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The public REST API.
    Rest,
    /// Twilsock, but for Sync: the connection itself and the client API.
    Twilsock,
    /// Sync: its requests, replies and pushes.
    Sync,
    /// Uploads and downloads of media.
    Media,
    /// Signaling of video rooms.
    Signaling,
    /// Webhooks and status callbacks.
    Webhook,
}

/// Some of the sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides(u8);

impl Sides {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self(0b11_1111);
    /// Those that speak HTTP to the emulator.
    pub const HTTP: Self = Self::of(Side::Rest).and(Side::Media);
    /// Those that share a Twilsock connection.
    pub const TWILSOCK: Self = Self::of(Side::Twilsock).and(Side::Sync);
    /// Those that speak on a WebSocket.
    pub const SOCKETS: Self = Self::TWILSOCK.and(Side::Signaling);

    /// This one alone.
    pub const fn of(side: Side) -> Self {
        Self(1 << side as u8)
    }

    /// These and one more.
    #[must_use = "the sides themselves stay as they are"]
    pub const fn and(self, side: Side) -> Self {
        Self(self.0 | Self::of(side).0)
    }

    /// Returns whether one of them is this one.
    pub const fn has(self, side: Side) -> bool {
        self.0 & Self::of(side).0 != 0
    }

    /// Returns whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }
}

impl BitAnd for Sides {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// Which way a frame went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From a client to the emulator.
    In,
    /// From the emulator to a client.
    Out,
}
