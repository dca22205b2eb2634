//! Roles: what they allow, where they count, and who holds which.

use proptest::{collection::vec, option, prelude::*, sample::subsequence};
use serde_json::{Value, json};

use super::{
    harness::{Found, delete, encode, get, nowhere, post},
    reference::PEOPLE,
    system::System,
};

const ROLES: &str = "/v1/Roles";

/// Permissions of both scopes, of conversations, of services, and of none.
const PERMISSIONS: [&str; 6] = [
    "addParticipant",
    "editAnyMessage",
    "sendMessage",
    "leaveConversation",
    "createConversation",
    "flyToTheMoon",
];

/// What a role may be a default for: the parameter, the member, and the scope.
const DEFAULTS: [(&str, &str, &str); 3] = [
    ("DefaultConversationCreatorRoleSid", "default_conversation_creator_role_sid", "conversation"),
    ("DefaultConversationRoleSid", "default_conversation_role_sid", "conversation"),
    ("DefaultChatServiceRoleSid", "default_chat_service_role_sid", "service"),
];

#[derive(Clone, Debug)]
enum Step {
    Create(&'static str, Vec<&'static str>),
    /// Roles are numbered in the order in which they were made, there or not.
    Update(usize, Vec<&'static str>),
    Fetch(usize),
    Delete(usize),
    List,
    /// Makes a role the default of this number.
    Prefer(usize, usize),
    CreateUser(usize, Option<usize>),
    UpdateUser(usize, usize),
    FetchUser(usize),
    Join(usize, Option<usize>),
    UpdateMember(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let (nth, who, role) = (0_usize..9, 0..PEOPLE.len(), option::of(0_usize..9));
    let kind = prop_oneof![
        4 => Just("conversation"), 4 => Just("service"), 1 => Just("Service"), 1 => Just("planet"),
    ];
    let some = || {
        prop_oneof![
            2 => subsequence(&PERMISSIONS[..4], 0..4),
            2 => subsequence(vec![PERMISSIONS[0], PERMISSIONS[1], PERMISSIONS[4]], 0..3),
            1 => subsequence(&PERMISSIONS[..], 0..6),
            1 => Just(vec![PERMISSIONS[1], PERMISSIONS[0], PERMISSIONS[1]]),
        ]
    };
    prop_oneof![
        4 => (kind, some()).prop_map(|(kind, some)| Step::Create(kind, some)),
        3 => (nth.clone(), some()).prop_map(|(nth, some)| Step::Update(nth, some)),
        2 => nth.clone().prop_map(Step::Fetch),
        3 => nth.clone().prop_map(Step::Delete),
        1 => Just(Step::List),
        4 => (0..DEFAULTS.len(), nth.clone()).prop_map(|(which, nth)| Step::Prefer(which, nth)),
        3 => (who.clone(), role.clone()).prop_map(|(who, role)| Step::CreateUser(who, role)),
        2 => (who.clone(), nth.clone()).prop_map(|(who, nth)| Step::UpdateUser(who, nth)),
        2 => who.clone().prop_map(Step::FetchUser),
        3 => (who.clone(), role).prop_map(|(who, role)| Step::Join(who, role)),
        2 => (who, nth).prop_map(|(who, nth)| Step::UpdateMember(who, nth)),
    ]
}

struct Role {
    sid: String,
    kind: String,
    permissions: Vec<String>,
    is_gone: bool,
}

struct Walk {
    system: System,
    configuration: String,
    roles: Vec<Role>,
    /// The SIDs of the roles in [`DEFAULTS`].
    defaults: [String; 3],
    /// Users and participants with the SIDs of their roles.
    users: Vec<(usize, String)>,
    members: Vec<(usize, String)>,
}

impl Role {
    fn shown(&self) -> Value {
        json!({ "sid": self.sid, "type": self.kind, "permissions": self.permissions })
    }
}

fn form<'a>(permissions: &[&'a str]) -> Vec<(&'static str, &'a str)> {
    permissions.iter().map(|it| ("Permission", *it)).collect()
}

/// Permissions as a role of this scope has them: each once, or an error.
fn accepted(kind: &str, permissions: &[&str]) -> Result<Vec<String>, u32> {
    let foreign: &[&str] = if kind == "service" { &PERMISSIONS[2..4] } else { &PERMISSIONS[4..5] };
    if permissions.is_empty() {
        return Err(20001);
    }
    if permissions.iter().any(|it| *it == PERMISSIONS[5] || foreign.contains(it)) {
        return Err(50104);
    }
    let mut once: Vec<String> = Vec::new();
    for permission in permissions {
        if !once.iter().any(|it| it == permission) {
            once.push((*permission).to_owned());
        }
    }
    Ok(once)
}

/// The role of somebody in one of the lists.
fn held(holders: &mut [(usize, String)], who: usize) -> Option<&mut String> {
    holders.iter_mut().find(|(it, _)| *it == who).map(|(_, role)| role)
}

impl Walk {
    /// Starts with the roles that the system has, of which the model only asks that they are four.
    fn new() -> Self {
        let system = System::new();
        let service = get(&system, "/v1/Configuration").body["default_chat_service_sid"].clone();
        let configuration = format!("/v1/Services/{}/Configuration", service.as_str().unwrap());
        let settings = get(&system, &configuration).body;
        let defaults = DEFAULTS.map(|(_, it, _)| settings[it].as_str().unwrap().to_owned());
        let listed = get(&system, ROLES).body;
        let roles = listed["roles"].as_array().unwrap().iter().map(|it| Role {
            sid: it["sid"].as_str().unwrap().to_owned(),
            kind: it["type"].as_str().unwrap().to_owned(),
            permissions: serde_json::from_value(it["permissions"].clone()).unwrap(),
            is_gone: false,
        });
        let roles: Vec<_> = roles.collect();
        assert_eq!(roles.len(), 4, "{listed}");
        post(&system, "/v1/Conversations", &[("UniqueName", "room")]);
        Self { system, configuration, roles, defaults, users: Vec::new(), members: Vec::new() }
    }

    fn role(&mut self, nth: usize) -> Option<&mut Role> {
        self.roles.get_mut(nth).filter(|it| !it.is_gone)
    }

    fn sid(&self, nth: usize) -> String {
        self.roles.get(nth).map_or_else(|| nowhere("RL"), |it| it.sid.clone())
    }

    fn path(&self, nth: usize) -> String {
        format!("{ROLES}/{}", self.sid(nth))
    }

    /// Whether somebody can have the role in this scope.
    fn fits(&mut self, nth: usize, kind: &str) -> bool {
        self.role(nth).is_some_and(|it| it.kind == kind)
    }

    fn take(&mut self, step: &Step) -> Found {
        match step {
            Step::Create(kind, permissions) => self.create(kind, permissions),
            Step::Update(nth, permissions) => self.update(*nth, permissions),
            Step::Fetch(nth) => {
                let response = get(&self.system, &self.path(*nth));
                self.role(*nth)
                    .map_or_else(|| response.is_missing(), |it| response.shows(200, &it.shown()))
            }
            Step::Delete(nth) => {
                let response = delete(&self.system, &self.path(*nth));
                let is_default = self.defaults.contains(&self.sid(*nth));
                let Some(role) = self.role(*nth) else { return response.is_missing() };
                if is_default {
                    return response.is_refused(400, 20001);
                }
                role.is_gone = true;
                response.is_done()
            }
            Step::List => {
                let here = self.roles.iter().filter(|it| !it.is_gone);
                let shown: Vec<_> = here.map(Role::shown).collect();
                get(&self.system, ROLES).lists("roles", &shown)
            }
            Step::Prefer(which, nth) => self.prefer(*which, *nth),
            Step::CreateUser(who, role) => self.create_user(*who, *role),
            Step::UpdateUser(who, nth) => self.update_user(*who, *nth),
            Step::FetchUser(who) => {
                let response = get(&self.system, &format!("/v1/Users/{}", encode(PEOPLE[*who])));
                let role = held(&mut self.users, *who);
                role.map_or_else(
                    || response.is_missing(),
                    |role| response.shows(200, &json!({ "role_sid": role })),
                )
            }
            Step::Join(who, role) => self.join(*who, *role),
            Step::UpdateMember(who, nth) => self.update_member(*who, *nth),
        }
    }

    fn create(&mut self, kind: &str, permissions: &[&str]) -> Found {
        let mut form = form(permissions);
        form.extend([("FriendlyName", "a role"), ("Type", kind)]);
        let response = post(&self.system, ROLES, &form);
        let kind = kind.to_lowercase();
        if kind == "planet" {
            return response.is_refused(400, 50105);
        }
        let permissions = match accepted(&kind, permissions) {
            Ok(permissions) => permissions,
            Err(code) => return response.is_refused(400, code),
        };
        self.roles.push(Role { sid: response.sid(), kind, permissions, is_gone: false });
        response.shows(201, &self.roles.last().unwrap().shown())
    }

    fn update(&mut self, nth: usize, permissions: &[&str]) -> Found {
        let response = post(&self.system, &self.path(nth), &form(permissions));
        if permissions.is_empty() {
            return response.is_refused(400, 20001);
        }
        let Some(role) = self.role(nth) else { return response.is_missing() };
        match accepted(&role.kind, permissions) {
            Ok(permissions) => role.permissions = permissions,
            Err(code) => return response.is_refused(400, code),
        }
        response.shows(200, &role.shown())
    }

    fn prefer(&mut self, which: usize, nth: usize) -> Found {
        let (parameter, _, kind) = DEFAULTS[which];
        let sid = self.sid(nth);
        let response = post(&self.system, &self.configuration, &[(parameter, &sid)]);
        if !self.fits(nth, kind) {
            return response.is_refused(400, if kind == "service" { 50102 } else { 50109 });
        }
        self.defaults[which] = sid;
        let members =
            DEFAULTS.iter().zip(&self.defaults).map(|((_, member, _), sid)| (*member, sid));
        response.shows(200, &json!(members.collect::<std::collections::BTreeMap<_, _>>()))
    }

    fn create_user(&mut self, who: usize, nth: Option<usize>) -> Found {
        let sid = nth.map(|nth| self.sid(nth));
        let role = sid.iter().map(|sid| ("RoleSid", sid.as_str()));
        let form: Vec<_> = role.chain([("Identity", PEOPLE[who])]).collect();
        let response = post(&self.system, "/v1/Users", &form);
        if held(&mut self.users, who).is_some() {
            return response.is_refused(409, 50201);
        }
        if nth.is_some_and(|nth| !self.fits(nth, "service")) {
            return response.is_refused(400, 50102);
        }
        let role = sid.unwrap_or_else(|| self.defaults[2].clone());
        let shown = json!({ "identity": PEOPLE[who], "role_sid": role });
        self.users.push((who, role));
        response.shows(201, &shown)
    }

    fn update_user(&mut self, who: usize, nth: usize) -> Found {
        let (sid, fits) = (self.sid(nth), self.fits(nth, "service"));
        let path = format!("/v1/Users/{}", encode(PEOPLE[who]));
        let response = post(&self.system, &path, &[("RoleSid", &sid)]);
        let Some(role) = held(&mut self.users, who) else { return response.is_missing() };
        if !fits {
            return response.is_refused(400, 50102);
        }
        *role = sid;
        response.shows(200, &json!({ "role_sid": role }))
    }

    fn join(&mut self, who: usize, nth: Option<usize>) -> Found {
        let sid = nth.map(|nth| self.sid(nth));
        let role = sid.iter().map(|sid| ("RoleSid", sid.as_str()));
        let form: Vec<_> = role.chain([("Identity", PEOPLE[who])]).collect();
        let response = post(&self.system, "/v1/Conversations/room/Participants", &form);
        if nth.is_some_and(|nth| !self.fits(nth, "conversation")) {
            return response.is_refused(400, 50109);
        }
        if held(&mut self.members, who).is_some() {
            return response.is_refused(409, 50433);
        }
        if held(&mut self.users, who).is_none() {
            self.users.push((who, self.defaults[2].clone()));
        }
        let role = sid.unwrap_or_else(|| self.defaults[1].clone());
        let shown = json!({ "identity": PEOPLE[who], "role_sid": role });
        self.members.push((who, role));
        response.shows(201, &shown)
    }

    fn update_member(&mut self, who: usize, nth: usize) -> Found {
        let (sid, fits) = (self.sid(nth), self.fits(nth, "conversation"));
        let path = format!("/v1/Conversations/room/Participants/{}", encode(PEOPLE[who]));
        let response = post(&self.system, &path, &[("RoleSid", &sid)]);
        let Some(role) = held(&mut self.members, who) else { return response.is_missing() };
        if !fits {
            return response.is_refused(400, 50109);
        }
        *role = sid;
        response.shows(200, &json!({ "role_sid": role }))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn roles_are_those_of_the_model(steps in vec(step(), 1..100)) {
        let mut walk = Walk::new();
        for step in &steps {
            walk.take(step).map_err(TestCaseError::fail)?;
        }
    }
}
