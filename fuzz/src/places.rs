//! Places within a JSON value, for those who change one at a time. `tests/suite/forged.rs` uses it too.

use serde_json::Value;

/// Every place within a value; of a list, its first item and its last.
pub fn places(value: &Value) -> Vec<String> {
    let within = |(name, value): (String, &Value)| {
        let name = name.replace('~', "~0").replace('/', "~1");
        let deeper: Vec<String> = places(value).into_iter().map(|inner| format!("/{name}{inner}")).collect();
        [format!("/{name}")].into_iter().chain(deeper)
    };
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).flat_map(within).collect(),
        Value::Array(items) => {
            let ends = [0, items.len().saturating_sub(1)];
            let some = items.iter().enumerate().filter(|(index, _)| ends.contains(index));
            some.map(|(index, value)| (index.to_string(), value)).flat_map(within).collect()
        }
        _ => Vec::new(),
    }
}

/// Leaves a place out of a value, if it is there.
pub fn leave_out(value: &mut Value, place: &str) {
    let (above, name) = place.rsplit_once('/').unwrap_or_default();
    match value.pointer_mut(above) {
        Some(Value::Object(fields)) => drop(fields.shift_remove(&name.replace("~1", "/").replace("~0", "~"))),
        Some(Value::Array(items)) => {
            let index = name.parse().unwrap_or(usize::MAX);
            if index < items.len() {
                items.remove(index);
            }
        }
        _ => {}
    }
}
