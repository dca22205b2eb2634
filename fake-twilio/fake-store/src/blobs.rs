use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use fake_core::media::Digest;
use parking_lot::Mutex;

/// There is no room for more bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no room for more media")]
pub struct Full;

/// Bytes by their digest, beside the logs; the seam behind which files will come.
///
/// Whether bytes are still in use is written in the logs alone: nothing is counted here.
pub(crate) struct Blobs {
    limit: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    blobs: BTreeMap<Digest, Blob>,
    size: u64,
    /// Grows with every upload.
    uploads: u64,
}

struct Blob {
    bytes: Bytes,
    /// Uploads that are about to be recorded.
    pins: usize,
    /// The last upload of these bytes.
    upload: u64,
}

/// Bytes that stay at least as long as this is held; long enough to record a medium.
pub struct Kept<'a> {
    blobs: &'a Blobs,
    digest: Digest,
}

impl Kept<'_> {
    /// Where the bytes are.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        if let Some(blob) = self.blobs.state.lock().blobs.get_mut(&self.digest) {
            blob.pins -= 1;
        }
    }
}

impl Blobs {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, state: Mutex::default() }
    }

    pub(crate) fn keep(&self, bytes: Bytes) -> Result<Kept<'_>, Full> {
        let digest = sha256(&bytes);
        let mut guard = self.state.lock();
        let state = &mut *guard;
        state.uploads += 1;
        if !state.blobs.contains_key(&digest) {
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            if size > self.limit.saturating_sub(state.size) {
                return Err(Full);
            }
            state.size += size;
        }
        let blob = state.blobs.entry(digest).or_insert(Blob { bytes, pins: 0, upload: 0 });
        blob.pins += 1;
        blob.upload = state.uploads;
        Ok(Kept { blobs: self, digest })
    }

    pub(crate) fn get(&self, digest: Digest) -> Option<Bytes> {
        self.state.lock().blobs.get(&digest).map(|blob| blob.bytes.clone())
    }

    /// What may go if nothing uses it, with the upload that is known of.
    pub(crate) fn candidates(&self) -> BTreeMap<Digest, u64> {
        let state = self.state.lock();
        let unpinned = state.blobs.iter().filter(|(_, blob)| blob.pins == 0);
        unpinned.map(|(digest, blob)| (*digest, blob.upload)).collect()
    }

    /// Drops candidates that are not in use; what was uploaded again meanwhile stays.
    pub(crate) fn sweep(&self, candidates: &BTreeMap<Digest, u64>, in_use: &BTreeSet<Digest>) {
        let mut guard = self.state.lock();
        let state = &mut *guard;
        state.blobs.retain(|digest, blob| {
            let is_unused =
                !in_use.contains(digest) && candidates.get(digest) == Some(&blob.upload);
            if is_unused {
                state.size -= u64::try_from(blob.bytes.len()).unwrap_or(u64::MAX);
            }
            !is_unused
        });
    }
}

fn sha256(bytes: &[u8]) -> Digest {
    let mut digits = [0; 32];
    digits.copy_from_slice(digest(&SHA256, bytes).as_ref());
    Digest(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    #[test]
    fn the_same_bytes_take_room_once() {
        let blobs = Blobs::new(5);
        let one = blobs.keep(bytes("12345")).expect("room").digest();
        let same = blobs.keep(bytes("12345")).expect("the same bytes").digest();
        assert_eq!(one, same);
        assert!(blobs.keep(bytes("6")).is_err());
        assert_eq!(blobs.get(one), Some(bytes("12345")));
    }

    #[test]
    fn only_what_nothing_uses_is_swept() {
        let blobs = Blobs::new(9);
        let used = blobs.keep(bytes("used")).expect("room").digest();
        let free = blobs.keep(bytes("free")).expect("room").digest();
        let pinned = blobs.keep(bytes("p")).expect("room");
        let candidates = blobs.candidates();
        blobs.sweep(&candidates, &BTreeSet::from([used]));
        assert_eq!(blobs.get(free), None);
        assert!(blobs.get(used).is_some() && blobs.get(pinned.digest()).is_some());
        assert!(blobs.keep(bytes("more")).is_ok());
    }

    #[test]
    fn what_is_uploaded_again_while_sweeping_stays() {
        let blobs = Blobs::new(9);
        let first = blobs.keep(bytes("again")).expect("room").digest();
        let candidates = blobs.candidates();
        drop(blobs.keep(bytes("again")).expect("the same bytes"));
        blobs.sweep(&candidates, &BTreeSet::new());
        assert!(blobs.get(first).is_some());
    }
}
