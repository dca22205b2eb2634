use std::{collections::BTreeMap, hash::Hash, sync::Arc};

use jiff::Timestamp;
use twilio_sid::{CompositionHookSid, CompositionSid, RoomSid};

use super::{
    Composition, CompositionHook, MediaProcessingError, MediaProcessingFact, StorageSettings,
    StoredMedia, Transcription, TranscriptionId,
};
use crate::{OrderedMap, View};

/// What an account requested: the fold of its log.
#[derive(Clone, Debug, Default)]
pub struct MediaProcessing {
    /// All compositions, oldest first.
    pub compositions: OrderedMap<CompositionSid, Arc<Composition>>,
    /// The hooks, oldest first.
    pub hooks: OrderedMap<CompositionHookSid, Arc<CompositionHook>>,
    storage: BTreeMap<StoredMedia, Arc<StorageSettings>>,
    transcriptions: BTreeMap<RoomSid, OrderedMap<TranscriptionId, Arc<Transcription>>>,
}

impl MediaProcessing {
    /// Where media of a kind are stored.
    ///
    /// # Errors
    /// When that was never set.
    pub fn storage(&self, of: StoredMedia) -> Result<&Arc<StorageSettings>, MediaProcessingError> {
        self.storage.get(&of).ok_or(MediaProcessingError::NoSettings)
    }

    /// The transcriptions of a room, oldest first.
    pub fn transcriptions(
        &self,
        room: RoomSid,
    ) -> Option<&OrderedMap<TranscriptionId, Arc<Transcription>>> {
        self.transcriptions.get(&room)
    }

    /// A transcription of a room.
    ///
    /// # Errors
    /// When there is none.
    pub fn transcription(
        &self,
        room: RoomSid,
        id: TranscriptionId,
    ) -> Result<&Arc<Transcription>, MediaProcessingError> {
        let found = self.transcriptions.get(&room).and_then(|all| all.get(id));
        found.ok_or(MediaProcessingError::NoTranscription)
    }
}

impl MediaProcessing {
    /// What was requested, as facts: the fewest that add up to the same state.
    pub fn contents(&self) -> Vec<MediaProcessingFact> {
        let compositions = self.compositions.iter().cloned().map(MediaProcessingFact::Composition);
        let hooks = self.hooks.iter().cloned().map(MediaProcessingFact::Hook);
        let storage = self.storage.iter();
        let storage = storage.map(|(of, it)| MediaProcessingFact::Storage(*of, it.clone()));
        let transcriptions = self.transcriptions.values().flat_map(OrderedMap::iter).cloned();
        let transcriptions = transcriptions.map(MediaProcessingFact::Transcription);
        compositions.chain(hooks).chain(storage).chain(transcriptions).collect()
    }
}

impl View for MediaProcessing {
    type Fact = MediaProcessingFact;

    fn apply(&mut self, _: Timestamp, fact: &MediaProcessingFact) {
        match fact {
            MediaProcessingFact::Composition(it) => put(&mut self.compositions, it.sid, it),
            MediaProcessingFact::Reset => *self = Self::default(),
            MediaProcessingFact::Hook(it) => put(&mut self.hooks, it.sid, it),
            MediaProcessingFact::HookDeleted(sid) => {
                self.hooks.remove(*sid);
            }
            MediaProcessingFact::Storage(of, settings) => {
                self.storage.insert(*of, settings.clone());
            }
            MediaProcessingFact::Transcription(it) => {
                put(self.transcriptions.entry(it.room).or_default(), it.id, it);
            }
        }
    }
}

fn put<I: Copy + Eq + Hash, T>(ordered_map: &mut OrderedMap<I, Arc<T>>, id: I, item: &Arc<T>) {
    match ordered_map.get_mut(id) {
        Some(known) => *known = item.clone(),
        None => {
            ordered_map.push(id, item.clone());
        }
    }
}
