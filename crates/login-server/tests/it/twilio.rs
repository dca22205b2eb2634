//! A small Twilio: as much of Conversations as a login needs, and every way it can fail.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    future,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Barrier, task::JoinSet};

/// What happens to a request before anything else.
#[derive(Clone, Copy, Default)]
pub(crate) enum Behavior {
    #[default]
    Well,
    /// Every request is refused with this status and code.
    Refusing(u16, u32),
    /// Every request gets a page of HTML with this status.
    Html(u16),
    /// No request is ever answered.
    Silent,
}

#[derive(Default)]
struct State {
    behavior: Behavior,
    conversations: Vec<(String, Option<String>)>,
    participants: Vec<String>,
    authorizations: Vec<String>,
    lists: usize,
}

pub(crate) struct Twilio {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
    _connections: JoinSet<()>,
}

/// Makes the first so many lists wait for each other in pairs.
struct Meeting {
    lists: usize,
    barrier: Barrier,
}

impl Twilio {
    pub(crate) async fn start() -> Self {
        Self::meeting(0).await
    }

    pub(crate) async fn in_mood(behavior: Behavior) -> Self {
        let twilio = Self::start().await;
        twilio.state.lock().unwrap().behavior = behavior;
        twilio
    }

    /// Answers the first so many lists two by two, so that logins truly race.
    pub(crate) async fn meeting(lists: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let meeting = Arc::new(Meeting { lists, barrier: Barrier::new(2) });
        let mut connections = JoinSet::new();
        connections.spawn(serve(listener, url.clone(), Arc::clone(&state), meeting));
        Self { url, state, _connections: connections }
    }

    /// Adds a conversation by hand.
    pub(crate) fn add(&self, friendly: &str, unique: Option<&str>) {
        let conversation = (friendly.to_owned(), unique.map(ToOwned::to_owned));
        self.state.lock().unwrap().conversations.push(conversation);
    }

    /// Friendly and unique names of all conversations.
    pub(crate) fn conversations(&self) -> Vec<(String, Option<String>)> {
        self.state.lock().unwrap().conversations.clone()
    }

    /// `CH…/identity` of all participants.
    pub(crate) fn participants(&self) -> Vec<String> {
        self.state.lock().unwrap().participants.clone()
    }

    /// Number of requests so far.
    pub(crate) fn requests(&self) -> usize {
        self.state.lock().unwrap().authorizations.len()
    }

    /// The last `Authorization` that was sent.
    pub(crate) fn authorization(&self) -> String {
        self.state.lock().unwrap().authorizations.last().unwrap().clone()
    }
}

/// SID of the conversation that was made as this one, counted from 0.
pub(crate) fn sid(number: usize) -> String {
    format!("CH{number:032x}")
}

pub(crate) fn service_sid() -> String {
    format!("IS{:032x}", 7)
}

async fn serve(
    listener: TcpListener,
    url: String,
    state: Arc<Mutex<State>>,
    meeting: Arc<Meeting>,
) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (url, state, meeting) = (url.clone(), Arc::clone(&state), Arc::clone(&meeting));
        connections.spawn(async move {
            let service = service_fn(|request| answer(&url, &state, &meeting, request));
            // Clients close when they like.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    url: &str,
    state: &Mutex<State>,
    meeting: &Meeting,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap_or_default().to_bytes();
    let form = form_urlencoded::parse(&body).into_owned().collect::<BTreeMap<_, _>>();
    let behavior = {
        let mut state = state.lock().unwrap();
        let authorization = head.headers["authorization"].to_str().unwrap().to_owned();
        state.authorizations.push(authorization);
        state.behavior
    };
    let (status, body) = match behavior {
        Behavior::Well => {
            well(
                url,
                state,
                meeting,
                &head.method,
                head.uri.path_and_query().unwrap().as_str(),
                &form,
            )
            .await
        }
        Behavior::Refusing(status, code) => error(status, code),
        Behavior::Html(status) => return Ok(respond(status, "<html>internal-host-17</html>")),
        Behavior::Silent => future::pending().await,
    };
    Ok(respond(status, &body.to_string()))
}

async fn well(
    url: &str,
    state: &Mutex<State>,
    meeting: &Meeting,
    method: &Method,
    target: &str,
    form: &BTreeMap<String, String>,
) -> (u16, Value) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parts = path.trim_start_matches("/v1/Conversations").split('/').skip(1).collect::<Vec<_>>();
    match (method, parts.as_slice()) {
        (&Method::GET, []) => {
            let number = {
                let mut state = state.lock().unwrap();
                state.lists += 1;
                state.lists
            };
            let seen = page(url, &state.lock().unwrap(), query);
            if number <= meeting.lists {
                meeting.barrier.wait().await;
            }
            (200, seen)
        }
        (&Method::POST, []) => create(&mut state.lock().unwrap(), form),
        (&Method::GET, [name]) => fetch(&state.lock().unwrap(), name),
        (&Method::POST, [conversation, "Participants"]) => {
            add_participant(&mut state.lock().unwrap(), conversation, &form["Identity"])
        }
        _ => error(404, 20404),
    }
}

/// One conversation per page, so that anyone who stops early misses some.
fn page(url: &str, state: &State, query: &str) -> Value {
    let at = query.rsplit("PageToken=").next().and_then(|at| at.parse().ok()).unwrap_or(0usize);
    let records = state.conversations.get(at).map(|_| conversation(state, at));
    let more = at + 1 < state.conversations.len();
    let next = more.then(|| format!("{url}/v1/Conversations?PageToken={}", at + 1));
    json!({
        "meta": {
            "page": at, "page_size": 1, "first_page_url": "f", "previous_page_url": null,
            "url": "u", "next_page_url": next, "key": "conversations",
        },
        "conversations": records.into_iter().collect::<Vec<_>>(),
    })
}

fn create(state: &mut State, form: &BTreeMap<String, String>) -> (u16, Value) {
    let unique = form.get("UniqueName").cloned();
    if unique.is_some() && state.conversations.iter().any(|(_, taken)| *taken == unique) {
        return error(409, 50353);
    }
    state.conversations.push((form["FriendlyName"].clone(), unique));
    (201, conversation(state, state.conversations.len() - 1))
}

fn fetch(state: &State, name: &str) -> (u16, Value) {
    let name = name.replace("%20", " ");
    let found = state.conversations.iter().position(|(_, unique)| unique.as_ref() == Some(&name));
    found.map_or_else(|| error(404, 20404), |at| (200, conversation(state, at)))
}

fn add_participant(state: &mut State, conversation: &str, identity: &str) -> (u16, Value) {
    let participant = format!("{conversation}/{identity}");
    if state.participants.contains(&participant) {
        return error(409, 50433);
    }
    state.participants.push(participant);
    let body = json!({
        "sid": format!("MB{:032x}", 1),
        "account_sid": format!("AC{:032x}", 0),
        "conversation_sid": conversation,
        "identity": identity,
        "attributes": "{}",
        "messaging_binding": null,
        "role_sid": null,
        "date_created": "2026-11-22T09:22:14Z",
        "date_updated": "2026-11-22T09:22:14Z",
        "url": "u",
        "last_read_message_index": null,
        "last_read_timestamp": null,
    });
    (201, body)
}

fn conversation(state: &State, at: usize) -> Value {
    let (friendly, unique) = &state.conversations[at];
    json!({
        "sid": sid(at),
        "account_sid": format!("AC{:032x}", 0),
        "chat_service_sid": service_sid(),
        "messaging_service_sid": null,
        "friendly_name": friendly,
        "unique_name": unique,
        "attributes": "{}",
        "state": "active",
        "date_created": "2026-11-22T09:22:14Z",
        "date_updated": "2026-11-22T09:22:14Z",
        "timers": {},
        "bindings": {},
        "url": "u",
        "links": {"participants": "p", "messages": "m", "webhooks": "w"},
    })
}

fn error(status: u16, code: u32) -> (u16, Value) {
    let body = json!({
        "code": code, "message": "internal-detail", "more_info": "m", "status": status,
    });
    (status, body)
}

fn respond(status: u16, body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.to_owned()));
    *response.status_mut() = status.try_into().unwrap();
    response
}
