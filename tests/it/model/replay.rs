//! Replaying the log rebuilds every view, byte for byte.

use fake_core::{View, World, account::Account};
use fake_sync::Hub;
use http::Method;
use proptest::{collection::vec, prelude::*};

use super::system::System;

#[derive(Clone, Debug)]
struct Request {
    method: Method,
    path: String,
    form: String,
}

/// Percent-encodes a text for a form.
fn http_encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn post(path: impl Into<String>, form: impl Into<String>) -> Request {
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

fn request() -> impl Strategy<Value = Request> {
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

proptest! {
    #[test]
    fn replay_rebuilds_every_view(requests in vec(request(), 1..60), pauses in vec(any::<bool>(), 60)) {
        let system = System::new();
        let service = system.tenant.read(|world| world.service.sid).to_string();
        for (request, pause) in requests.iter().zip(&pauses) {
            let [path, form] =
                [&request.path, &request.form].map(|it| it.replace("{service}", &service));
            system.rest(request.method.clone(), &path, &form);
            if *pause {
                system.hub.catch_up();
            }
        }
        let log = system.tenant.read_log(0, usize::MAX);
        let mut replayed = system.tenant.read(|world| World::new(world.service.clone()));
        for record in &log {
            replayed.apply(record.at, &record.fact);
        }
        let live = system.tenant.read(|world| format!("{world:#?}"));
        prop_assert_eq!(format!("{replayed:#?}"), live);
        let account = system.store.account(system.account).expect("an open account");
        let log = account.read_log(0, usize::MAX);
        let mut replayed = Account::new(system.account);
        for record in &log {
            replayed.apply(record.at, &record.fact);
        }
        let live = account.read(|account| format!("{account:#?}"));
        prop_assert_eq!(format!("{replayed:#?}"), live);
        // A hub that reads the log in one go holds what one holds that followed it.
        prop_assert_eq!(Hub::new(system.tenant.clone()).snapshot(), system.hub.snapshot());
    }
}
