//! The modules of one crate, and which file imports what from which other one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::scan::{self, Import};

/// The path of a module within its crate; the root's is empty.
pub(super) type Module = Vec<String>;

/// What one file imports from another one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: Module,
    pub(super) to: Module,
    pub(super) names: BTreeSet<String>,
}

/// The modules of a crate.
pub(super) struct Modules {
    files: BTreeMap<Module, PathBuf>,
    inline: BTreeSet<Module>,
    imports: Vec<Import>,
    /// What a name stands for in the module that imports it.
    names: BTreeMap<(Module, String), Module>,
}

impl Modules {
    /// Reads all files below `src`.
    pub(super) fn read(src: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let (mut inline, mut imports, mut tests) = (BTreeSet::new(), Vec::new(), Vec::new());
        for file in rust_files(src)? {
            let module = module_of(file.strip_prefix(src)?);
            let text = fs::read_to_string(&file)?;
            let found = scan::scan(&module, &text)
                .with_context(|| format!("cannot read {}", file.display()))?;
            imports.extend(found.imports);
            inline.extend(found.inline);
            tests.extend(found.tests);
            files.insert(module, file);
        }
        let is_for_tests = |module: &[String]| tests.iter().any(|it| module.starts_with(it));
        files.retain(|module, _| !is_for_tests(module));
        imports.retain(|import| !is_for_tests(&import.within));
        let mut modules = Self { files, inline, imports, names: BTreeMap::new() };
        modules.names = modules.imported_names();
        Ok(modules)
    }

    /// The file of a module.
    pub(super) fn file(&self, module: &Module) -> &Path {
        self.files.get(module).map_or(Path::new("?"), PathBuf::as_path)
    }

    /// Who imports what from whom, each pair of files once.
    pub(super) fn edges(&self) -> Vec<Edge> {
        let mut edges: BTreeMap<(Module, Module), BTreeSet<String>> = BTreeMap::new();
        for import in &self.imports {
            let Some(path) = self.absolute(&import.within, &import.path) else { continue };
            let (from, to) = (self.file_module(&import.within), self.defined_in(&path));
            if from != to {
                edges.entry((from, to)).or_default().extend(import.path.last().cloned());
            }
        }
        edges.into_iter().map(|((from, to), names)| Edge { from, to, names }).collect()
    }

    fn imported_names(&self) -> BTreeMap<(Module, String), Module> {
        let name = |import: &Import| {
            let path = self.absolute(&import.within, &import.path)?;
            Some(((import.within.clone(), import.name.clone()?), path))
        };
        self.imports.iter().filter_map(name).collect()
    }

    /// The path from the crate's root; none when it leads into another crate.
    fn absolute(&self, within: &[String], path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => self.absolute_or_here(within, rest),
            "super" => self.absolute_or_here(within.split_last()?.1, rest),
            name => {
                let key = (within.to_vec(), name.to_owned());
                let own = [within, std::slice::from_ref(first)].concat();
                let base = if self.exists(&own) { Some(&own) } else { self.names.get(&key) };
                base.map(|base| [base, rest].concat())
            }
        }
    }

    /// A path behind `self` or `super`, which may go on with another `super`.
    fn absolute_or_here(&self, module: &[String], rest: &[String]) -> Option<Module> {
        match rest.first().map(String::as_str) {
            Some("super") => self.absolute(module, rest),
            _ => Some([module, rest].concat()),
        }
    }

    /// The file that defines what a path leads to, past the names that modules import.
    fn defined_in(&self, path: &[String]) -> Module {
        let (mut module, mut rest) = (Vec::new(), path.to_vec());
        let mut seen = BTreeSet::new();
        while let Some(word) = rest.first().cloned() {
            let inner = [module.as_slice(), std::slice::from_ref(&word)].concat();
            if self.exists(&inner) {
                module = inner;
                rest.remove(0);
                continue;
            }
            let key = (module.clone(), word);
            let Some(target) = self.names.get(&key).filter(|_| seen.insert(key.clone())) else {
                break;
            };
            rest = [target, &rest[1..]].concat();
            module.clear();
        }
        self.file_module(&module)
    }

    fn exists(&self, module: &Module) -> bool {
        self.files.contains_key(module) || self.inline.contains(module)
    }

    /// The innermost module around this one that has a file.
    fn file_module(&self, module: &[String]) -> Module {
        let mut module = module.to_vec();
        while !module.is_empty() && !self.files.contains_key(&module) {
            module.pop();
        }
        module
    }
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The module of a file: `a/b.rs` is `a::b`; `lib.rs`, `main.rs` and `mod.rs` are the folder's.
fn module_of(file: &Path) -> Module {
    let path = file.with_extension("");
    let mut module: Module = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if let [last] = module.as_slice()
        && ["lib", "main"].contains(&last.as_str())
    {
        module.clear();
    }
    module.pop_if(|last| last == "mod");
    module
}
