//! Properties of the whole emulator, in memory and in virtual time.

use e2e::system;

mod accounts;
mod archives;
mod bindings;
mod clients;
mod convergence;
mod conversations;
mod fuzz;
mod harness;
mod paging;
mod racing;
mod reference;
mod replay;
mod rest;
mod roles;
mod rooms;
mod simulated_client;
mod timers;
mod webhooks;
