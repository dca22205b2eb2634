//! The emulator's HTTP answers as values: public REST, client API, control API.
