//! The data of symbol tables.

use crate::name::Sym;
use crate::position::Loc;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// Index of a [`Scope`] in its [`Table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopeId(pub u32);

/// Where a name is found at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The name does not occur in the scope.
    Unknown,
    Local,
    /// Declared by a `global` statement.
    GlobalExplicit,
    GlobalImplicit,
    Free,
    Cell,
}

/// How a scope uses a name, and, once analysed, its [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags {
    bits: u16,
    pub place: Place,
}

impl Flags {
    pub const GLOBAL: u16 = 1;
    pub const LOCAL: u16 = 2;
    pub const PARAM: u16 = 4;
    pub const NONLOCAL: u16 = 8;
    pub const USE: u16 = 16;
    /// Free in a method of the class, whatever it is in the class itself.
    pub const FREE_CLASS: u16 = 64;
    pub const IMPORT: u16 = 128;
    pub const ANNOT: u16 = 256;
    /// The target of a comprehension.
    pub const COMP_ITER: u16 = 512;
    pub const TYPE_PARAM: u16 = 1024;
    /// A cell of an inlined comprehension.
    pub const COMP_CELL: u16 = 2048;
    pub const BOUND: u16 = Flags::LOCAL | Flags::PARAM | Flags::IMPORT | Flags::TYPE_PARAM;

    pub const fn new(bits: u16, place: Place) -> Flags {
        Flags { bits, place }
    }

    pub fn has(self, any_of: u16) -> bool {
        self.bits & any_of != 0
    }

    pub fn bits(self) -> u16 {
        self.bits
    }

    pub fn add(&mut self, bits: u16) {
        self.bits |= bits;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    Annotation,
    TypeVariable,
    TypeAlias,
    TypeParameters,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompKind {
    List,
    Set,
    Dict,
    Generator,
}

/// What part of a tree node a scope stands for, since one node may open several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A module, function, class, lambda, comprehension or the value of a type alias.
    Body,
    /// The type parameters of a function, class or type alias.
    TypeParams,
    /// A function's annotations.
    Annotations,
    Bound,
    Default,
}

/// Identifies a scope by the address of the node that opens it; nodes do not move while they
/// are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(usize, Role);

impl Key {
    pub fn new<T>(node: &T, role: Role) -> Key {
        Key(std::ptr::from_ref(node) as usize, role)
    }
}

pub type Symbols = IndexMap<Sym, Flags, FxBuildHasher>;

/// One scope.
pub struct Scope {
    pub kind: ScopeKind,
    pub symbols: Symbols,
    /// The parameters, in the order of the code object's local variables.
    pub varnames: Vec<Sym>,
    pub children: Vec<ScopeId>,
    /// Places of `global` and `nonlocal` declarations, for errors.
    pub directives: Vec<(Sym, Loc)>,
    pub comprehension: Option<CompKind>,
    /// The scope of this scope's variable annotations.
    pub annotation_block: Option<ScopeId>,
    /// If set, only these names are mangled here.
    pub mangled: Option<FxHashSet<Sym>>,
    /// What a type variable's scope stands for, for errors.
    pub scope_info: Option<&'static str>,
    pub nested: bool,
    pub generator: bool,
    pub coroutine: bool,
    pub varargs: bool,
    pub varkeywords: bool,
    pub method: bool,
    pub has_docstring: bool,
    pub annotations_used: bool,
    pub needs_class_closure: bool,
    pub needs_classdict: bool,
    pub has_conditional_annotations: bool,
    pub can_see_class_scope: bool,
    pub comp_inlined: bool,
    pub comp_iter_target: bool,
    pub comp_iter_expr: u32,
    pub in_conditional_block: bool,
    pub in_unevaluated_annotation: bool,
}

impl Scope {
    pub fn new(kind: ScopeKind) -> Scope {
        Scope {
            kind,
            symbols: Symbols::default(),
            varnames: Vec::new(),
            children: Vec::new(),
            directives: Vec::new(),
            comprehension: None,
            annotation_block: None,
            mangled: None,
            scope_info: None,
            nested: false,
            generator: false,
            coroutine: false,
            varargs: false,
            varkeywords: false,
            method: false,
            has_docstring: false,
            annotations_used: false,
            needs_class_closure: false,
            needs_classdict: false,
            has_conditional_annotations: false,
            can_see_class_scope: false,
            comp_inlined: false,
            comp_iter_target: false,
            comp_iter_expr: 0,
            in_conditional_block: false,
            in_unevaluated_annotation: false,
        }
    }

    /// Its code object has fast locals.
    pub fn is_function_like(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }

    pub fn flags(&self, name: Sym) -> Option<Flags> {
        self.symbols.get(&name).copied()
    }

    pub fn place(&self, name: Sym) -> Place {
        self.symbols.get(&name).map_or(Place::Unknown, |f| f.place)
    }
}

/// All scopes of a tree.
pub struct Table {
    pub scopes: Vec<Scope>,
    pub by_node: FxHashMap<Key, ScopeId>,
}

impl Table {
    /// The module's scope.
    pub const TOP: ScopeId = ScopeId(0);

    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    pub fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id.0 as usize]
    }

    pub fn of<T>(&self, node: &T, role: Role) -> Option<ScopeId> {
        self.by_node.get(&Key::new(node, role)).copied()
    }
}
