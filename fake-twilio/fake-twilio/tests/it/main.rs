//! The program as a process: what it logs, and how it starts and ends.

#[cfg(test)]
mod ctl;
#[cfg(test)]
mod program;
