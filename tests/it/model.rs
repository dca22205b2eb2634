//! Properties of the whole emulator, in memory and in virtual time.

mod convergence;
mod fuzz;
mod link;
mod paging;
mod reference;
mod replay;
mod rest;
mod rooms;
mod system;
mod timers;
