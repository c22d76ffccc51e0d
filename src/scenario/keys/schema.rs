//! The JSON Schema of scenario files, for editors that complete and check TOML.
//!
//! Takes the `catalogue`, gives a schema (draft 2020-12). What it cannot say (sums, references,
//! ladders that rise) the check says.

use serde_json::{Map, Value, json};

use crate::base::units::Range;
use crate::scenario::keys::catalogue::{DISTRIBUTIONS, section_at};
use crate::scenario::keys::key::{Key, Kind, Section, Shape, Silence};

/// The schema of a scenario file.
pub fn schema() -> Value {
    let root = section_at("").map(table).unwrap_or_default();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of an alliance",
    });
    if let (Some(schema), Value::Object(root)) = (schema.as_object_mut(), root) {
        schema.extend(root);
        schema.remove("required");
        schema.insert("anyOf".to_owned(), json!([{ "required": ["base"] }, { "required": required_tables() }]));
        schema.insert("$defs".to_owned(), json!({ "distribution": distributions() }));
    }
    schema
}

fn required_tables() -> Vec<&'static str> {
    let top = section_at("");
    let keys =
        top.into_iter().flat_map(|top| top.keys).filter(|key| key.default == Silence::Required).map(|key| key.name);
    let tables = top.into_iter().flat_map(Section::inner).filter(|(_, inner)| !inner.optional).map(|(name, _)| name);
    keys.chain(tables).collect()
}

/// A table. Only elements of arrays must be complete: the keys of a plain table may stand in a base.
fn table(section: &'static Section) -> Value {
    let mut properties = Map::new();
    for key in section.entries() {
        properties.insert(key.name.to_owned(), property(&key));
    }
    for (name, inner) in section.inner() {
        properties.insert(name.to_owned(), inner_table(inner));
    }
    let mut schema = json!({
        "type": "object",
        "description": section.meaning,
        "additionalProperties": false,
        "properties": properties,
    });
    if section.repeated {
        let keys = section.keys.iter().filter(|key| key.default == Silence::Required).map(|key| key.name);
        let inner = section.inner().filter(|(_, inner)| !inner.optional).map(|(name, _)| name);
        schema["required"] = keys.chain(inner).collect();
    }
    schema
}

fn inner_table(section: &'static Section) -> Value {
    let table = table(section);
    if section.repeated { json!({ "type": "array", "items": table }) } else { table }
}

fn property(key: &Key) -> Value {
    let mut schema = kind(&key.kind);
    let unit = if key.unit.is_empty() { String::new() } else { format!(" Unit: {}.", key.unit) };
    let default = key.default.words().map(|default| format!(" Default: {default}.")).unwrap_or_default();
    schema["description"] = format!("{}{unit}{default}", key.meaning).into();
    schema
}

fn kind(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        Kind::Texts => json!({ "type": "object", "additionalProperties": { "type": "string", "minLength": 1 } }),
        Kind::Name => json!({ "type": "string", "minLength": 1, "maxLength": 60 }),
        Kind::Names | Kind::Keys | Kind::Levels(_) | Kind::Governments => {
            json!({ "type": "array", "uniqueItems": true, "items": { "type": "string" } })
        }
        Kind::File
        | Kind::Path
        | Kind::Level(_)
        | Kind::Government
        | Kind::Measure
        | Kind::Era
        | Kind::State
        | Kind::Branch => {
            json!({ "type": "string" })
        }
        Kind::Whole(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Kind::Number(range) => number(range),
        Kind::Numbers(range) => json!({ "type": "array", "minItems": 1, "items": number(range) }),
        Kind::Uncertain(range) => uncertain(range),
        Kind::Steps(range) => {
            json!({ "anyOf": [number(range), distribution(), { "type": "array", "items": uncertain(range) }] })
        }
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Quarter => json!({ "type": "string", "pattern": "^[0-9]{4}-Q[1-4]$" }),
        Kind::OneOf(words) => json!({ "enum": words }),
        Kind::Conditions => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Settings => json!({ "type": ["object", "array"] }),
    }
}

fn uncertain(range: &Range) -> Value {
    json!({ "anyOf": [number(range), distribution()] })
}

fn distribution() -> Value {
    json!({ "$ref": "#/$defs/distribution" })
}

fn number(range: &Range) -> Value {
    let mut schema = json!({ "type": "number" });
    if range.low.is_finite() {
        schema[if range.above_low { "exclusiveMinimum" } else { "minimum" }] = range.low.into();
    }
    if range.high.is_finite() {
        schema[if range.below_high { "exclusiveMaximum" } else { "maximum" }] = range.high.into();
    }
    schema
}

fn distributions() -> Value {
    json!({ "oneOf": DISTRIBUTIONS.iter().map(shape).collect::<Vec<_>>() })
}

fn shape(shape: &Shape) -> Value {
    let mut properties = Map::new();
    properties.insert("dist".to_owned(), json!({ "const": shape.name }));
    properties.insert("source".to_owned(), json!({ "type": "string", "description": "Where the numbers come from." }));
    for key in shape.required.iter().chain(shape.optional) {
        properties.insert((*key).to_owned(), json!({ "type": "number" }));
    }
    let required: Vec<&str> = ["dist"].into_iter().chain(shape.required.iter().copied()).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}
