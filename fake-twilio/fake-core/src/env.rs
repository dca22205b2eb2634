use jiff::Timestamp;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use twilio_sid::{Kind, Sid};

/// The current time and the source of identifiers for a decision.
pub struct Env<'a> {
    /// The moment of the decision.
    pub now: Timestamp,
    /// The source of fresh identifiers.
    pub ids: &'a mut Ids,
}

/// An endless stream of identifiers, the same for the same seed.
///
/// Streams are equal that draw the same from now on.
#[derive(Clone, PartialEq, Eq)]
pub struct Ids(ChaCha8Rng);

impl Ids {
    /// The stream of this seed and owner; different owners never share identifiers.
    pub fn seeded(seed: u64, owner: [u8; 16]) -> Self {
        Self::branch(seed, owner, 0)
    }

    /// A further stream of the same seed and owner; streams share nothing with each other.
    pub fn branch(seed: u64, owner: [u8; 16], branch: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&branch.to_le_bytes());
        key[16..].copy_from_slice(&owner);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Goes over to a stream that depends on this one and on these bytes: what it draws was drawn neither
    /// here nor where the bytes come from.
    pub fn stir(&mut self, bytes: [u8; 32]) {
        let mut key = [0; 32];
        self.0.fill_bytes(&mut key);
        for (one, other) in key.iter_mut().zip(bytes) {
            *one ^= other;
        }
        self.0 = ChaCha8Rng::from_seed(key);
    }

    /// The next identifier.
    pub fn draw<K: Kind>(&mut self) -> Sid<K> {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        Sid::from_bytes(bytes)
    }
}
