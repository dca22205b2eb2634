//! What the account has: defaults, addresses, credentials and services.

use twilio_conversations::{Client, jiff::SignedDuration};
use twilio_sid::ServiceSid;

use super::{Tried, call, is_gone};

pub(super) async fn walk(tried: &mut Tried, api: &Client) {
    tried.begin_at("client");
    configuration(tried, api).await;
    addresses(tried, api).await;
    credentials(tried, api).await;
}

async fn configuration(tried: &mut Tried, api: &Client) {
    let hour = SignedDuration::from_hours(1);
    let update = call!(tried, api.configuration().update().default_inactive_timer(hour)).unwrap();
    assert_eq!(update.default_inactive_timer.as_deref(), Some("PT1H"));
    assert_eq!(call!(tried, api.configuration().fetch()).unwrap(), update);

    let update = call!(tried, api.configuration().webhooks().update().filters(["onUserAdded"]));
    let update = update.unwrap();
    assert_eq!(update.filters.as_deref(), Some(&["onUserAdded".to_owned()][..]));
    assert_eq!(call!(tried, api.configuration().webhooks().fetch()).unwrap(), update);
}

async fn addresses(tried: &mut Tried, api: &Client) {
    let create =
        call!(tried, api.configuration().addresses().create().kind("sms").address("+15005550006"));
    let address = create.unwrap();
    assert_eq!((address.kind.as_str(), address.address.as_str()), ("sms", "+15005550006"));
    let fetched = call!(tried, api.configuration().addresses().fetch(address.sid)).unwrap();
    assert_eq!(fetched, address);
    let update =
        call!(tried, api.configuration().addresses().update(address.sid).friendly_name("Shop"));
    assert_eq!(update.unwrap().friendly_name.as_deref(), Some("Shop"));
    let page = call!(tried, api.configuration().addresses().list().kind("sms")).unwrap();
    assert_eq!(page.address_configurations.len(), 1);
    call!(tried, api.configuration().addresses().delete(address.sid)).unwrap();
    assert!(is_gone(&api.configuration().addresses().fetch(address.sid).await));
}

async fn credentials(tried: &mut Tried, api: &Client) {
    let create = call!(tried, api.credentials().create().kind("fcm").secret("not-a-real-secret"));
    let credential = create.unwrap();
    assert_eq!(credential.kind, "fcm");
    assert_eq!(call!(tried, api.credentials().fetch(credential.sid)).unwrap(), credential);
    let update =
        call!(tried, api.credentials().update(credential.sid).friendly_name("Phones")).unwrap();
    assert_eq!(update.friendly_name.as_deref(), Some("Phones"));
    let page = call!(tried, api.credentials().list()).unwrap();
    assert_eq!(page.credentials, [update]);
    call!(tried, api.credentials().delete(credential.sid)).unwrap();
    assert!(is_gone(&api.credentials().fetch(credential.sid).await));
}

pub(super) async fn make_service(tried: &mut Tried, api: &Client) -> ServiceSid {
    tried.begin_at("client");
    let service = call!(tried, api.services().create().friendly_name("Second")).unwrap();
    assert_eq!(call!(tried, api.services().fetch(service.sid)).unwrap(), service);
    let page = call!(tried, api.services().list().page_size(100)).unwrap();
    assert!(page.services.contains(&service));
    service.sid
}

pub(super) async fn delete_service(tried: &mut Tried, api: &Client, service: ServiceSid) {
    tried.begin_at("client");
    call!(tried, api.services().delete(service)).unwrap();
    assert!(is_gone(&api.services().fetch(service).await));
}
