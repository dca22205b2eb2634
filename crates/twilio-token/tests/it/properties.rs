//! What holds for every token, minted or made up.

use proptest::{collection::vec, option, prelude::*, sample::Index};
use serde_json::{Map, Value, json};
use twilio_token::{
    AccessToken, ChatGrant, Grants, Incoming, IssuerKey, JsonObject, MAX_LIFETIME, Outgoing,
    Secret, Signer, SyncGrant, TaskRouterGrant, VideoGrant, VoiceGrant, verify,
};

use crate::verifying::{ACCOUNT, KEY, NOW, SECRET, forge, header, judge};

fn text() -> impl Strategy<Value = Option<String>> {
    option::of(".{1,12}")
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-z_]{0,6}", inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn object() -> impl Strategy<Value = JsonObject> {
    vec((".{0,6}", ".{0,6}".prop_map(Value::from)), 0..3)
        .prop_map(|members| members.into_iter().collect())
}

fn voice() -> impl Strategy<Value = VoiceGrant> {
    let outgoing = option::of((".{1,8}", object())).prop_map(|outgoing| {
        outgoing.map(|(application_sid, params)| Outgoing { application_sid, params })
    });
    (any::<bool>(), outgoing, text(), text()).prop_map(
        |(allow, outgoing, push_credential_sid, endpoint_id)| VoiceGrant {
            incoming: Incoming { allow },
            outgoing,
            push_credential_sid,
            endpoint_id,
        },
    )
}

fn chat() -> impl Strategy<Value = ChatGrant> {
    (text(), text(), text(), text()).prop_map(
        |(service_sid, endpoint_id, deployment_role_sid, push_credential_sid)| ChatGrant {
            service_sid,
            endpoint_id,
            deployment_role_sid,
            push_credential_sid,
        },
    )
}

fn grants() -> impl Strategy<Value = Grants> {
    let video = text().prop_map(|room| VideoGrant { room });
    let sync = (text(), text())
        .prop_map(|(service_sid, endpoint_id)| SyncGrant { service_sid, endpoint_id });
    let task_router = (text(), text(), text()).prop_map(|(workspace_sid, worker_sid, role)| {
        TaskRouterGrant { workspace_sid, worker_sid, role }
    });
    (
        option::of(video),
        option::of(chat()),
        option::of(voice()),
        option::of(sync),
        option::of(task_router),
        option::of(object()),
        ".{1,40}",
    )
        .prop_map(|(video, chat, voice, sync, task_router, playback, identity)| {
            let identity = Some(identity);
            Grants { video, chat, voice, sync, task_router, playback, identity }
        })
}

fn token(grants: Grants) -> AccessToken {
    let mut token = AccessToken::new();
    let Grants { video, chat, voice, sync, task_router, playback, identity } = grants;
    token = identity.into_iter().fold(token, AccessToken::identity);
    token = video.into_iter().fold(token, AccessToken::video);
    token = chat.into_iter().fold(token, AccessToken::chat);
    token = voice.into_iter().fold(token, AccessToken::voice);
    token = sync.into_iter().fold(token, AccessToken::sync);
    token = task_router.into_iter().fold(token, AccessToken::task_router);
    playback.into_iter().fold(token, AccessToken::playback)
}

fn good() -> String {
    let secret: Secret = SECRET.parse().expect("a secret");
    let account = ACCOUNT.parse().expect("an account SID");
    let signer = Signer::new(account, KEY.parse().expect("a key SID"), &secret);
    let token = AccessToken::new().identity("Zoë").video(VideoGrant::room("r"));
    signer.sign(&token, NOW).expect("a token")
}

proptest! {
    #[test]
    fn what_is_minted_is_verified(
        grants in grants(),
        account in any::<[u8; 16]>(),
        key in any::<[u8; 16]>(),
        secret in ".{1,40}",
        now in 0..1_u64 << 53,
        ttl in 1..=MAX_LIFETIME,
        age in any::<Index>(),
    ) {
        let account = twilio_sid::AccountSid::from_bytes(account);
        let key = twilio_sid::ApiKeySid::from_bytes(key);
        let secret: Secret = secret.parse().unwrap();
        let jwt = Signer::new(account, key, &secret).sign(&token(grants.clone()).ttl(ttl), now);
        let lookup = |issuer| (issuer == key).then(|| IssuerKey { account, secret: secret.clone() });
        let later = now + age.index(usize::try_from(ttl).unwrap()) as u64;
        let claims = verify(&jwt.unwrap(), lookup, later).unwrap();
        prop_assert_eq!(claims.grants, grants);
        prop_assert_eq!(claims.issuer, key);
        prop_assert_eq!(claims.subject, account);
        prop_assert_eq!(claims.expires_at, now + ttl);
    }

    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        prop_assert!(judge(&text).is_err());
    }

    #[test]
    fn any_three_segments_are_judged(text in "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,43}") {
        prop_assert!(judge(&text).is_err());
    }

    #[test]
    fn a_token_changed_anywhere_is_refused(at in any::<Index>(), with in any::<char>(), cut in 0_usize..3) {
        let good = good();
        let at = at.index(good.len());
        let end = (at + cut).min(good.len());
        let changed = format!("{}{with}{}", &good[..at], &good[end..]);
        prop_assert_eq!(judge(&changed).is_ok(), changed == good);
    }

    #[test]
    fn any_signed_claims_are_judged(
        exp in prop_oneof![json(), Just(json!(NOW + 60))],
        nbf in prop_oneof![json(), Just(Value::Null)],
        members in vec((prop_oneof!["identity", "video", "chat", "voice", "player"], json()), 0..6),
        rest in json(),
    ) {
        let grants: Map<String, Value> = members.into_iter().collect();
        let claims = json!({
            "iss": KEY, "sub": ACCOUNT, "exp": exp, "nbf": nbf, "grants": grants, "jti": rest,
        });
        if let Ok(claims) = judge(&forge(&header(), &claims, SECRET)) {
            prop_assert!(claims.expires_at > NOW && claims.expires_at - NOW <= MAX_LIFETIME);
            prop_assert!(claims.grants.video.is_none() || claims.identity().is_some());
        }
    }

    #[test]
    fn any_header_is_judged(header in json(), claims in json()) {
        prop_assert!(judge(&forge(&header, &claims, SECRET)).is_err());
    }
}
