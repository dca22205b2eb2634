//! The table of operations: which method and path leads to which handler.

use std::collections::BTreeMap;

use fake_core::Error;
use http::Method;
use matchit::Params;
use percent_encoding::percent_decode_str;
use twilio_wire::endpoint::{Endpoint, Operation};

use crate::{
    http::{error::HandlerError, path, reply::Reply},
    scope::{AccountRequest, ServiceRequest, video::VideoScope},
};

/// A registered operation.
pub struct Route {
    /// The operation's name in Twilio's OpenAPI document; that of the service-scoped form has
    /// `Service` behind the verb.
    pub name: String,
    /// The path, with the names of its variables in braces.
    pub path: String,
    /// Method, parameters and statuses.
    pub operation: Operation,
    handler: Handler,
}

/// Takes the values of the path's variables.
type Handler = Box<dyn Fn(&AccountRequest<'_>, &[&str]) -> Reply + Send + Sync>;

/// What can be registered: a function, or a closure that captures nothing.
pub(crate) trait Registered: Copy + Send + Sync + 'static {}

impl<T: Copy + Send + Sync + 'static> Registered for T {}

/// Operations, as they are registered.
#[derive(Default)]
pub(crate) struct Routes(Vec<Route>);

/// All operations by path.
pub(crate) struct Router {
    routes: Vec<Route>,
    /// Indices of the routes of each path.
    paths: matchit::Router<Vec<usize>>,
}

/// A matched route.
pub(crate) struct Found<'r> {
    pub(crate) route: &'r Route,
    /// Decoded values of the path's variables, in order.
    pub(crate) values: Vec<String>,
}

/// Why no route matches a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    Path,
    /// The path has other methods.
    Method(Vec<Method>),
}

/// What a group of handlers takes beside the values of the path.
pub(crate) trait Context {
    /// The type of it.
    type Of<'a>;
}

/// Handlers that act for an account.
pub(crate) enum InAccount {}

impl Context for InAccount {
    type Of<'a> = AccountRequest<'a>;
}

/// Handlers that act in a service.
pub(crate) enum InService {}

impl Context for InService {
    type Of<'a> = ServiceRequest<'a>;
}

/// Handlers that act on the rooms of an account.
pub(crate) enum InVideo {}

impl Context for InVideo {
    type Of<'a> = VideoScope<'a>;
}

/// A function that answers an operation; `P` is the type of the path's values.
pub(crate) trait Handle<C: Context, P> {
    fn handle(&self, context: &C::Of<'_>, path: P) -> Reply;
}

impl<C: Context, F> Handle<C, [&str; 0]> for F
where
    F: Fn(&C::Of<'_>) -> Reply,
{
    fn handle(&self, context: &C::Of<'_>, []: [&str; 0]) -> Reply {
        self(context)
    }
}

impl<C: Context, F> Handle<C, [&str; 1]> for F
where
    F: Fn(&C::Of<'_>, &str) -> Reply,
{
    fn handle(&self, context: &C::Of<'_>, [one]: [&str; 1]) -> Reply {
        self(context, one)
    }
}

impl<C: Context, F> Handle<C, [&str; 2]> for F
where
    F: Fn(&C::Of<'_>, &str, &str) -> Reply,
{
    fn handle(&self, context: &C::Of<'_>, [one, two]: [&str; 2]) -> Reply {
        self(context, one, two)
    }
}

impl<C: Context, F> Handle<C, [&str; 3]> for F
where
    F: Fn(&C::Of<'_>, &str, &str, &str) -> Reply,
{
    fn handle(&self, context: &C::Of<'_>, [one, two, three]: [&str; 3]) -> Reply {
        self(context, one, two, three)
    }
}

impl Routes {
    /// Registers a handler of an operation of the account.
    pub(crate) fn account<E: Endpoint>(
        &mut self,
        handler: impl for<'a> Handle<InAccount, E::Path<'a>> + Registered,
    ) {
        self.add_own::<E>(move |call, values| handler.handle(call, path::<E>(values)?));
    }

    /// Registers a handler of an operation of Video.
    pub(crate) fn video<E: Endpoint>(
        &mut self,
        handler: impl for<'a> Handle<InVideo, E::Path<'a>> + Registered,
    ) {
        self.add_own::<E>(move |call, values| {
            handler.handle(&VideoScope::open(call)?, path::<E>(values)?)
        });
    }

    /// Registers a handler of an operation in a service, for all the paths that the operation has.
    pub(crate) fn service<E: Endpoint>(
        &mut self,
        handler: impl for<'a> Handle<InService, E::Path<'a>> + Registered,
    ) {
        let in_named = move |call: &AccountRequest<'_>, values: &[&str]| {
            let (service, values) = values.split_first().ok_or_else(wrong_path)?;
            handler.handle(&call.in_service(service)?, path::<E>(values)?)
        };
        match E::OPERATION.in_service() {
            Some((name, path_in_service)) => {
                self.add_own::<E>(move |call, values| {
                    handler.handle(&call.in_default_service()?, path::<E>(values)?)
                });
                self.add(name, path_in_service, E::OPERATION, Box::new(in_named));
            }
            None => self.add_own::<E>(in_named),
        }
    }

    fn add_own<E: Endpoint>(
        &mut self,
        handler: impl Fn(&AccountRequest<'_>, &[&str]) -> Reply + Send + Sync + 'static,
    ) {
        let operation = E::OPERATION;
        let (name, path) = (operation.name.to_owned(), operation.path.to_owned());
        self.add(name, path, operation, Box::new(handler));
    }

    fn add(&mut self, name: String, path: String, operation: Operation, handler: Handler) {
        self.0.push(Route { name, path, operation, handler });
    }
}

/// The values that an endpoint's path has.
fn path<'s, 'a, E: Endpoint>(values: &'s [&'a str]) -> Result<E::Path<'a>, HandlerError> {
    E::Path::<'a>::try_from(values).map_err(|_| wrong_path())
}

/// As many values as a path has variables always fit; see the router's tests.
fn wrong_path() -> HandlerError {
    Error::NoService.into()
}

impl Router {
    /// A router of these operations; no two have the same method and path.
    pub(crate) fn new(Routes(routes): Routes) -> Self {
        let mut by_path = BTreeMap::<&str, Vec<usize>>::new();
        for (index, route) in routes.iter().enumerate() {
            by_path.entry(&route.path).or_default().push(index);
        }
        let mut paths = matchit::Router::new();
        for (path, indices) in by_path {
            let inserted = paths.insert(path, indices);
            debug_assert!(inserted.is_ok(), "{path}: {inserted:?}");
        }
        Self { routes, paths }
    }

    pub(crate) fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Finds the route of a request.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Result<Found<'_>, NotFound> {
        if let Ok(found) = self.paths.at(path) {
            return self.select(method, found.value, &found.params);
        }
        if !path.contains('%') {
            return Err(NotFound::Path);
        }
        // A client may encode what needs no encoding.
        let segments = path.split('/').map(|it| percent_decode_str(it).decode_utf8_lossy());
        let segments: Vec<String> = segments.map(|it| path::encode(&it).to_string()).collect();
        let path = segments.join("/");
        let found = self.paths.at(&path).map_err(|_| NotFound::Path)?;
        self.select(method, found.value, &found.params)
    }

    fn select(
        &self,
        method: &Method,
        indices: &[usize],
        params: &Params<'_, '_>,
    ) -> Result<Found<'_>, NotFound> {
        let routes = indices.iter().filter_map(|index| self.routes.get(*index));
        let Some(route) = routes.clone().find(|it: &&Route| it.operation.method == *method) else {
            return Err(NotFound::Method(routes.map(|it| it.operation.method.clone()).collect()));
        };
        let decode = |value| percent_decode_str(value).decode_utf8_lossy().into_owned();
        Ok(Found { route, values: params.iter().map(|(_, value)| decode(value)).collect() })
    }
}

impl Found<'_> {
    /// The service that the path names.
    pub(crate) fn service(&self) -> Option<&str> {
        self.value_behind("Services")
    }

    /// The conversation that the path names, by SID or unique name.
    pub(crate) fn conversation(&self) -> Option<&str> {
        self.value_behind("Conversations")
    }

    /// The value of the first variable if it follows this name, or of the second one if a service
    /// precedes it.
    fn value_behind(&self, name: &str) -> Option<&str> {
        let mut values = self.values.iter();
        let mut segments = self.route.path.split('/').skip(2);
        while let (Some(head), Some(variable)) = (segments.next(), segments.next()) {
            let value = variable.starts_with('{').then(|| values.next()).flatten();
            if head == name {
                return value.map(String::as_str);
            }
            if head != "Services" {
                return None;
            }
        }
        None
    }

    /// Answers the request.
    pub(crate) fn handle(&self, call: &AccountRequest<'_>) -> Reply {
        let values: Vec<&str> = self.values.iter().map(String::as_str).collect();
        (self.route.handler)(call, &values)
    }
}
