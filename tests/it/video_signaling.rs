//! Video signaling, frame by frame, over real sockets.

mod call;
mod faults;
mod ice;
mod identities;
mod journal;
mod person;
mod returning;

use std::fmt::Write;

use self::person::Person;

/// How to read a transcript; stands at its head.
const LEGEND: &str = "\
Frames between clients (>) and the emulator (<), unchanged and in the order sent, person by person.
Identifiers are drawn from a seed and the clock stands, so nothing is left out but heartbeats.
";

/// A story in chapters, with all that was said in each.
struct Story(String);

impl Story {
    fn new() -> Self {
        Self(LEGEND.to_owned())
    }

    /// Ends a chapter: what these people said and heard since the last one.
    fn chapter(&mut self, title: &str, people: &mut [&mut Person]) {
        // Writing to a text never fails.
        let _ = writeln!(self.0, "\n==== {title} ====");
        for person in people {
            let said = person.client.transcript();
            if !said.is_empty() {
                let said = said.trim_end();
                let _ = writeln!(self.0, "\n---- {} ----\n\n{said}", person.name);
            }
        }
    }
}
