//! Puts modules that the splitter cut out of one program together again, into one file: they compress together, bring
//! their imports once, and call each other directly (docs/adr/0007).

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, FunctionSection, ImportSection, Module,
    RawSection,
};
use wasmparser::{
    Data, DataKind, Element, ElementItems, ElementKind, FunctionBody, Import, Operator, Parser, Payload, TypeRef,
};

/// One of the splitter's modules, as far as it is put together. All have the program's types, table, memory and stack
/// pointer, each under the number 0; none but the program imports or exports functions.
#[derive(Default)]
struct Cut<'a> {
    types: &'a [u8],
    /// Does it have the memory, the table and the stack pointer, which the others import?
    program: bool,
    imports: Vec<Import<'a>>,
    imported: u32,
    functions: Vec<u32>,
    elements: Vec<Element<'a>>,
    data: Vec<Data<'a>>,
    code: Vec<FunctionBody<'a>>,
}

impl<'a> Cut<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self> {
        let mut cut = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::TypeSection(section) => cut.types = piece(bytes, section.range())?,
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        cut.imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                        cut.imports.push(import);
                    }
                }
                Payload::MemorySection(_) => cut.program = true,
                Payload::FunctionSection(section) => cut.functions = section.into_iter().collect::<Result<_, _>>()?,
                Payload::ElementSection(section) => cut.elements = section.into_iter().collect::<Result<_, _>>()?,
                Payload::DataSection(section) => cut.data = section.into_iter().collect::<Result<_, _>>()?,
                Payload::CodeSectionEntry(body) => cut.code.push(body),
                _ => {}
            }
        }
        Ok(cut)
    }

    /// The places of the table that it fills, each with its function.
    fn table(&self) -> Result<Vec<(i32, u32)>> {
        let mut places = Vec::new();
        for element in &self.elements {
            let ElementItems::Functions(functions) = element.items.clone() else { continue };
            let start = start(element)?;
            for (place, function) in (start..).zip(functions) {
                places.push((place, function?));
            }
        }
        Ok(places)
    }
}

/// A section of a module, by where it stands.
pub fn piece(bytes: &[u8], range: Range<u64>) -> Result<&[u8]> {
    bytes.get(usize::try_from(range.start)?..usize::try_from(range.end)?).context("a section beyond the end")
}

/// Where in the table an element begins.
fn start(element: &Element<'_>) -> Result<i32> {
    let ElementKind::Active { offset_expr, .. } = &element.kind else { bail!("an element that is not active") };
    match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value),
        other => bail!("an element begins at {other:?}"),
    }
}

/// The place in the table that a function calls with its own arguments, if it does nothing else: so one module reaches a
/// function of another.
fn passes_on(body: &FunctionBody<'_>) -> Result<Option<i32>> {
    if body.get_locals_reader()?.get_count() > 0 {
        return Ok(None);
    }
    let mut operators = body.get_operators_reader()?;
    let mut arguments = 0;
    let place = loop {
        match operators.read()? {
            Operator::LocalGet { local_index } if local_index == arguments => arguments += 1,
            Operator::I32Const { value } => break value,
            _ => return Ok(None),
        }
    };
    let calls = matches!(operators.read()?, Operator::CallIndirect { .. });
    let ends = calls && matches!(operators.read()?, Operator::End) && operators.eof();
    Ok(ends.then_some(place))
}

/// The numbers of one module's functions among those of the whole.
struct Numbers(Vec<u32>);

/// Code names a function that the module has not.
#[derive(Debug)]
struct Unknown(u32);

impl Display for Unknown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "there is no function {}", self.0)
    }
}

impl std::error::Error for Unknown {}

impl Reencode for Numbers {
    type Error = Unknown;

    fn function_index(&mut self, func: u32) -> Result<u32, Error<Self::Error>> {
        self.0.get(func as usize).copied().ok_or(Error::UserError(Unknown(func)))
    }
}

/// One module of several. The first may be the program, whose other sections are kept.
pub fn merge(modules: &[Vec<u8>]) -> Result<Vec<u8>> {
    let cuts: Vec<Cut<'_>> = modules.iter().map(|bytes| Cut::read(bytes)).collect::<Result<_>>()?;
    let (Some(first), Some(base)) = (cuts.first(), modules.first()) else { bail!("nothing to put together") };
    ensure!(cuts.iter().all(|cut| cut.types == first.types), "modules of two programs");
    ensure!(cuts.iter().skip(1).all(|cut| cut.imported == 0), "a part imports functions");
    let numbers = numbers(&cuts)?;

    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(base) {
        let payload = payload?;
        match &payload {
            Payload::ImportSection(_) => _ = out.section(&imports(&cuts)?),
            Payload::FunctionSection(_) => {
                let mut section = FunctionSection::new();
                cuts.iter().flat_map(|cut| &cut.functions).for_each(|&of| _ = section.function(of));
                out.section(&section);
            }
            // The first of the parts may have no elements and no data, but all have code.
            Payload::ElementSection(_) => {}
            Payload::DataCountSection { .. } | Payload::DataSection(_) => {}
            Payload::CodeSectionStart { .. } => {
                out.section(&elements(&cuts, &numbers)?);
                let data = data(&cuts)?;
                out.section(&DataCountSection { count: data.len() });
                let mut code = CodeSection::new();
                for (cut, numbers) in cuts.iter().zip(&numbers) {
                    let mut numbers = Numbers(numbers.clone());
                    for body in &cut.code {
                        numbers.parse_function_body(&mut code, body.clone())?;
                    }
                }
                out.section(&code);
                out.section(&data);
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = piece(base, range)?;
                    out.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(out.finish())
}

/// For each module the number that each of its functions has in the whole. What reached another module through the
/// table, and finds it in the whole now, reaches it directly.
fn numbers(cuts: &[Cut<'_>]) -> Result<Vec<Vec<u32>>> {
    let mut numbers = Vec::new();
    let mut table = HashMap::new();
    let mut next = 0;
    for cut in cuts {
        let count = cut.imported + u32::try_from(cut.functions.len())?;
        let own: Vec<u32> = (next..next + count).collect();
        for (place, function) in cut.table()? {
            table.insert(place, *own.get(function as usize).context("an element names no function")?);
        }
        next += count;
        numbers.push(own);
    }
    for (cut, own) in cuts.iter().zip(&mut numbers) {
        for (body, number) in cut.code.iter().zip(own.iter_mut().skip(cut.imported as usize)) {
            if let Some(&direct) = passes_on(body)?.and_then(|place| table.get(&place)) {
                *number = direct;
            }
        }
    }
    Ok(numbers)
}

fn imports(cuts: &[Cut<'_>]) -> Result<ImportSection> {
    let mut section = ImportSection::new();
    let mut seen = Vec::new();
    let with_program = cuts.first().is_some_and(|cut| cut.program);
    for import in cuts.iter().take(if with_program { 1 } else { cuts.len() }).flat_map(|cut| &cut.imports) {
        if matches!(import.ty, TypeRef::Func(_)) || !seen.contains(&(import.module, import.name)) {
            seen.push((import.module, import.name));
            section.import(import.module, import.name, wasm_encoder::EntityType::try_from(import.ty)?);
        }
    }
    Ok(section)
}

fn elements(cuts: &[Cut<'_>], numbers: &[Vec<u32>]) -> Result<ElementSection> {
    let mut section = ElementSection::new();
    let filled: HashSet<i32> =
        cuts.iter().map(Cut::table).collect::<Result<Vec<_>>>()?.iter().flatten().map(|(place, _)| *place).collect();
    for (cut, numbers) in cuts.iter().zip(numbers) {
        let mut numbers = Numbers(numbers.clone());
        for element in &cut.elements {
            // The program keeps places free for the parts.
            let free = matches!(element.items, ElementItems::Expressions(..));
            if free && filled.contains(&start(element)?) {
                continue;
            }
            numbers.parse_element(&mut section, element.clone())?;
        }
    }
    Ok(section)
}

fn data(cuts: &[Cut<'_>]) -> Result<DataSection> {
    let mut section = DataSection::new();
    for segment in cuts.iter().flat_map(|cut| &cut.data).filter(|segment| !segment.data.is_empty()) {
        let DataKind::Active { memory_index, offset_expr } = &segment.kind else { bail!("data that is not active") };
        section.active(*memory_index, &ConstExpr::try_from(offset_expr.clone())?, segment.data.iter().copied());
    }
    Ok(section)
}

#[cfg(test)]
mod tests {
    use anyhow::Result;
    use wasm_encoder::{
        CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, EntityType, Function,
        FunctionSection, ImportSection, MemoryType, Module, RefType, TableType, TypeSection, ValType,
    };
    use wasmparser::Operator;

    use super::{Cut, merge};

    /// A module of one real function, `value`, that stands at `place` of the table, and of one that reaches `other`.
    fn part(place: i32, value: i32, other: i32) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        let mut imports = ImportSection::new();
        let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        imports.import("__wasm_split", "memory", EntityType::Memory(memory));
        let table =
            TableType { element_type: RefType::FUNCREF, table64: false, minimum: 9, maximum: None, shared: false };
        imports.import("__wasm_split", "__indirect_function_table", EntityType::Table(table));
        let mut functions = FunctionSection::new();
        functions.function(0).function(0).function(0);
        let mut elements = ElementSection::new();
        elements.active(Some(0), &ConstExpr::i32_const(place), Elements::Functions(vec![0].into()));
        let mut code = CodeSection::new();
        let mut real = Function::new([]);
        real.instructions().i32_const(value).end();
        let mut reaches = Function::new([]);
        reaches.instructions().local_get(0).i32_const(other).call_indirect(0, 0).end();
        let mut calls = Function::new([]);
        calls.instructions().local_get(0).call(1).end();
        code.function(&real).function(&reaches).function(&calls);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(value), [1, 2]);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&elements);
        module.section(&DataCountSection { count: 1 }).section(&code).section(&data);
        module.finish()
    }

    fn called(cut: &Cut<'_>, function: usize) -> Result<u32> {
        let mut operators = cut.code[function].get_operators_reader()?;
        operators.read()?;
        match operators.read()? {
            Operator::Call { function_index } => Ok(function_index),
            other => anyhow::bail!("{other:?}"),
        }
    }

    #[test]
    fn parts_that_come_together_call_each_other_directly() -> Result<()> {
        let whole = merge(&[part(3, 30, 7), part(7, 70, 5)])?;
        let cut = Cut::read(&whole)?;
        assert_eq!((cut.functions.len(), cut.code.len(), cut.imports.len(), cut.data.len()), (6, 6, 2, 2));
        assert_eq!(cut.table()?, [(3, 0), (7, 3)]);
        assert_eq!(called(&cut, 2)?, 3, "the first reaches what stands at 7, the second's own");
        assert_eq!(called(&cut, 5)?, 4, "nothing here stands at 5");
        Ok(())
    }

    #[test]
    fn parts_of_two_programs_are_refused() -> Result<()> {
        let mut other = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        other.section(&types);
        assert!(merge(&[part(3, 30, 7), other.finish()]).is_err());
        Ok(())
    }
}
