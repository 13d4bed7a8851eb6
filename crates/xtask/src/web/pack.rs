//! The same module and the same glue, smaller once they are compressed: the names by which they know each other become
//! short, what nobody calls goes, and functions that resemble each other stand side by side.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, ExportSection, FunctionSection, ImportSection, Module};
use wasmparser::{
    BinaryReader, CodeSectionReader, CustomSectionReader, Export, FunctionBody, FunctionSectionReader,
    ImportSectionReader, Operator, Parser, Payload, TypeRef,
};

/// What `server_fn` exports for streams that we never send, and what would keep it in the module.
pub(super) const STREAMS: &str = "intounderlying";

/// The name under which the module imports from its glue.
const GLUE: &str = "_bg.js";
/// Exports that only the glue calls, each with a hash in its name.
const CLOSURES: &str = "wasm_bindgen__convert__closures";

/// Names and order of a module and its glue.
pub(super) fn pack(wasm: &[u8], js: &str) -> Result<(Vec<u8>, String)> {
    let names = short_names(wasm)?;
    let js = rename(&tidy(js, &names), &names);
    Ok((reorder(wasm, &names)?, js))
}

/// The order alone, for a module without glue of its own.
pub(super) fn reorder_only(wasm: &[u8]) -> Result<Vec<u8>> {
    reorder(wasm, &HashMap::new())
}

/// Half of each name is a hash, which no compression can shorten.
fn short_names(wasm: &[u8]) -> Result<HashMap<String, String>> {
    let mut long = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    if import.module.ends_with(GLUE) {
                        long.push(import.name.to_owned());
                    }
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let name = export?.name;
                    if name.starts_with(CLOSURES) {
                        long.push(name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(long.into_iter().zip((0..).map(|at| format!("${at}"))).collect())
}

/// Each whole word that has another name.
fn rename(js: &str, names: &HashMap<String, String>) -> String {
    let mut out = String::with_capacity(js.len());
    let mut rest = js;
    let part_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    while let Some(begin) = rest.find(part_of_word) {
        let end = rest[begin..]
            .find(|c| !part_of_word(c))
            .map_or(rest.len(), |length| begin + length);
        let word = &rest[begin..end];
        out.push_str(&rest[..begin]);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = &rest[end..];
    }
    out + rest
}

/// Without comments, indentation, and what the module imports no more. Reads what the pinned wasm-bindgen writes: a statement's
/// line begins a comment, a function or a class, and a line of its own ends it.
fn tidy(js: &str, names: &HashMap<String, String>) -> String {
    let mut out = String::with_capacity(js.len());
    // What the lines are left out to, with the line that does so.
    let mut until: Option<fn(&str) -> bool> = None;
    for line in js.lines().map(str::trim) {
        if let Some(is_end) = until {
            if is_end(line) {
                until = None;
            }
            continue;
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        if line.starts_with("/*") {
            until = (!line.ends_with("*/")).then_some(|line| line.ends_with("*/"));
        } else if line.starts_with("export class IntoUnderlying") {
            until = Some(|line| line.starts_with("if (Symbol.dispose) IntoUnderlying"));
        } else if line.starts_with("const IntoUnderlying") {
            until = Some(|line| line.ends_with(';'));
        } else if is_unused(line, names) {
            until = Some(|line| matches!(line, "}," | "}, arguments); },"));
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The first line of a function for the module which it does not import.
fn is_unused(line: &str, names: &HashMap<String, String>) -> bool {
    line.split_once(": function(")
        .is_some_and(|(name, _)| name.starts_with("__wbg_") && !names.contains_key(name))
}

fn reorder(wasm: &[u8], names: &HashMap<String, String>) -> Result<Vec<u8>> {
    let mut bodies = Vec::new();
    let mut imported = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = neighbours(&bodies)?;
    let mut places = vec![0; order.len()];
    for (place, &at) in order.iter().enumerate() {
        places[at] = imported + u32::try_from(place)?;
    }

    let mut module = Module::new();
    let mut reordered = Reordered {
        imported,
        order,
        places,
        names,
    };
    reordered
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("writing the module in another order")?;
    Ok(module.finish())
}

/// How many numbers a function is compared by.
const SIGNATURE: usize = 96;
/// How many bytes in a row make one of them.
const ROW: usize = 4;

/// What a function resembles others by: the smallest hashes of the rows of bytes in it, which two functions share as often as they share rows.
type Signature = [u32; SIGNATURE];

/// An order in which each function is followed by the one that resembles it most of those that are left. What repeats then repeats at once,
/// and the compressor says where in fewer bits.
fn neighbours(bodies: &[&[u8]]) -> Result<Vec<usize>> {
    let signatures = bodies.iter().map(|body| signature(body)).collect::<Result<Vec<_>>>()?;
    let unlike = |a: usize, b: usize| {
        let different = signatures[a].iter().zip(&signatures[b]).filter(|(a, b)| a != b).count();
        // Of those that are alike, first what is about as long: how many halves longer or shorter.
        let length = |at: usize| bodies[at].len().pow(2).max(1).ilog2();
        (different * 4 + length(a).abs_diff(length(b)) as usize, b)
    };
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    left.sort_by_key(|&at| (bodies[at].len(), bodies[at]));
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let nearest = order
            .last()
            .and_then(|&last| (0..left.len()).min_by_key(|&at| unlike(last, left[at])));
        order.push(left.swap_remove(nearest.unwrap_or_default()));
    }
    Ok(order)
}

fn signature(body: &[u8]) -> Result<Signature> {
    let mut smallest = [u32::MAX; SIGNATURE];
    for row in without_callees(body)?.windows(ROW) {
        let mut number = row.iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        for smallest in &mut smallest {
            number = number
                .wrapping_mul(0x9e37_79b1)
                .rotate_left(15)
                .wrapping_add(0x85eb_ca77);
            *smallest = (*smallest).min(number);
        }
    }
    Ok(smallest)
}

/// The instructions without the numbers of the functions they call, which the new order changes.
fn without_callees(body: &[u8]) -> Result<Vec<u8>> {
    let mut operators = FunctionBody::new(BinaryReader::new(body, 0)).get_operators_reader()?;
    let mut bytes = Vec::with_capacity(body.len());
    while !operators.eof() {
        let begin = usize::try_from(operators.original_position())?;
        let call = matches!(operators.read()?, Operator::Call { .. });
        let end = if call {
            begin + 1
        } else {
            usize::try_from(operators.original_position())?
        };
        bytes.extend_from_slice(&body[begin..end]);
    }
    Ok(bytes)
}

struct Reordered<'a> {
    imported: u32,
    /// Which function stands at a place.
    order: Vec<usize>,
    /// Where a function stands.
    places: Vec<u32>,
    names: &'a HashMap<String, String>,
}

impl Reordered<'_> {
    fn name<'a>(&'a self, name: &'a str) -> &'a str {
        self.names.get(name).map_or(name, String::as_str)
    }
}

type Written = std::result::Result<(), Error>;

impl Reencode for Reordered<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, Error> {
        Ok(match function.checked_sub(self.imported) {
            Some(own) => self.places[own as usize],
            None => function,
        })
    }

    fn parse_import_section(&mut self, imports: &mut ImportSection, section: ImportSectionReader<'_>) -> Written {
        for import in section.into_imports() {
            let import = import?;
            let kind = self.entity_type(import.ty)?;
            imports.import(import.module, self.name(import.name), kind);
        }
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Written {
        let index = self.external_index(export.kind, export.index)?;
        let kind = self.export_kind(export.kind)?;
        exports.export(self.name(export.name), kind, index);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Written {
        let types: Vec<u32> = section.into_iter().collect::<std::result::Result<_, _>>()?;
        for at in self.order.clone() {
            functions.function(self.type_index(types[at])?);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Written {
        let bodies: Vec<_> = section.into_iter().collect::<std::result::Result<_, _>>()?;
        for at in self.order.clone() {
            self.parse_function_body(code, bodies[at].clone())?;
        }
        Ok(())
    }

    /// Tools read them, browsers do not.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Written {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, ExportKind, Function, Instruction, TypeSection, ValType};

    use super::*;

    /// Imports one function and has two, the longer one first, which calls the import and the shorter one.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import(
            "./main_bg.js",
            "__wbg_now_0123456789abcdef",
            wasm_encoder::EntityType::Function(0),
        );
        let mut functions = FunctionSection::new();
        functions.function(0).function(1);
        let mut exports = ExportSection::new();
        exports.export("main", ExportKind::Func, 1);
        exports.export("wasm_bindgen__convert__closures_____invoke__h0123", ExportKind::Func, 2);
        let mut long = Function::new([]);
        for it in [
            Instruction::Call(2),
            Instruction::Nop,
            Instruction::Nop,
            Instruction::Call(0),
            Instruction::End,
        ] {
            long.instruction(&it);
        }
        let mut short = Function::new([]);
        short.instruction(&Instruction::End);
        let mut code = CodeSection::new();
        code.function(&long).function(&short);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&exports)
            .section(&code);
        module.finish()
    }

    const GLUE: &str = "/**\n * Says.\n */\nconst it = {\n    __wbg_gone_00: function() {\n    return 1;\n},\n\
        __wbg_now_0123456789abcdef: function() {\n  // Why.\n  return Date.now();\n},\n};\n\
        wasm.wasm_bindgen__convert__closures_____invoke__h0123();\n";

    #[test]
    fn names_become_short_on_both_sides() {
        let (wasm, js) = pack(&module(), GLUE).unwrap();

        assert_eq!(
            js,
            "const it = {\n$0: function() {\nreturn Date.now();\n},\n};\nwasm.$1();\n"
        );
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(&wasm) {
            match payload.unwrap() {
                Payload::ImportSection(imports) => {
                    names.extend(imports.into_imports().map(|it| it.unwrap().name.to_owned()));
                }
                Payload::ExportSection(exports) => {
                    names.extend(exports.into_iter().map(|it| it.unwrap().name.to_owned()));
                }
                _ => {}
            }
        }
        assert_eq!(names, ["$0", "main", "$1"]);
    }

    #[test]
    fn functions_keep_their_callers_and_their_types() {
        let wasm = reorder_only(&module()).unwrap();

        let (mut exported, mut types, mut calls) = (Vec::new(), Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&wasm) {
            match payload.unwrap() {
                Payload::FunctionSection(section) => types.extend(section.into_iter().map(Result::unwrap)),
                Payload::ExportSection(section) => exported.extend(section.into_iter().map(|it| it.unwrap().index)),
                Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().unwrap().into_iter().map(Result::unwrap);
                    calls.push(
                        operators
                            .filter_map(|it| match it {
                                Operator::Call { function_index } => Some(function_index),
                                _ => None,
                            })
                            .collect::<Vec<_>>(),
                    );
                }
                _ => {}
            }
        }
        assert_eq!(types, [1, 0], "the shorter one comes first");
        assert_eq!(calls, [vec![], vec![1, 0]]);
        assert_eq!(exported, [2, 1]);
    }
}
