//! Examples of calls: written once on each endpoint's line of the table, read by the OpenAPI document and by the tests
//! that call every endpoint.

use serde_json::Value;

/// A call that is right. A text `{name}` is a place that the reader fills: the document with a sample, a test with what
/// its deployment holds. The name of an id's type stands for such an id.
#[derive(Debug, Clone)]
pub struct Example {
    /// What is in the path.
    pub path: Vec<String>,
    /// The body; null when the endpoint takes none.
    pub body: Value,
}

impl Example {
    /// The first of each list: what the endpoint's line says, or what follows without a word.
    pub(crate) fn new(paths: &[&[&str]], bodies: impl IntoIterator<Item = Value>) -> Self {
        let path = paths.first().copied().unwrap_or_default();
        Self {
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            body: bodies.into_iter().next().unwrap_or_default(),
        }
    }

    /// Fills all places.
    #[must_use]
    pub fn filled(mut self, fill: &mut dyn FnMut(&str) -> String) -> Self {
        self.path = self.path.iter().map(|name| fill(name)).collect();
        fill_all(&mut self.body, fill);
        self
    }
}

fn fill_all(value: &mut Value, fill: &mut dyn FnMut(&str) -> String) {
    match value {
        Value::String(text) => {
            let place = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(fill);
            if let Some(filled) = place {
                *text = filled;
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|value| fill_all(value, fill)),
        Value::Object(map) => map.values_mut().for_each(|value| fill_all(value, fill)),
        _ => {}
    }
}

/// What the document shows in a place.
pub fn sample(name: &str) -> String {
    macro_rules! ids {
        ($($id:ident),+) => {
            $(if name == stringify!($id) {
                return format!("{}01jdqsmfxk9v2w3c4b5n6m7p8q", domain::ids::$id::PREFIX);
            })+
        };
    }
    domain::for_each_id!(ids);
    match name {
        "RoleId" => "role_user",
        "GraphVersion" => "v24.0",
        "idle_system_user" => return sample("SystemUserId"),
        "secret_source" => return sample("InboundSourceId"),
        "password" => "three kettles on a slow train 4",
        "new_password" => "seven lanterns over the quiet harbour",
        "code" => "314159",
        "token" => "tnr_…",
        _ => "…",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::sample;
    use crate::endpoint::{BodyFormat, Endpoint, PathArgs};
    use crate::request::Request;

    fn holds<E: Endpoint>() {
        let (info, example) = (E::INFO, E::example().filled(&mut |name| sample(name)));
        let path: Vec<&str> = example.path.iter().map(String::as_str).collect();
        assert_eq!(path.len(), info.path.matches('{').count(), "{}", info.id);
        assert!(E::Path::parse(&path).is_ok(), "{} with {path:?}", info.id);
        match info.format {
            BodyFormat::None => assert!(example.body.is_null(), "{}", info.id),
            BodyFormat::Raw => {
                assert!(example.body.is_object() || example.body.is_array(), "{} has no example", info.id)
            }
            BodyFormat::Json | BodyFormat::Form | BodyFormat::Graph => {
                let fields = example.body.as_object().unwrap_or_else(|| panic!("{} has no example", info.id));
                let errors = E::Body::parse(fields.clone()).err();
                assert!(errors.is_none(), "{}: {errors:?}", info.id);
            }
        }
    }

    #[test]
    fn every_endpoint_has_an_example_that_its_own_types_take() {
        macro_rules! all {
            ($($name:ident),+) => { $(holds::<crate::table::$name>();)+ };
        }
        for_each_endpoint!(all);
    }
}
