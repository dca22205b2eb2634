//! The Conversations client's brain: replicas, subscriptions, redial policy; no IO.
