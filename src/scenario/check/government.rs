//! The governments that elections may bring to office.
//!
//! Takes `[client]` and the array `[[government]]`, gives the client's numbers under each, the incumbent first. What a
//! government does not name it inherits, the key included: an uncertain number that is shared is drawn once.

use crate::scenario::check::cursor::{Check, join};
use crate::scenario::keys::limits::NAMED;
use crate::scenario::keys::parameters::Client;
use crate::scenario::parts::names::INCUMBENT;
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::text::tree::Node;

/// Why a name is reserved.
const RESERVED: &str = "it is the government in office at the start; its numbers stand in [client]";

/// Names of the governments, and the client under each, in the same order.
pub(crate) struct Governments {
    pub(crate) names: Vec<String>,
    pub(crate) clients: Vec<Client<Uncertain>>,
}

/// The governments of a scenario with that incumbent.
pub(crate) fn read(check: &mut Check<'_>, node: Option<&Node>, incumbent: Client<Uncertain>) -> Governments {
    let mut names = vec![INCUMBENT.to_owned()];
    let mut clients = vec![incumbent];
    let items = node.and_then(|node| Some((node, check.items(node)?)));
    if let Some((node, items)) = items {
        check.count(node, "governments", items.len(), (0, NAMED));
        check.unique_names("governments", items);
        for item in items {
            let (name, client) = government(check, item, &clients[0]);
            names.push(name);
            clients.push(client);
        }
    }
    Governments { names, clients }
}

fn government(check: &mut Check<'_>, node: &Node, incumbent: &Client<Uncertain>) -> (String, Client<Uncertain>) {
    let Some(fields) = check.fields(node, "government", "government") else {
        return (String::new(), incumbent.clone());
    };
    let name = check.require(&fields, "name").map(|node| check.own_name(node, INCUMBENT, RESERVED)).unwrap_or_default();
    let path = join(&join("government", &name), "client");
    let client = fields.get("client").and_then(|node| check.fields(node, "government.client", &path));
    let mut inherited = Vec::new();
    incumbent.map(&mut |number| inherited.push(number.clone()));
    let mut inherited = inherited.into_iter();
    let client = Client::build(|spec| {
        let own = client.as_ref().and_then(|fields| Some((fields.get(spec.name)?, fields.full(spec.name))));
        let shared = inherited.next().expect("the groups have the same fields");
        own.map_or(shared, |(node, key)| check.uncertain(node, key, spec.range))
    });
    (name, client)
}
