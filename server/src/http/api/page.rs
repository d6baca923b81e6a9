//! The description as a page for people: `GET /api`. Says nothing that the description does not say.

use app::page::{ApiCall, ApiField, ApiGroup, ApiPage, ApiShape, Page};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::description::Described;
use crate::http::draw;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;

/// The page.
pub fn draw(described: &Described, state: &AppState, visitor: &Visitor) -> Response {
    draw::page(state, visitor, StatusCode::OK, Page::Api(read(&described.value)))
}

/// How the names of `{"ok": …}` begin, which the page leaves out: it says once that every answer is one.
const DONE: &str = "Done_";

/// The bounds of a value, as they stand in its schema, and how they are said.
const BOUNDS: [(&str, &str); 8] = [
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {}"),
    ("maxItems", "at most {}"),
    ("minimum", "from {}"),
    ("maximum", "to {}"),
    ("pattern", "{}"),
    ("default", "{} if left out"),
];

fn read(description: &Value) -> ApiPage {
    let tags = items(&description["tags"]).iter();
    let groups = tags.map(|tag| ApiGroup { about: text(&tag["description"]), calls: calls(description, &tag["name"]) }).collect();
    let shapes = fields(&description["components"]["schemas"]).filter(|(name, _)| !name.starts_with(DONE)).map(|(name, schema)| ApiShape {
        name: name.clone(),
        about: [text(&schema["description"]), kind(schema)].join("\n").trim().to_owned(),
        fields: properties(schema),
    });
    ApiPage { about: text(&description["info"]["description"]), groups, shapes: shapes.collect() }
}

fn calls(description: &Value, tag: &Value) -> Vec<ApiCall> {
    let paths = fields(&description["paths"]);
    let all = paths.flat_map(|(path, methods)| fields(methods).map(move |(method, operation)| (path, method, operation)));
    all.filter(|(.., operation)| items(&operation["tags"]).contains(tag))
        .map(|(path, method, operation)| call(path, method, operation))
        .collect()
}

fn call(path: &str, method: &str, operation: &Value) -> ApiCall {
    let parameters = items(&operation["parameters"]).iter();
    let mut asked: Vec<ApiField> =
        parameters.map(|it| field(&text(&it["name"]), &it["schema"], it["required"] == true, &it["description"])).collect();
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !body.is_null() {
        asked.push(field("body", body, true, &Value::Null));
    }
    let answers = fields(&operation["responses"]).map(|(status, answer)| {
        let schema = &answer["content"]["application/json"]["schema"];
        // Each refusal has the same shape.
        let schema = if status.starts_with('2') { schema } else { &Value::Null };
        field(status, schema, true, &answer["description"])
    });
    let about = [text(&operation["summary"]), text(&operation["description"])].join("\n").trim().to_owned();
    ApiCall { method: method.to_uppercase(), path: path.to_owned(), about, answers: answers.collect(), fields: asked }
}

fn properties(schema: &Value) -> Vec<ApiField> {
    let required = items(&schema["required"]);
    fields(&schema["properties"])
        .map(|(name, property)| field(name, property, required.iter().any(|it| it == name), &property["description"]))
        .collect()
}

fn field(name: &str, schema: &Value, required: bool, about: &Value) -> ApiField {
    let name = if required { name.to_owned() } else { format!("{name}?") };
    // What the field means; else what its type is, or its one alternative to nothing.
    let about = [about, &schema["description"], &schema["oneOf"][0]["description"]].into_iter().find(|it| it.is_string());
    ApiField { name, kind: kind(schema), shape: shape(schema).map(str::to_owned), about: about.map(text).unwrap_or_default() }
}

/// A type and its bounds: `string, at most 100 characters`.
fn kind(schema: &Value) -> String {
    if schema["type"] == "array" && shape(schema).is_some() {
        return "array of".to_owned();
    }
    let types: Vec<_> = schema["type"].as_str().into_iter().chain(items(&schema["type"]).iter().filter_map(Value::as_str)).collect();
    let types = if types == ["object"] { Vec::new() } else { types };
    let values: Vec<_> = items(&schema["enum"]).iter().map(Value::to_string).collect();
    let mut said = vec![if values.is_empty() { types.join(" or ") } else { values.join(", ") }];
    said.extend(BOUNDS.iter().filter_map(|(key, how)| Some(how.replace("{}", plain(schema.get(key)?).as_str()))));
    said.retain(|piece| !piece.is_empty());
    said.join(", ")
}

/// The name of the schema that this one is, or of its items, or of its one alternative to nothing.
fn shape(schema: &Value) -> Option<&str> {
    let alternatives = ["oneOf", "anyOf", "allOf"].iter().flat_map(|key| items(&schema[*key]));
    let mut all = [schema, &schema["items"]].into_iter().chain(alternatives);
    let name = all.find_map(|schema| schema["$ref"].as_str()?.rsplit('/').next())?;
    Some(name.strip_prefix(DONE).unwrap_or(name))
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().map(Map::iter).into_iter().flatten()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
