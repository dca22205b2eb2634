//! Operations of Twilio's REST APIs as types, shared by clients and servers.
//!
//! A type is named as the operation in Twilio's OpenAPI document, for example
//! [`CreateRole`](crate::rest::role::CreateRole), and stands beside the resource that it is about.

use http::{Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A segment is encoded but for the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where Conversations names a service in a path.
const SERVICE: &str = "/v1/Services/{ChatServiceSid}";

/// An operation with the types of its request and its answer.
pub trait Endpoint {
    /// The operation.
    const OPERATION: Operation;
    /// The values of the path's variables, in order: an array of texts.
    type Path<'a>: AsRef<[&'a str]> + for<'s> TryFrom<&'s [&'a str]>;
    /// The form or, for GET, the query; paging parameters are in [`crate::paging::Query`].
    type Request: Serialize + DeserializeOwned;
    /// The body of a success, `()` without one.
    type Response: Serialize + DeserializeOwned;
}

/// An operation, as Twilio's OpenAPI documents describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its `operationId`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, with the names of its variables in braces.
    pub path: &'static str,
    /// Whether it has a second path, below a named service.
    pub scope: Scope,
    /// The statuses of success.
    pub success: &'static [StatusCode],
    /// Parameters of the form or the query that must be there.
    pub required: &'static [&'static str],
    /// Parameters that may be there.
    pub optional: &'static [&'static str],
}

/// Where an operation is available.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// At its path alone.
    Account,
    /// At its path for the default service of the account, and below `/v1/Services/{ChatServiceSid}` for
    /// any service; there its name has `Service` behind the verb.
    AnyService,
    /// In a named service alone: its path begins with `/v1/Services/{ChatServiceSid}`, which is not one of
    /// the values of [`Endpoint::Path`].
    NamedService,
}

/// Why a value cannot be part of a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid path segment {0:?}")]
pub struct PathError(pub String);

impl Operation {
    /// Returns whether a parameter belongs to the operation.
    pub fn knows(&self, parameter: &str) -> bool {
        self.required.contains(&parameter) || self.optional.contains(&parameter)
    }

    /// Name and path below a named service.
    pub fn in_service(&self) -> Option<(String, String)> {
        if self.scope != Scope::AnyService {
            return None;
        }
        let rest = self.path.strip_prefix("/v1")?;
        let verb = self.name.bytes().skip(1).position(|letter| letter.is_ascii_uppercase())? + 1;
        let (verb, noun) = self.name.split_at_checked(verb)?;
        Some((format!("{verb}Service{noun}"), format!("{SERVICE}{rest}")))
    }

    /// The path with values for its variables, encoded; in `service` if one is given and the operation is
    /// one of a service.
    ///
    /// # Errors
    /// The first value that is empty or that a proxy would resolve, such as `..`.
    pub fn path_of(&self, service: Option<&str>, values: &[&str]) -> Result<String, PathError> {
        let service = service.filter(|_| self.scope != Scope::Account);
        let mut values = service.iter().chain(values).copied();
        let template = match service.and(self.in_service()) {
            Some((_, path)) => path,
            None => self.path.to_owned(),
        };
        let mut path = String::with_capacity(template.len());
        for segment in template.split('/').skip(1) {
            path.push('/');
            if !segment.starts_with('{') {
                path.push_str(segment);
                continue;
            }
            let value = values.next().unwrap_or_default();
            if matches!(value, "" | "." | "..") {
                return Err(PathError(value.to_owned()));
            }
            path.extend(utf8_percent_encode(value, SEGMENT));
        }
        Ok(path)
    }
}

/// A request without parameters of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoParameters {}

/// Declares an operation: a type without values that implements [`Endpoint`].
macro_rules! endpoint {
    (
        $(#[$doc:meta])*
        $name:ident: $method:ident $path:literal ($($variable:ident),*) => $($status:ident)|+ $response:ty;
        scope: $scope:ident;
        parameters: $request:ty, required [$($required:literal),* $(,)?], optional [$($optional:literal),* $(,)?];
    ) => {
        $(#[$doc])*
        ///
        #[doc = concat!("`", stringify!($method), " ", $path, "`")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {}

        impl $crate::endpoint::Endpoint for $name {
            const OPERATION: $crate::endpoint::Operation = $crate::endpoint::Operation {
                name: stringify!($name),
                method: http::Method::$method,
                path: $path,
                scope: $crate::endpoint::Scope::$scope,
                success: &[$(http::StatusCode::$status),+],
                required: &[$($required),*],
                optional: &[$($optional),*],
            };
            type Path<'a> = [&'a str; { <[&str]>::len(&[$(stringify!($variable)),*]) }];
            type Request = $request;
            type Response = $response;
        }
    };
}

pub(crate) use endpoint;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::{message::FetchConversationMessage, role::CreateRole, service::FetchService};

    #[test]
    fn an_operation_of_any_service_has_a_second_name_and_path() {
        let name_and_path = CreateRole::OPERATION.in_service().unwrap();
        assert_eq!(name_and_path.0, "CreateServiceRole");
        assert_eq!(name_and_path.1, "/v1/Services/{ChatServiceSid}/Roles");
        assert_eq!(FetchService::OPERATION.in_service(), None);
    }

    #[test]
    fn values_are_encoded_one_by_one() {
        let fetch = FetchConversationMessage::OPERATION;
        let path = fetch.path_of(None, &["a/b c", "IM1"]);
        assert_eq!(path.unwrap(), "/v1/Conversations/a%2Fb%20c/Messages/IM1");
        let path = fetch.path_of(Some("IS1"), &["é", "IM1"]);
        assert_eq!(path.unwrap(), "/v1/Services/IS1/Conversations/%C3%A9/Messages/IM1");
        let path = FetchService::OPERATION.path_of(Some("IS1"), &["IS2"]);
        assert_eq!(path.unwrap(), "/v1/Services/IS2");
        for value in ["", ".", ".."] {
            let error = fetch.path_of(None, &[value, "IM1"]).unwrap_err();
            assert_eq!(error, PathError(value.to_owned()));
        }
    }
}
