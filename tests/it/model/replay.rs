//! A checkpoint and the records after it give every view, byte for byte.

use std::sync::Arc;

use bytes::Bytes;
use fake_core::View;
use fake_sync::ObjectId;
use http::Method;
use proptest::{collection::vec, prelude::*};
use twilio_wire::sync::ObjectKind;

use super::system::System;

#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) form: String,
}

/// Percent-encodes a text for a form.
fn http_encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub(super) fn post(path: impl Into<String>, form: impl Into<String>) -> Request {
    Request { method: Method::POST, path: path.into(), form: form.into() }
}

fn delete(path: impl Into<String>) -> Request {
    Request { method: Method::DELETE, path: path.into(), form: String::new() }
}

/// What belongs to the account or to the service as a whole.
fn setting() -> impl Strategy<Value = Request> {
    const ADDRESSES: &str = "/v1/Configuration/Addresses";
    const SERVICE: &str = "/v1/Services/{service}";
    prop_oneof![
        (0_u32..3).prop_map(|it| post(ADDRESSES, format!("Type=sms&Address=%2B150{it}"))),
        (0_u32..3).prop_map(|it| post(format!("{ADDRESSES}/+150{it}"), "FriendlyName=x")),
        (0_u32..3).prop_map(|it| delete(format!("{ADDRESSES}/+150{it}"))),
        any::<bool>().prop_map(|it| post("/v1/Credentials", format!("Type=apn&Sandbox={it}"))),
        any::<bool>().prop_map(|it| {
            post(format!("{SERVICE}/Configuration/Notifications"), format!("LogEnabled={it}"))
        }),
        (0_u32..3).prop_map(|it| {
            let binding = format!(r#""identity":"ann","binding_type":"fcm","address":"{it}""#);
            let body = format!(r#"{{"chat_service_sid":"{{service}}",{binding}}}"#);
            post("/_emulator/v1/seed/conversations/bindings", body)
        }),
        Just(delete("/v1/Users/ann")),
    ]
}

pub(super) fn request() -> impl Strategy<Value = Request> {
    let room = (0_usize..3).prop_map(|room| format!("/v1/Conversations/room-{room}"));
    let who = prop_oneof![Just("ann"), Just("ben"), Just("cem")];
    prop_oneof![
        4 => setting(),
        3 => (0_usize..3).prop_map(move |room| {
            post("/v1/Conversations".to_owned(), format!("UniqueName=room-{room}"))
        }),
        2 => (room.clone(), "[a-z]{0,9}").prop_map(move |(room, text)| {
            post(room, format!("FriendlyName={text}&Attributes=%7B%7D"))
        }),
        1 => room.clone().prop_map(move |room| post(room, "State=inactive")),
        1 => room.clone().prop_map(move |room| post(room, "State=closed")),
        1 => room.clone().prop_map(delete),
        2 => room.clone().prop_map(|room| {
            // Messages have receipts from now on.
            let (phone, own) = ("MessagingBinding.Address", "MessagingBinding.ProxyAddress");
            post(format!("{room}/Participants"), format!("{phone}=%2B1500&{own}=%2B1501"))
        }),
        5 => (room.clone(), who.clone()).prop_map(move |(room, who)| {
            post(format!("{room}/Participants"), format!("Identity={who}"))
        }),
        2 => (room.clone(), who.clone(), 0_u32..9).prop_map(move |(room, who, index)| {
            post(format!("{room}/Participants/{who}"), format!("LastReadMessageIndex={index}"))
        }),
        1 => (room.clone(), who.clone()).prop_map(move |(room, who)| {
            delete(format!("{room}/Participants/{who}"))
        }),
        6 => (room, who.clone(), "\\PC{0,20}").prop_map(move |(room, who, text)| {
            let text = http_encode(&text);
            post(format!("{room}/Messages"), format!("Author={who}&Body={text}"))
        }),
        1 => who.prop_map(move |who| post(format!("/v1/Users/{who}"), "FriendlyName=x")),
    ]
}

/// Everything that a client can open.
pub(super) fn open_everything(system: &System) {
    let objects = system.tenant.read(|world| {
        let of_users = |sid| [ObjectId::MyConversations(sid), ObjectId::UserInfo(sid)];
        let of_rooms =
            |sid| [ObjectId::Conversation(sid), ObjectId::Messages(sid), ObjectId::Roster(sid)];
        let users = world.users.iter().flat_map(|user| of_users(user.sid));
        let rooms = world.conversations.iter().flat_map(|it| of_rooms(it.sid()));
        users.chain(rooms).collect::<Vec<_>>()
    });
    for identity in ["ann", "ben", "cem"] {
        let session = system.hub.open(identity, Arc::default());
        for object in &objects {
            let kind = match object.kind() {
                ObjectKind::Document => "Documents",
                ObjectKind::List => "Lists",
                ObjectKind::Map => "Maps",
            };
            let uri = format!("http://emulator.test/v3/Services/x/{kind}/{object}");
            let request =
                http::Request::get(uri).body(Bytes::new()).expect("a path without odd letters");
            system.hub.handle(session, &request);
        }
    }
}

proptest! {
    /// The state at some moment and the records after it give the state at the end; and so do the
    /// objects that a client opened at that moment and the events after it.
    #[test]
    fn a_checkpoint_and_its_tail_give_every_view(
        requests in vec(request(), 1..60),
        checkpoint in 0_usize..60,
    ) {
        let system = System::new();
        let service = system.tenant.read(|world| world.service.sid).to_string();
        let account = system.store.account(system.account).expect("an open account");
        let (whole, log) = (system.tenant.checkpoint(), account.checkpoint());
        let mut taken = None;
        for (number, request) in requests.iter().enumerate() {
            if number == checkpoint.min(requests.len() - 1) {
                open_everything(&system);
                taken = Some(system.tenant.checkpoint());
            }
            let [path, form] =
                [&request.path, &request.form].map(|it| it.replace("{service}", &service));
            system.rest(request.method.clone(), &path, &form);
        }
        let live = system.tenant.read(|world| format!("{world:#?}"));
        for (mut replayed, tail) in [Some(whole), taken].into_iter().flatten() {
            for record in system.tenant.read_on(&tail, usize::MAX) {
                replayed.apply(record.at, &record.fact);
                replayed.take_discarded();
            }
            prop_assert_eq!(format!("{replayed:#?}"), live.clone());
        }
        let (mut replayed, tail) = log;
        for record in account.read_on(&tail, usize::MAX) {
            replayed.apply(record.at, &record.fact);
        }
        let live = account.read(|account| format!("{account:#?}"));
        prop_assert_eq!(format!("{replayed:#?}"), live);
        prop_assert_eq!(system.hub.snapshot(), system.hub.reopened());
    }
}
