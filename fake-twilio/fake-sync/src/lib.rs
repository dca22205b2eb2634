//! The emulator's Sync: facts become maps, lists and documents.
