//! The emulator's domain: commands, refusals, facts, world.
