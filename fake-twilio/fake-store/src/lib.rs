//! The emulator's store: one log and its view per service, cursors, wake-ups.
