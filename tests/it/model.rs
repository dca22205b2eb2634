//! Properties of the whole emulator, in memory and in virtual time.

mod convergence;
mod link;
mod replay;
mod rooms;
mod system;
mod timers;
