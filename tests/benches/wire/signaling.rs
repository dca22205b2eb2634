//! Video signaling: how fast people join, and SDP and ICE between two against a bare echo.

use std::{cell::Cell, rc::Rc, time::Instant};

use anyhow::{Context, ensure};
use fake_twilio::FakeTwilio;
use tokio::task::{JoinHandle, LocalSet};

use crate::{
    Machine, bare,
    guest::{Guest, Tokens},
    rounds::{Better, Comparison, Figures, alternate},
    table::{Table, Target, Unit},
};

const ROUNDS: usize = 7;

/// Joins of one round.
const JOINS: usize = 200;
/// People who stay in every room while others come and go.
const RESIDENTS: usize = 2;

/// Pairs of people who negotiate at the same time.
const PAIRS: usize = 32;
/// Offers with their answers and candidates, of all pairs in one round.
const NEGOTIATIONS: u32 = 2_500;
/// An offer, its answer, and candidates from either side.
const MESSAGES: u32 = 4;

/// Milliseconds from the open socket to `connected`; no more than a frame of a screen.
const JOIN_MEDIAN: f64 = 4.0;
const JOIN_WORST: f64 = 16.0;

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    for rooms in [1, 50] {
        let (median, worst) = joins(machine, rooms)?;
        let label = if rooms == 1 { "1 room" } else { "50 rooms" };
        let row = |part: &str| format!("join a call among {label}, {part}");
        table.add(&row("p50"), Unit::Millis, median, Target::AtMost(JOIN_MEDIAN))?;
        table.add(&row("p99"), Unit::Millis, worst, Target::AtMost(JOIN_WORST))?;
    }
    table.compare("relay SDP and ICE", &relay(machine)?, 0.5)?;
    Ok(())
}

/// Reads whatever comes, as a page does that is there but does nothing.
struct Resident(JoinHandle<anyhow::Result<()>>);

impl Resident {
    async fn join(emulator: &FakeTwilio, token: String, room: &str) -> anyhow::Result<Self> {
        let mut guest = Guest::open(emulator.address()).await?;
        guest.join(&token, room).await?;
        Ok(Self(tokio::task::spawn_local(async move {
            loop {
                guest.text().await?;
            }
        })))
    }
}

impl Drop for Resident {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Milliseconds of a median join and of one in a hundred, with so many rooms in use.
fn joins(machine: &Machine, rooms: usize) -> anyhow::Result<(Figures, Figures)> {
    let emulator = machine.emulator()?;
    let tokens = Tokens::new(emulator.credentials())?;
    let local = LocalSet::new();
    let residents = machine.run(local.run_until(async {
        let mut residents = Vec::new();
        for number in 0..rooms * RESIDENTS {
            let token = tokens.token(&format!("resident-{number}"))?;
            let room = format!("room-{}", number / RESIDENTS);
            residents.push(Resident::join(&emulator, token, &room).await?);
        }
        anyhow::Ok(residents)
    }))?;
    let (mut medians, mut worsts) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let mut times = machine.run(local.run_until(join_and_leave(&emulator, &tokens, rooms)))?;
        times.sort_by(f64::total_cmp);
        // The first round fills caches and pools; it doesn't count.
        if round > 0 {
            medians.push(times[times.len() / 2]);
            worsts.push(times[times.len() * 99 / 100]);
        }
    }
    for resident in &residents {
        ensure!(!resident.0.is_finished(), "a resident was sent away");
    }
    drop(residents);
    machine.servers.block_on(emulator.stop());
    Ok((Figures::of(medians, Better::Lower)?, Figures::of(worsts, Better::Lower)?))
}

async fn join_and_leave(
    emulator: &FakeTwilio,
    tokens: &Tokens,
    rooms: usize,
) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::with_capacity(JOINS);
    for number in 0..JOINS {
        let token = tokens.token("visitor")?;
        let mut guest = Guest::open(emulator.address()).await?;
        let start = Instant::now();
        guest.join(&token, &format!("room-{}", number % rooms)).await?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        guest.leave().await?;
    }
    Ok(times)
}

/// What two people say to each other: whole frames but for the revision, which counts on.
struct Script {
    parts: [(String, String); MESSAGES as usize],
    revision: u32,
}

impl Script {
    fn new(first: &str, second: &str, link: &str) -> Self {
        let description = |session: &str, kind: &str| {
            let news = format!(
                r#""description":{{"type":"{kind}","sdp":{},"revision":"#,
                serde_json::Value::from(sdp())
            );
            frame(session, link, &news, "}")
        };
        let ice = |session: &str, port: u16| {
            let news = format!(
                r#""ice":{{"ufrag":"ZjBB","candidates":[{}],"revision":"#,
                (port..port + 3).map(candidate).collect::<Vec<_>>().join(",")
            );
            frame(session, link, &news, "}")
        };
        let parts = [
            description(first, "offer"),
            description(second, "answer"),
            ice(first, 40_000),
            ice(second, 50_000),
        ];
        Self { parts, revision: 1 }
    }

    /// The frames of the next negotiation; the first and third are the first person's.
    fn next(&mut self) -> [String; MESSAGES as usize] {
        self.revision += 1;
        let revision = self.revision;
        self.parts.each_ref().map(|(head, tail)| format!("{head}{revision}{tail}"))
    }
}

/// An update as the SDK sends it: the unchanged own state, and news of one peer connection.
fn frame(session: &str, link: &str, news: &str, end: &str) -> (String, String) {
    let track = |kind: &str| {
        format!(
            r#"{{"id":"{kind}-0dcdceec-f499-4d15-9d6e-8772ee52a1b2","kind":"{kind}","name":"{kind}","enabled":true,"priority":"standard"}}"#
        )
    };
    let head = format!(
        r#"{{"type":"msg","body":{{"type":"update","version":2,"session":"{session}","participant":{{"revision":1,"tracks":[{},{}]}},"peer_connections":[{{"id":"{link}",{news}"#,
        track("audio"),
        track("video")
    );
    (head, format!("{end}}}]}}}}"))
}

/// About as long as what Chromium says of one microphone and one camera.
fn sdp() -> String {
    let mut sdp =
        "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".to_owned();
    for payload in 35..127 {
        sdp += &["a=rtpmap:", &payload.to_string(), " VP8/90000\r\na=rtcp-fb:"].concat();
        sdp += &[&payload.to_string(), " ccm fir\r\na=rtcp-fb:nack pli\r\n"].concat();
    }
    sdp
}

fn candidate(port: u16) -> String {
    format!(
        r#"{{"candidate":"candidate:842163049 1 udp 1677729535 127.0.0.1 {port} typ host generation 0 ufrag ZjBB network-cost 999","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"ZjBB"}}"#
    )
}

/// Two ends of which one hears what the other says; a bare echo has one end that is both.
struct Pair {
    first: Guest,
    second: Option<Guest>,
    script: Script,
}

impl Pair {
    async fn negotiate(&mut self) -> anyhow::Result<()> {
        let [offer, answer, candidates, more] = self.script.next();
        self.pass(offer, true).await?;
        self.pass(answer, false).await?;
        self.pass(candidates, true).await?;
        self.pass(more, false).await
    }

    async fn pass(&mut self, frame: String, by_first: bool) -> anyhow::Result<()> {
        let Some(second) = &mut self.second else {
            self.first.send(frame).await?;
            return self.first.text().await.map(drop);
        };
        let (from, to) =
            if by_first { (&mut self.first, second) } else { (second, &mut self.first) };
        from.send(frame).await?;
        to.message().await.map(drop)
    }
}

fn relay(machine: &Machine) -> anyhow::Result<Comparison> {
    let emulator = machine.emulator()?;
    let echo = bare::echo(machine)?;
    let tokens = Tokens::new(emulator.credentials())?;
    let (ours, bare) = machine.run(async {
        let (mut ours, mut bare) = (Vec::new(), Vec::new());
        for number in 0..PAIRS {
            ours.push(couple(&emulator, &tokens, number).await?);
            let first = Guest::open(echo).await?;
            let script = Script::new("s".repeat(32).as_str(), "t".repeat(32).as_str(), LINK);
            bare.push(Pair { first, second: None, script });
        }
        anyhow::Ok((ours, bare))
    })?;
    let (ours, bare) = (Cell::new(ours), Cell::new(bare));
    let run = |pairs: &Cell<Vec<Pair>>| machine.run(round(pairs));
    let comparison = alternate(ROUNDS, || run(&bare), || run(&ours))?;
    drop((ours, bare));
    machine.servers.block_on(emulator.stop());
    Ok(comparison)
}

/// As long as the name of a link.
const LINK: &str = "00000000-0000-4000-8000-000000000000";

/// Two people in a room of their own, linked.
async fn couple(emulator: &FakeTwilio, tokens: &Tokens, number: usize) -> anyhow::Result<Pair> {
    let room = format!("pair-{number}");
    let mut people = Vec::new();
    for name in ["ann", "ben"] {
        let mut guest = Guest::open(emulator.address()).await?;
        let connected = guest.join(&tokens.token(&format!("{name}-{number}"))?, &room).await?;
        people.push((guest, connected));
    }
    let (ben, told_ben) = people.pop().context("two people")?;
    let (mut ann, told_ann) = people.pop().context("two people")?;
    ann.message().await?;
    let link = told_ben["peer_connections"][0]["id"].as_str().context("a link")?;
    let session = |told: &serde_json::Value| told["session"].as_str().map(str::to_owned);
    let (of_ben, of_ann) = (session(&told_ben), session(&told_ann));
    let script = Script::new(&of_ben.context("a session")?, &of_ann.context("a session")?, link);
    Ok(Pair { first: ben, second: Some(ann), script })
}

/// A round: messages per second, from the one who says them to the one who has to hear them.
async fn round(pairs: &Cell<Vec<Pair>>) -> anyhow::Result<f64> {
    let left = Rc::new(Cell::new(NEGOTIATIONS));
    let local = LocalSet::new();
    let start = Instant::now();
    let tasks: Vec<_> = pairs
        .take()
        .into_iter()
        .map(|mut pair| {
            let left = left.clone();
            local.spawn_local(async move {
                while let Some(rest) = left.get().checked_sub(1) {
                    left.set(rest);
                    pair.negotiate().await?;
                }
                anyhow::Ok(pair)
            })
        })
        .collect();
    let done = local.run_until(async {
        let mut done = Vec::new();
        for task in tasks {
            done.push(task.await??);
        }
        anyhow::Ok(done)
    });
    let done = done.await?;
    let seconds = start.elapsed().as_secs_f64();
    pairs.set(done);
    Ok(f64::from(NEGOTIATIONS * MESSAGES) / seconds)
}
