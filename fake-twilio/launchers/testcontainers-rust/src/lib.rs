#![doc = include_str!("../README.md")]

mod engine_host;
mod image;

pub use image::{FAKE_TWILIO_PORT, FakeTwilio};
pub use testcontainers;
