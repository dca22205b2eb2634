//! An emulator of Twilio Conversations: REST, Twilsock and Sync on one port, no account, no network.
