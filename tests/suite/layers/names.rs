//! What each source file names, read with `syn`.
//!
//! Takes the text of source files, gives the paths in them: where each stands, how it was written, and the file that
//! defines what it names. Comments and strings do not count. Inside macros, whose grammar nobody knows, every
//! `a::b` counts.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// A path from the root of the crate, or from another crate.
pub type Path = Vec<String>;

/// How a file comes to name something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum How {
    /// `use` for the file itself.
    Import,
    /// `pub use`, `pub(crate) use`.
    Reexport,
    /// `use a::*`.
    Glob,
    /// In a signature, a type, a body, an attribute or a macro.
    Body,
}

/// One path as written.
#[derive(Debug, Clone)]
pub struct Written {
    pub path: Path,
    pub how: How,
    /// Module in which it stands.
    pub module: Path,
    /// Under `#[cfg(test)]`.
    pub tested: bool,
}

/// The names that one module can see without a prefix.
#[derive(Debug, Default)]
struct Scope {
    file: usize,
    modules: BTreeSet<String>,
    /// Items defined here, and with a path those that come by `use`.
    items: BTreeMap<String, Option<Path>>,
    globs: Vec<Path>,
}

/// A source file and the paths in it.
pub struct File {
    pub module: Path,
    pub written: Vec<Written>,
}

/// The files of a crate.
#[derive(Default)]
pub struct Crate {
    pub files: Vec<File>,
    scopes: BTreeMap<Path, Scope>,
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Of this crate, from its root through every re-export; with the file that defines it, unless it is a module or
    /// unknown.
    Own(Path, Option<usize>),
    /// Of another crate.
    Foreign(Path),
}

impl Crate {
    /// Reads one more file, which is the module of this path.
    pub fn add(&mut self, source: &str, module: &[&str]) {
        let parsed = syn::parse_file(source).unwrap_or_else(|error| panic!("{module:?}: {error}"));
        let module: Path = module.iter().map(ToString::to_string).collect();
        let file = self.files.len();
        let mut reader =
            Reader { file, module: module.clone(), tested: false, written: Vec::new(), scopes: &mut self.scopes };
        reader.scope();
        reader.visit_file(&parsed);
        let written = reader.written;
        self.files.push(File { module, written });
    }

    /// A path as it enters a layer: from the root, through what the file itself imports and what the root hands on, and
    /// no further. A layer answers for what it hands on.
    pub fn entry(&self, path: &[String], module: &[String]) -> Target {
        let supers = path.iter().take_while(|name| *name == "super").count();
        let origin = |module: &[String], path: &[String]| {
            let scope = self.scopes.get(module).filter(|scope| path.len() < 2 || !scope.modules.contains(&path[0]))?;
            Some([scope.items.get(path.first()?)?.as_ref()?, &path[1..]].concat())
        };
        let whole = match path[0].as_str() {
            "crate" | "allegiance" => path[1..].to_vec(),
            "self" => [module, &path[1..]].concat(),
            "super" => [&module[..module.len().saturating_sub(supers)], &path[supers..]].concat(),
            _ if !self.sees(module, &path[0], 0) => return Target::Foreign(path.to_vec()),
            _ => match origin(module, path) {
                Some(origin) => return self.entry(&origin, module),
                None => [module, path].concat(),
            },
        };
        origin(&[], &whole).map_or(Target::Own(whole, None), |origin| self.entry(&origin, &[]))
    }

    /// Where a path leads that is written in a module.
    pub fn target(&self, path: &[String], module: &[String]) -> Target {
        self.follow(path, module, 0)
    }

    /// The file of a module; `None` for one that was not read.
    pub fn file_of(&self, module: &[String]) -> Option<usize> {
        self.scopes.get(module).map(|scope| scope.file)
    }

    fn follow(&self, path: &[String], module: &[String], depth: usize) -> Target {
        assert!(depth < 32, "{path:?} in {module:?} goes round");
        let supers = path.iter().take_while(|name| *name == "super").count();
        match path[0].as_str() {
            "crate" | "allegiance" => self.descend(&[], &path[1..], depth),
            "self" => self.descend(module, &path[1..], depth),
            "super" => self.descend(&module[..module.len().saturating_sub(supers)], &path[supers..], depth),
            _ if self.sees(module, &path[0], depth) => self.descend(module, path, depth),
            _ => Target::Foreign(path.to_vec()),
        }
    }

    /// Whether a module sees a name without a prefix.
    fn sees(&self, module: &[String], name: &str, depth: usize) -> bool {
        let Some(scope) = self.scopes.get(module) else { return false };
        scope.modules.contains(name)
            || scope.items.contains_key(name)
            || scope
                .globs
                .iter()
                .any(|glob| self.opened(glob, module, depth).is_some_and(|from| self.sees(&from, name, depth + 1)))
    }

    /// The module whose names a glob brings; `None` for another crate or an enum. What begins a glob must be named
    /// otherwise: a glob that had to be opened to find it would go round.
    fn opened(&self, glob: &[String], module: &[String], depth: usize) -> Option<Path> {
        let rooted = matches!(glob[0].as_str(), "crate" | "allegiance" | "self" | "super");
        let scope = &self.scopes[module];
        if !rooted && !scope.modules.contains(&glob[0]) && !scope.items.contains_key(&glob[0]) {
            return None;
        }
        match self.follow(glob, module, depth + 1) {
            Target::Own(path, None) if self.scopes.contains_key(&path) && path != module => Some(path),
            _ => None,
        }
    }

    /// Follows a path from a module down, through re-exports.
    fn descend(&self, module: &[String], path: &[String], depth: usize) -> Target {
        let Some((name, rest)) = path.split_first() else { return Target::Own(module.to_vec(), None) };
        let whole = || [module, path].concat();
        let Some(scope) = self.scopes.get(module) else { return Target::Own(whole(), None) };
        // A module and a function may share a name: only the module has something below it.
        let inner = || self.descend(&[module, std::slice::from_ref(name)].concat(), rest, depth);
        match scope.items.get(name) {
            _ if scope.modules.contains(name) && !rest.is_empty() => inner(),
            Some(None) => Target::Own(whole(), Some(scope.file)),
            Some(Some(origin)) => self.follow(&[origin, rest].concat(), module, depth + 1),
            None if scope.modules.contains(name) => inner(),
            None => {
                let mut opened = scope.globs.iter().filter_map(|glob| self.opened(glob, module, depth));
                let from = opened.find(|from| self.sees(from, name, depth + 1));
                from.map_or_else(|| Target::Own(whole(), None), |from| self.descend(&from, path, depth + 1))
            }
        }
    }
}

/// Collects the paths and the names of one file.
struct Reader<'a> {
    file: usize,
    module: Path,
    tested: bool,
    written: Vec<Written>,
    scopes: &'a mut BTreeMap<Path, Scope>,
}

impl Reader<'_> {
    fn scope(&mut self) -> &mut Scope {
        self.scopes.entry(self.module.clone()).or_insert_with(|| Scope { file: self.file, ..Scope::default() })
    }

    fn found(&mut self, path: Path, how: How) {
        if !path.is_empty() {
            self.written.push(Written { path, how, module: self.module.clone(), tested: self.tested });
        }
    }

    /// Every path of a `use` tree, with the name by which it is known afterwards.
    fn import(&mut self, tree: &syn::UseTree, before: &[String], how: How) {
        let with = |name: &syn::Ident| match name.to_string() {
            name if name == "self" && !before.is_empty() => before.to_vec(),
            name => [before, &[name]].concat(),
        };
        match tree {
            syn::UseTree::Path(path) => self.import(&path.tree, &with(&path.ident), how),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, how)),
            syn::UseTree::Name(name) => {
                let path = with(&name.ident);
                let known = path.last().cloned().unwrap_or_default();
                self.known(known, path, how);
            }
            syn::UseTree::Rename(name) => self.known(name.rename.to_string(), with(&name.ident), how),
            syn::UseTree::Glob(_) => {
                self.scope().globs.push(before.to_vec());
                self.found(before.to_vec(), How::Glob);
            }
        }
    }

    fn known(&mut self, name: String, path: Path, how: How) {
        // `use serde;` or `use self::x` under its own name would lead back to itself.
        if path != [name.clone()] && name != "_" {
            self.scope().items.entry(name).or_insert(Some(path.clone()));
        }
        self.found(path, how);
    }

    fn defined(&mut self, name: &syn::Ident) {
        let name = name.to_string();
        self.scope().items.insert(name, None);
    }

    /// Every `a::b` among tokens; single names may be anything and do not count.
    fn tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Path::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => colons += 1,
                TokenTree::Ident(name) if colons == 2 => (path, colons) = ([path, vec![name.to_string()]].concat(), 0),
                TokenTree::Ident(name) => {
                    self.path_of_tokens(std::mem::replace(&mut path, vec![name.to_string()]));
                    colons = 0;
                }
                other => {
                    self.path_of_tokens(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.path_of_tokens(path);
    }

    fn path_of_tokens(&mut self, path: Path) {
        if path.len() > 1 {
            self.found(path, How::Body);
        }
    }
}

/// Whether something is compiled for tests alone.
fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let list = attribute.meta.require_list();
        attribute.path().is_ident("cfg") && list.is_ok_and(|list| list.tokens.to_string() == "test")
    })
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Fn(item) => self.defined(&item.sig.ident),
            syn::Item::Struct(item) => self.defined(&item.ident),
            syn::Item::Enum(item) => self.defined(&item.ident),
            syn::Item::Union(item) => self.defined(&item.ident),
            syn::Item::Trait(item) => self.defined(&item.ident),
            syn::Item::Type(item) => self.defined(&item.ident),
            syn::Item::Const(item) => self.defined(&item.ident),
            syn::Item::Static(item) => self.defined(&item.ident),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let name = item.ident.to_string();
        self.scope().modules.insert(name.clone());
        let tested = self.tested;
        self.tested |= for_tests(&item.attrs);
        if let Some((_, items)) = &item.content {
            self.module.push(name);
            self.scope();
            items.iter().for_each(|item| self.visit_item(item));
            self.module.pop();
        }
        self.tested = tested;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let how = if matches!(item.vis, syn::Visibility::Inherited) { How::Import } else { How::Reexport };
        let tested = self.tested;
        self.tested |= for_tests(&item.attrs);
        self.import(&item.tree, &[], how);
        self.tested = tested;
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.found(vec![item.ident.to_string()], How::Import);
    }

    /// `pub(crate)` names nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.found(path.segments.iter().map(|segment| segment.ident.to_string()).collect(), How::Body);
        visit::visit_path(self, path);
    }
}
