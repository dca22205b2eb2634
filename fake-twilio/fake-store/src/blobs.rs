use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use fake_core::media::Digest;
use parking_lot::Mutex;

/// There is no room for more bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no room for more media")]
pub struct LimitReached;

/// Bytes by their digest, beside the logs; the seam behind which files will come.
///
/// They are kept as long as something uses them: a record of a medium, or an upload that is about to
/// be recorded.
pub(crate) struct Blobs {
    limit: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    blobs: BTreeMap<Digest, Blob>,
    size: u64,
}

struct Blob {
    bytes: Bytes,
    uses: usize,
}

/// Bytes that stay at least as long as this is held; long enough to record a medium.
pub struct BlobGuard<'a> {
    blobs: &'a Blobs,
    digest: Digest,
}

impl BlobGuard<'_> {
    /// Where the bytes are.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl Drop for BlobGuard<'_> {
    fn drop(&mut self) {
        self.blobs.release(self.digest);
    }
}

impl Blobs {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, state: Mutex::default() }
    }

    pub(crate) fn keep(&self, bytes: Bytes) -> Result<BlobGuard<'_>, LimitReached> {
        let digest = sha256(&bytes);
        let mut guard = self.state.lock();
        let state = &mut *guard;
        if !state.blobs.contains_key(&digest) {
            let size = len(&bytes);
            if size > self.limit.saturating_sub(state.size) {
                return Err(LimitReached);
            }
            state.size += size;
        }
        state.blobs.entry(digest).or_insert(Blob { bytes, uses: 0 }).uses += 1;
        Ok(BlobGuard { blobs: self, digest })
    }

    pub(crate) fn get(&self, digest: Digest) -> Option<Bytes> {
        self.state.lock().blobs.get(&digest).map(|blob| blob.bytes.clone())
    }

    /// Something more uses the bytes, if they are there.
    pub(crate) fn retain(&self, digest: Digest) {
        self.retain_all([digest]);
    }

    /// [`retain`](Self::retain) for many.
    pub(crate) fn retain_all(&self, digests: impl IntoIterator<Item = Digest>) {
        let mut state = self.state.lock();
        for digest in digests {
            if let Some(blob) = state.blobs.get_mut(&digest) {
                blob.uses += 1;
            }
        }
    }

    /// Something no longer uses the bytes; without a use they go.
    pub(crate) fn release(&self, digest: Digest) {
        let mut guard = self.state.lock();
        let state = &mut *guard;
        let Some(blob) = state.blobs.get_mut(&digest) else { return };
        blob.uses -= 1;
        if blob.uses == 0 {
            state.size -= len(&blob.bytes);
            state.blobs.remove(&digest);
        }
    }
}

fn len(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
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
        let one = blobs.keep(bytes("12345")).expect("room");
        let same = blobs.keep(bytes("12345")).expect("the same bytes");
        assert_eq!(one.digest(), same.digest());
        assert!(blobs.keep(bytes("6")).is_err());
        assert_eq!(blobs.get(one.digest()), Some(bytes("12345")));
    }

    #[test]
    fn bytes_go_with_their_last_use() {
        let blobs = Blobs::new(5);
        let upload = blobs.keep(bytes("12345")).expect("room");
        let digest = upload.digest();
        blobs.retain(digest);
        drop(upload);
        assert_eq!(blobs.get(digest), Some(bytes("12345")));
        blobs.release(digest);
        assert_eq!(blobs.get(digest), None);
        assert!(blobs.keep(bytes("other")).is_ok());
    }
}
