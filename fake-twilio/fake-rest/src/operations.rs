//! Every operation of the public REST API, with its handler.

use std::sync::LazyLock;

use crate::{
    conversations,
    router::{Route, Router, Routes},
    video,
};

static ROUTER: LazyLock<Router> = LazyLock::new(|| {
    let mut routes = Routes::default();
    conversations::register(&mut routes);
    video::register(&mut routes);
    Router::new(routes)
});

/// The table that requests are looked up in.
pub(crate) fn router() -> &'static Router {
    &ROUTER
}

/// Every operation that is answered.
pub fn operations() -> &'static [Route] {
    ROUTER.routes()
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::router::NotFound;

    #[test]
    fn every_operation_is_found_by_its_method_and_path() {
        for route in operations() {
            let path: Vec<_> =
                route.path.split('/').map(|it| it.trim_matches(['{', '}'])).collect();
            let found = router().find(&route.operation.method, &path.join("/"));
            assert!(std::ptr::eq(found.unwrap().route, route), "{}", route.name);
        }
        assert_eq!(operations().len(), 103 + 39);
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let error = |method, path| router().find(&method, path).err();
        for path in
            ["/", "/v1", "/v1/Roles/", "/v1/Roles/RL1/x", "/v1/Services//Roles", "/v2/Roles"]
        {
            assert_eq!(error(Method::GET, path), Some(NotFound::Path), "{path}");
        }
        let allowed = [Method::GET, Method::POST, Method::DELETE].to_vec();
        assert_eq!(error(Method::PUT, "/v1/Roles/RL1"), Some(NotFound::Method(allowed)));
    }

    #[test]
    fn values_are_decoded_and_names_may_be_encoded() {
        let found = router().find(&Method::GET, "/v1/Us%65rs/a%2Fb%20c").unwrap();
        assert_eq!(
            (found.route.name.as_str(), found.values),
            ("FetchUser", vec!["a/b c".to_owned()])
        );
    }
}
