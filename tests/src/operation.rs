//! Operations as Twilio's OpenAPI documents describe them: names only.

use std::sync::LazyLock;

use http::Method;

/// An operation of the public REST API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name in the document.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path, with the names of its variables in braces.
    pub path: &'static str,
    /// The statuses of success.
    pub statuses: Vec<u16>,
    /// The body of success, if there is one.
    pub body: Option<Body>,
    /// What a query or, for POST, a form may contain, by name.
    pub parameters: Vec<Parameter>,
}

/// The body of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// One thing of this schema.
    One(&'static str),
    /// A page of a list.
    Page {
        /// The member with the things.
        member: &'static str,
        /// The schema of each of them.
        schema: &'static str,
    },
}

/// A parameter of a query or form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
}

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let tables =
        [include_str!("../operations/conversations.txt"), include_str!("../operations/video.txt")];
    tables.iter().flat_map(|table| table.lines()).filter_map(parse).collect()
});

/// Every operation of both documents.
pub fn operations() -> &'static [Operation] {
    &OPERATIONS
}

/// Reads a line of a table; one that is a comment has none.
fn parse(line: &'static str) -> Option<Operation> {
    let mut words = line.split(' ');
    let name = words.next().filter(|name| *name != "#")?;
    let method = words.next()?.parse().ok()?;
    let path = words.next()?;
    let statuses = words.next()?.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    let body = match words.next()? {
        "-" => None,
        body => Some(
            body.split_once('=')
                .map_or(Body::One(body), |(member, schema)| Body::Page { member, schema }),
        ),
    };
    let parameters = words.map(|name| match name.strip_suffix('!') {
        Some(name) => Parameter { name, required: true },
        None => Parameter { name, required: false },
    });
    Some(Operation { name, method, path, statuses, body, parameters: parameters.collect() })
}

impl Operation {
    /// The operation that a request asks for; `segments` are those behind the version.
    pub fn find(method: &Method, segments: &[&str]) -> Option<&'static Self> {
        operations().iter().find(|it| it.method == *method && it.leads_to(segments))
    }

    fn leads_to(&self, segments: &[&str]) -> bool {
        let mut pattern = self.path.split('/').skip(2);
        segments
            .iter()
            .all(|segment| pattern.next().is_some_and(|it| it.starts_with('{') || it == *segment))
            && pattern.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use fake_rest::Route;
    use http::StatusCode;

    use super::*;

    /// Method, path, statuses and parameters of an operation; those that must be there end in `!`.
    type Said = (String, String, Vec<u16>, Vec<String>);

    #[test]
    fn the_emulator_answers_the_operations_of_the_documents() {
        let documented: BTreeMap<&str, Said> = operations().iter().map(documented).collect();
        let answered: BTreeMap<&str, Said> = fake_rest::operations().iter().map(answered).collect();
        for (name, said) in &documented {
            assert_eq!(answered.get(name), Some(said), "{name}");
        }
        assert_eq!(answered.len(), documented.len());
    }

    fn documented(operation: &Operation) -> (&str, Said) {
        let name = |it: &Parameter| format!("{}{}", it.name, if it.required { "!" } else { "" });
        let parameters = operation.parameters.iter().map(name).collect();
        let (method, path) = (operation.method.to_string(), operation.path.to_owned());
        (operation.name, (method, path, operation.statuses.clone(), parameters))
    }

    fn answered(route: &Route) -> (&str, Said) {
        let operation = &route.operation;
        let required = operation.required.iter().map(|name| format!("{name}!"));
        let optional = operation.optional.iter().map(|&name| name.to_owned());
        let mut parameters: Vec<_> = required.chain(optional).collect();
        parameters.sort();
        let statuses = operation.success.iter().map(StatusCode::as_u16).collect();
        (&route.name, (operation.method.to_string(), route.path.clone(), statuses, parameters))
    }
}
