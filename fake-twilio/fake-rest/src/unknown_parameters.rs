//! Parameters that an operation does not have.

use std::fmt;

use bytes::Bytes;
use http::{Method, Request, header};

use crate::{http::error::ApiError, router::Route};

/// What a request contained that the OpenAPI document does not know: goes with the answer, as an
/// extension of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownParameters {
    /// The requested operation.
    pub operation: &'static str,
    /// The names, no more than eight of them; the rest is of the same kind.
    pub names: Vec<String>,
    /// What the query or the body is if it is no form; nothing of it is named then.
    pub no_form: Option<NoForm>,
}

/// What was sent instead of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoForm {
    /// JSON, which the public REST API does not read.
    Json,
    /// Something else.
    Other,
}

/// Names that are mentioned.
const MENTIONED: usize = 8;

/// Longest name that is mentioned, in bytes; Twilio's stay far below.
const NAME_LENGTH: usize = 64;

/// What a request contains that its operation does not know, if anything.
pub(crate) fn unknown_parameters(
    request: &Request<Bytes>,
    route: &'static Route,
) -> Option<UnknownParameters> {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let is_form = *request.method() == Method::POST;
    let form: &[u8] = if is_form { request.body() } else { &[] };
    if query.is_empty() && form.is_empty() {
        return None;
    }
    let query = unknown_names(query, |name| !is_form && route.operation.knows(name));
    let form = unknown_names(form, |name| route.operation.knows(name));
    let no_form = match (&query, &form) {
        (_, None) if is_json(request) => Some(NoForm::Json),
        (None, _) | (_, None) => Some(NoForm::Other),
        (Some(_), Some(_)) => None,
    };
    let mut names: Vec<_> = query.into_iter().chain(form).flatten().collect();
    names.truncate(MENTIONED);
    let unknown = UnknownParameters { operation: &route.name, names, no_form };
    (no_form.is_some() || !unknown.names.is_empty()).then_some(unknown)
}

/// The names of a query or form that are not known, without a look at the values; none when a part
/// of it looks like no parameter, for what stands there may be private.
fn unknown_names(text: &[u8], is_known: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let mut unknown = Vec::new();
    for pair in text.split(|byte| *byte == b'&') {
        let end = pair.iter().position(|byte| *byte == b'=');
        let name = pair.get(..end.unwrap_or(pair.len())).unwrap_or_default();
        let Some((name, _)) = form_urlencoded::parse(name).next() else { continue };
        if is_known(&name) {
            continue;
        }
        if end.is_none() || !is_name(&name) {
            return None;
        }
        if unknown.len() < MENTIONED {
            unknown.push(name.into_owned());
        }
    }
    Some(unknown)
}

fn is_json(request: &Request<Bytes>) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.contains("json"))
        || matches!(request.body().trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Returns whether a text looks like a parameter's name.
fn is_name(text: &str) -> bool {
    text.len() <= NAME_LENGTH
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|one| one.is_ascii_alphanumeric() || one == '.')
}

impl UnknownParameters {
    /// The answer where unknown parameters are refused (`assumed`: the dictionary's 20001 is the
    /// code of parameters that cannot be used, and a warning where Twilio lets them pass).
    pub(crate) fn error(&self) -> ApiError {
        let operation = self.operation;
        ApiError::bad(
            20001,
            match self.no_form {
                Some(_) if self.names.is_empty() => {
                    format!("{operation} was sent something that is no form")
                }
                _ => format!("{operation} has no parameter {}", self.names.join(", ")),
            },
        )
    }
}

/// What was ignored and why, for people.
impl fmt::Display for UnknownParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation;
        match self.no_form {
            Some(NoForm::Json) => write!(
                f,
                "{operation}: ignored a JSON body, as Twilio does; parameters are read from a form \
                 (application/x-www-form-urlencoded)"
            ),
            Some(NoForm::Other) => {
                write!(f, "{operation}: ignored something in the body or query that is no form")
            }
            None => {
                let names = self.names.join(", ");
                write!(
                    f,
                    "{operation}: ignored parameters that the OpenAPI document lacks: {names}"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::router;

    fn asked(request: &Request<Bytes>) -> Option<UnknownParameters> {
        let found = router().find(request.method(), request.uri().path()).ok()?;
        unknown_parameters(request, found.route)
    }

    fn unknown(method: Method, uri: &str, form: &'static str) -> Vec<String> {
        let request = Request::builder().method(method).uri(uri);
        let request = request.body(Bytes::from_static(form.as_bytes())).expect("a request");
        asked(&request).map_or_else(Vec::new, |it| it.names)
    }

    #[test]
    fn what_the_document_knows_may_come() {
        for (method, uri, form) in [
            (Method::POST, "/v1/Conversations", "UniqueName=a&Timers.Inactive=PT1M&&"),
            (Method::POST, "/v1/Services/IS0/Conversations", "%55niqueName=a&Attributes"),
            (Method::GET, "/v1/Conversations?PageSize=2&State=active", ""),
            (Method::GET, "/v1/Nowhere?Some=thing", ""),
            (Method::DELETE, "/v1/Conversations/CH0", "Body=unread"),
        ] {
            assert_eq!(unknown(method, uri, form), [""; 0], "{uri} {form}");
        }
    }

    #[test]
    fn everything_else_is_named() {
        let named = |method, uri, form| unknown(method, uri, form).join(",");
        assert_eq!(
            named(Method::POST, "/v1/Conversations", "uniqueName=secret&%41.B=1"),
            "uniqueName,A.B"
        );
        assert_eq!(named(Method::GET, "/v1/Conversations?Limit=3", ""), "Limit");
        // A form belongs into the body.
        assert_eq!(named(Method::POST, "/v1/Conversations?UniqueName=a", ""), "UniqueName");
        assert_eq!(
            named(Method::POST, "/v1/Conversations", "a=&b=&c=&d=&e=&f=&g=&h=&i=&j="),
            "a,b,c,d,e,f,g,h"
        );
    }

    #[test]
    fn people_read_what_was_ignored() {
        let told = |kind: &str, uri: &str, body: &'static str| {
            let request = Request::post(uri).header(header::CONTENT_TYPE, kind);
            let request = request.body(Bytes::from_static(body.as_bytes())).expect("a request");
            asked(&request).expect("something").to_string()
        };
        let form = "application/x-www-form-urlencoded";
        assert_eq!(
            [
                told("application/json", "/v1/Conversations", r#"{"UniqueName":"a"}"#),
                told(form, "/v1/Conversations", r#" {"UniqueName":"a"}"#),
                told(form, "/v1/Conversations", "secret"),
                told(form, "/v1/Conversations", "A=secret&b=1"),
            ],
            [
                "CreateConversation: ignored a JSON body, as Twilio does; parameters are read from \
                 a form (application/x-www-form-urlencoded)",
                "CreateConversation: ignored a JSON body, as Twilio does; parameters are read from \
                 a form (application/x-www-form-urlencoded)",
                "CreateConversation: ignored something in the body or query that is no form",
                "CreateConversation: ignored parameters that the OpenAPI document lacks: A, b",
            ]
        );
    }

    #[test]
    fn nothing_is_told_of_what_is_no_form() {
        let long: &str = Box::leak(format!("{}=1", "a".repeat(NAME_LENGTH + 1)).into_boxed_str());
        for body in [
            r#"{"Body":"secret"}"#,
            r#"{"Body":"1 = 2 & secret=3"}"#,
            "secret",
            "Body=R&Dsecret",
            "UniqueName=a&secret+text=1",
            "UniqueName=a&%73ecret%0A=1",
            "9secret=1",
            long,
        ] {
            let request = Request::post("/v1/Conversations").body(Bytes::from(body));
            let request = request.expect("a request");
            let unknown = asked(&request).expect("a remark");
            assert!(unknown.no_form.is_some() && unknown.names.is_empty(), "{body}: {unknown:?}");
            let error = unknown.error().into_response();
            let text = String::from_utf8_lossy(error.body());
            assert!(!text.contains("secret") && text.contains("no form"), "{text}");
        }
        assert_eq!(unknown(Method::GET, "/v1/Conversations?sec%20ret=1", ""), [""; 0]);
    }
}
