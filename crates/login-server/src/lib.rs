//! The login server of the video and chat app: puts the user in the room, mints a token, serves
//! the page.
//!
//! | route | answer |
//! | --- | --- |
//! | `POST /login` | `{"token", "conversation_sid"}` for `{"username"}`, whatever the content type |
//! | `GET /config.json` | which backend, and the options the page gives to the SDKs |
//! | `GET /healthz` | 200 while the server runs |
//! | `GET /`, `/src/…` | the page |
//! | `GET /ca.pem` | with https: the certificate to trust |
//! | sockets and media of the SDKs | with https, a tunnel or at a single origin: passed on to the emulator |
//! | `GET /sdk/…` | the official SDK builds, see [`SDK_BUILDS`] |
//!
//! Every failure is `{"error"}` with a text for people. [`LoginServer::start`] is the way in for
//! tests, [`cli::run`] for the program.

pub mod cli;
mod config;
mod forward;
mod headers;
mod lan;
mod login;
mod page;
mod reply;
mod room;
mod router;
mod server;
mod settings;
mod tls;
mod tunnel;
mod username;

pub use config::{Backend, Clock, Config, Credentials, DEFAULT_ROOM};
pub use page::SDK_BUILDS;
pub use server::{LoginServer, StartError};
pub use settings::{SettingError, Settings};
#[cfg(feature = "ngrok")]
pub use tunnel::ngrok::{Ngrok, NgrokError};
pub use tunnel::{Tunnel, TunnelUrlError};
