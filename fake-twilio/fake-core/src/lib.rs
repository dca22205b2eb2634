//! The emulator's domain: commands are judged against a [`World`], and what they change are [`Fact`]s.
//!
//! No IO, no JSON, no clock: the time and fresh identifiers arrive in an [`Env`].

pub mod access;
pub mod account;
pub mod acting;
mod activity;
pub mod address;
pub mod binding;
mod callback;
pub mod configuration;
pub mod conversation;
pub mod credential;
mod edit;
mod env;
pub mod envelope;
mod fact;
pub mod hook;
pub mod media;
mod membership;
pub mod message;
pub mod notifications;
pub mod participant;
mod permission;
pub mod production;
pub mod receipt;
mod refusal;
pub mod role;
mod roll;
pub mod room;
mod source;
pub mod template;
pub mod text;
pub mod timers;
pub mod user;
mod world;

pub use activity::{Listed, Recent};
pub use callback::CallbackMethod;
pub use edit::Edit;
pub use env::{Env, Ids};
pub use fact::{Decided, Fact};
pub use membership::Member;
pub use permission::Permission;
pub use refusal::Refusal;
pub use roll::{Order, Roll, Slice, Start, UnknownStart};
pub use source::Source;
pub use world::{Service, World};

/// A state that is nothing but the fold of a log of facts.
pub trait View {
    /// What the log holds.
    type Fact;

    /// Takes one fact in; `at` is when it was recorded.
    fn apply(&mut self, at: jiff::Timestamp, fact: &Self::Fact);
}
