//! Templates that mean harm: each ends with its file and line, at little cost.

use super::{HTML, Template, TemplateError};

fn tried(text: &str) -> Result<Template, TemplateError> {
    Template { name: "house.html.j2".into(), text: text.into() }.tried()
}

/// That a template is refused, for a reason that holds these words; not because it was waited for.
fn refused(text: &str, reason: &str) {
    let start: String = text.chars().take(100).collect();
    let error = tried(text).expect_err(&start);
    assert!(error.file == "house.html.j2" && error.line >= 1, "{start}: {error}");
    assert!(error.what.contains(reason) && !error.what.contains("longer than"), "{start}: {error}");
}

const FUEL: &str = "out of fuel";
const SIGNS: &str = "words and signs";

/// Something done sixty times over to `a`, and then a use of it.
fn sixty_times(start: &str, step: &str, last: &str) -> String {
    format!("{{% set a = {start} %}}{}{last}", format!("{{% set a = {step} %}}").repeat(60))
}

#[test]
fn regress_a_text_that_doubles_is_stopped() {
    let steps = ["a ~ a", "a + a", "a * 2", "'%s%s'|format(a, a)", "a|replace('t', 'tt')", "a|replace('', a)"];
    for step in steps {
        refused(&sixty_times("'t'", step, "{{ a }}"), FUEL);
    }
    let nested = |open: &str, body: &str, close: &str| {
        format!("{{% set a = 't' %}}{}{body}{}", open.repeat(60), close.repeat(60))
    };
    refused(&nested("{% with a = a ~ a %}", "{{ a }}", "{% endwith %}"), FUEL);
    refused(&nested("{% for a in [a ~ a] %}", "{{ a }}", "{% endfor %}"), FUEL);
    refused(&format!("{{% set a = 't' %}}{}", "{% set a %}{{ a }}{{ a }}{% endset %}".repeat(60)), FUEL);
    let double = "{% macro m(a) %}{{ a }}{{ a }}{% endmacro %}";
    refused(&format!("{double}{{{{ {}'t'{} }}}}", "m(".repeat(60), ")".repeat(60)), FUEL);
    refused("{% macro m(x) %}{{ m(x ~ x) }}{% endmacro %}{{ m('x') }}", FUEL);
    refused("{{ 'x' * 10000000000 }}", FUEL);
    refused("{{ '%999999999d'|format(1) }}", FUEL);
    refused("{{ ('a\n' * 1000)|indent(1000000000) }}", FUEL);
    refused("{{ range(100000)|join('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' * 9) }}", FUEL);
    refused("{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}", FUEL);
    refused("{% for i in range(99999) %}{{ -1 in range(99999) }}{% endfor %}", FUEL);
    refused("{{ (range(99999)|list|sort * 9)|sort|unique|list|length }}", "");
}

#[test]
fn regress_what_nests_without_bounds_is_refused() {
    refused("{% set ns = namespace() %}\n{% set ns.a = ns %}\n{{ ns }}", "namespace is unknown");
    refused("{% set ns = namespace() %}{% set ns.a = ns %}{{ ns|pprint }}", "unknown");
    refused("{{ figures|pprint }}", "pprint is unknown");
    refused("{{ debug() }}", "debug is unknown");
    refused("{{ dict(a=1) }}", "dict is unknown");
    for (start, step) in [("['t']", "[a, a]"), ("('t',)", "(a, a)"), ("{'k': 't'}", "{'k': a, 'j': a}")] {
        for last in ["{{ a }}", "{{ a == a }}", "{{ a|upper|length }}", "{{ {a: 1} }}", "{{ a|sort }}"] {
            refused(&sixty_times(start, step, last), "may not stand here");
        }
    }
    refused(&sixty_times("why", "a[:]", "{{ a|length }}"), "may not stand here");
    for step in ["a|chain(a)", "a|zip(a)", "a|map('default', a)", "a|batch(2)", "a|slice(2)", "a|groupby(0)"] {
        refused(&sixty_times("why", step, "{{ a|length }}"), "unknown");
    }
    refused("{{ outcomes|items }}{{ outcomes|dictsort }}", "unknown");
    refused("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", "recursion");
    refused("{% macro m() %}{% for i in why %}{{ m() }}{% endfor %}{% endmacro %}{{ m() }}", "recursion");
    refused("{% for x in why recursive %}{{ loop(why) }}{% endfor %}", "recursion");
    let called = format!("{}x{}", "{% call m() %}".repeat(60), "{% endcall %}".repeat(60));
    refused(&format!("{{% macro m() %}}{{{{ caller() }}}}{{{{ caller() }}}}{{% endmacro %}}{called}"), "");
}

#[test]
fn regress_a_template_too_deep_for_its_reader_is_refused() {
    let long = |before: &str, part: &str, after: &str| format!("{before}{}{after}", part.repeat(100_000));
    for (before, part) in [
        ("{{ 1", "+1"),
        ("{{ why", "+why"),
        ("{{ 't'", "~title"),
        ("{{ 1", " and why"),
        ("{{ 1", " or why"),
        ("{{ ", "not "),
        ("{{ ", "-"),
        ("{{ 1", "==1"),
        ("{{ title", ".a"),
        ("{{ why", "[0]"),
        ("{{ title", "()"),
        ("{{ title", "|upper"),
        ("{{ title", " is defined"),
        ("{{ ", "1 if why else "),
        ("{{ 1", "**1"),
    ] {
        refused(&long(before, part, " 1 }}"), SIGNS);
    }
    refused(&long("{% if why %}", "{% elif why %}", "{% endif %}"), SIGNS);
    refused(&long("", "{% if why %}", ""), SIGNS);
    for sign in ["(", "[", "{1:"] {
        refused(&format!("{{{{ {}", sign.repeat(100_000)), SIGNS);
    }
    // As deep as the number of signs allows.
    for (part, count) in
        [("+1", 4_900), ("~title", 4_900), ("not ", 9_900), ("-", 9_900), (".a", 4_900), ("|upper", 4_900)]
    {
        let before = if part.starts_with(['n', '-']) { "" } else { "title" };
        let _ = tried(&format!("{{{{ {before}{}{} }}}}", part.repeat(count), if before.is_empty() { "1" } else { "" }));
    }
    let _ = tried(&format!("{{% if 0 %}}{}{{% endif %}}", "{% elif why %}".repeat(2_400)));
}

#[test]
fn what_a_house_template_needs_is_there() {
    tried(HTML).unwrap();
    for text in [
        "{% for figure in [figures.tree, figures.room] if figure %}{{ figure.svg | safe }}{% endfor %}",
        "{% if client in ['Text', 'B'] %}{{ client | upper }}{% endif %}",
        "{% for id, text in sources.rows %}{{ id }}: {{ text | trim }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{{ claims.rows | selectattr('holds') | list | length }} of {{ claims.rows | length }}",
        "{% set head = title ~ ', ' ~ (as_of or 'no date') %}{{ head }}{{ outcomes[1].name }}",
        "{{ '%.0f' | format(happens.rows[0].cells[0].value * 100) }} {{ why | join(' ') | replace('Text', 't') }}",
        "{# a crest #}<img src=\"data:image/png;base64,AAAA+/==\">{% raw %}{{ }}{% endraw %}",
        "{% macro m(x, y=1) %}{{ caller() }}{{ x }}{% endmacro %}{% call m(1) %}in{% endcall %}",
    ] {
        tried(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
    let crest = format!("<img src=\"data:image/png;base64,{}\">", "AAAA+/".repeat(100_000));
    tried(&crest).unwrap();
    assert_eq!(tried("<p>\n\n{{ titel }}").unwrap_err().line, 3);
    assert_eq!(tried("<p>\n{{ answer.sentence }}").unwrap_err().line, 2);
}
