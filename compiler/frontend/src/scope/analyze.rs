//! Decides the place of every name, from the module inwards.
//!
//! A scope sees the names bound in enclosing functions; what its children leave free comes back
//! up and turns its own locals into cells. Comprehensions that are inlined hand their symbols to
//! the scope around them.

use super::table::{Flags, Place, ScopeId, ScopeKind, Table};
use crate::fault::{Fault, Result};
use crate::name::{Names, Sym};
use crate::position::Loc;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxBuildHasher, FxHashSet};

type Set = FxHashSet<Sym>;
/// Free names keep the order they are found in, so that compiling is deterministic.
type OrderedSet = IndexSet<Sym, FxBuildHasher>;
type Places = IndexMap<Sym, Place, FxBuildHasher>;

pub fn analyze(table: &mut Table, names: &Names) -> Result {
    let mut analysis = Analysis { table, names };
    let outside = Outside { bound: None, global: Set::default(), type_params: Set::default(), class: None };
    analysis.block(Table::TOP, outside)?;
    Ok(())
}

/// What a scope sees of the scopes around it.
struct Outside {
    /// Names bound in enclosing functions; none at module level.
    bound: Option<Set>,
    /// Names declared global in enclosing scopes.
    global: Set,
    type_params: Set,
    /// The class whose namespace is visible, in annotation scopes.
    class: Option<ScopeId>,
}

struct Analysis<'t> {
    table: &'t mut Table,
    names: &'t Names,
}

impl Analysis<'_> {
    /// Analyses a scope and returns the names it leaves free.
    fn block(&mut self, id: ScopeId, outside: Outside) -> Result<OrderedSet> {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.block_inner(id, outside))
    }

    fn block_inner(&mut self, id: ScopeId, mut outside: Outside) -> Result<OrderedSet> {
        let is_class = self.table.scope(id).kind == ScopeKind::Class;
        let mut free = OrderedSet::default();
        let mut local = Set::default();
        let mut places = Places::default();
        let mut inlined_cells = Set::default();
        let mut inner_bound = Set::default();
        let mut inner_global = Set::default();

        // A class namespace is invisible to nested functions, so what they see is settled
        // before its own names are looked at.
        if is_class {
            inner_global.extend(&outside.global);
            inner_bound.extend(outside.bound.iter().flatten());
        }
        let symbols: Vec<(Sym, Flags)> =
            self.table.scope(id).symbols.iter().map(|(&name, &flags)| (name, flags)).collect();
        for (name, flags) in symbols {
            let place = self.place_of(id, name, flags, &mut outside, &mut local, &mut free)?;
            places.insert(name, place);
        }
        if is_class {
            inner_bound.extend([Sym::CLASS, Sym::CLASSDICT, Sym::CONDITIONAL_ANNOTATIONS]);
        } else {
            if self.table.scope(id).is_function_like() {
                inner_bound.extend(&local);
            }
            inner_bound.extend(outside.bound.iter().flatten());
            inner_global.extend(&outside.global);
        }

        let mut inner_free = OrderedSet::default();
        let children = self.table.scope(id).children.clone();
        for &child in &children {
            let mut child_free = self.child(id, child, &outside, &inner_bound, &inner_global)?;
            let entry = self.table.scope(child);
            let inline = entry.comprehension.is_some() && !entry.generator && !self.table.scope(id).can_see_class_scope;
            if inline {
                self.inline(id, child, &mut places, &mut child_free, &mut inlined_cells);
            }
            inner_free.extend(child_free);
        }
        self.splice_inlined_children(id, children);

        if self.table.scope(id).is_function_like() {
            for (name, place) in &mut places {
                if *place == Place::Local && (inner_free.contains(name) || inlined_cells.contains(name)) {
                    *place = Place::Cell;
                    inner_free.shift_remove(name);
                }
            }
        } else if is_class {
            let scope = self.table.scope_mut(id);
            scope.needs_class_closure |= inner_free.shift_remove(&Sym::CLASS);
            scope.needs_classdict |= inner_free.shift_remove(&Sym::CLASSDICT);
            scope.has_conditional_annotations |= inner_free.shift_remove(&Sym::CONDITIONAL_ANNOTATIONS);
        }
        self.record(id, &places, &outside, &inner_free, &inlined_cells);
        free.extend(inner_free);
        Ok(free)
    }

    fn child(
        &mut self,
        parent: ScopeId,
        child: ScopeId,
        outside: &Outside,
        bound: &Set,
        global: &Set,
    ) -> Result<OrderedSet> {
        let class = if !self.table.scope(child).can_see_class_scope {
            None
        } else if self.table.scope(parent).kind == ScopeKind::Class {
            Some(parent)
        } else {
            outside.class
        };
        self.block(
            child,
            Outside {
                bound: Some(bound.clone()),
                global: global.clone(),
                type_params: outside.type_params.clone(),
                class,
            },
        )
    }

    fn place_of(
        &self,
        id: ScopeId,
        name: Sym,
        flags: Flags,
        outside: &mut Outside,
        local: &mut Set,
        free: &mut OrderedSet,
    ) -> Result<Place> {
        if flags.has(Flags::GLOBAL) {
            if flags.has(Flags::NONLOCAL) {
                let text = self.names.text(name);
                return Err(self.at_directive(id, name, format!("name '{text}' is nonlocal and global")));
            }
            outside.global.insert(name);
            if let Some(bound) = &mut outside.bound {
                bound.remove(&name);
            }
            return Ok(Place::GlobalExplicit);
        }
        if flags.has(Flags::NONLOCAL) {
            self.check_nonlocal(id, name, outside)?;
            free.insert(name);
            return Ok(Place::Free);
        }
        if flags.has(Flags::BOUND) {
            local.insert(name);
            outside.global.remove(&name);
            if flags.has(Flags::TYPE_PARAM) {
                outside.type_params.insert(name);
            } else {
                outside.type_params.remove(&name);
            }
            return Ok(Place::Local);
        }
        // In an annotation scope of a class, a name of the class body hides the same name of
        // a function around the class.
        if let Some(class) = outside.class
            && let Some(in_class) = self.table.scope(class).flags(name)
        {
            if in_class.has(Flags::GLOBAL) {
                return Ok(Place::GlobalExplicit);
            }
            if in_class.has(Flags::BOUND) && !in_class.has(Flags::NONLOCAL) {
                return Ok(Place::GlobalImplicit);
            }
        }
        if outside.bound.as_ref().is_some_and(|b| b.contains(&name)) {
            free.insert(name);
            return Ok(Place::Free);
        }
        Ok(Place::GlobalImplicit)
    }

    fn check_nonlocal(&self, id: ScopeId, name: Sym, outside: &Outside) -> Result {
        let text = self.names.text(name);
        let Some(bound) = &outside.bound else {
            let message = "nonlocal declaration not allowed at module level".to_owned();
            return Err(self.at_directive(id, name, message));
        };
        if !bound.contains(&name) {
            let message = format!("no binding for nonlocal '{text}' found");
            return Err(self.at_directive(id, name, message));
        }
        if outside.type_params.contains(&name) {
            let message = format!("nonlocal binding not allowed for type parameter '{text}'");
            return Err(self.at_directive(id, name, message));
        }
        Ok(())
    }

    fn at_directive(&self, id: ScopeId, name: Sym, message: String) -> Box<Fault> {
        let directives = &self.table.scope(id).directives;
        let loc = directives.iter().find(|(declared, _)| *declared == name).map_or(Loc::NONE, |&(_, loc)| loc);
        Fault::syntax(message, loc)
    }

    /// Gives the symbols of an inlined comprehension to the scope around it.
    fn inline(
        &mut self,
        outer: ScopeId,
        comp: ScopeId,
        places: &mut Places,
        comp_free: &mut OrderedSet,
        inlined_cells: &mut Set,
    ) {
        let outer_is_class = self.table.scope(outer).kind == ScopeKind::Class;
        let mut dropped = Vec::new();
        let symbols: Vec<(Sym, Flags)> =
            self.table.scope(comp).symbols.iter().map(|(&name, &flags)| (name, flags)).collect();
        for (name, flags) in symbols {
            if flags.has(Flags::PARAM) {
                continue;
            }
            let mut place = flags.place;
            if place == Place::Cell || flags.has(Flags::COMP_CELL) {
                inlined_cells.insert(name);
            }
            // The class's own cells never pass through a class body.
            let class_cell = [Sym::CLASS, Sym::CLASSDICT, Sym::CONDITIONAL_ANNOTATIONS].contains(&name);
            if place == Place::Free && outer_is_class && class_cell {
                place = Place::GlobalImplicit;
                if !self.is_free_in_a_child(comp, name) {
                    comp_free.shift_remove(&name);
                    dropped.push(name);
                }
            }
            match self.table.scope(outer).flags(name) {
                None => {
                    let copied = Flags::new(flags.bits(), Place::Unknown);
                    self.table.scope_mut(outer).symbols.insert(name, copied);
                    places.insert(name, place);
                }
                Some(existing) => {
                    // What was free in the comprehension is now plainly local, unless a scope
                    // inside the comprehension still needs it as a cell.
                    if existing.has(Flags::BOUND) && !outer_is_class && !self.is_free_in_a_child(comp, name) {
                        comp_free.shift_remove(&name);
                    }
                }
            }
        }
        let comp = self.table.scope_mut(comp);
        comp.comp_inlined = true;
        for name in dropped {
            comp.symbols.shift_remove(&name);
        }
    }

    fn is_free_in_a_child(&self, id: ScopeId, name: Sym) -> bool {
        let children = &self.table.scope(id).children;
        children.iter().any(|&child| self.table.scope(child).place(name) == Place::Free)
    }

    fn splice_inlined_children(&mut self, id: ScopeId, children: Vec<ScopeId>) {
        if !children.iter().any(|&c| self.table.scope(c).comp_inlined) {
            return;
        }
        let mut spliced = Vec::with_capacity(children.len());
        for child in children {
            let scope = self.table.scope(child);
            if scope.comp_inlined {
                spliced.extend_from_slice(&scope.children);
            } else {
                spliced.push(child);
            }
        }
        self.table.scope_mut(id).children = spliced;
    }

    /// Writes the decisions into the scope's symbols.
    fn record(&mut self, id: ScopeId, places: &Places, outside: &Outside, free: &OrderedSet, inlined_cells: &Set) {
        let scope = self.table.scope_mut(id);
        let sees_class = scope.kind == ScopeKind::Class || scope.can_see_class_scope;
        for (name, flags) in &mut scope.symbols {
            if inlined_cells.contains(name) {
                flags.add(Flags::COMP_CELL);
            }
            if let Some(&place) = places.get(name) {
                flags.place = place;
            }
        }
        for &name in free {
            if let Some(flags) = scope.symbols.get_mut(&name) {
                if sees_class {
                    flags.add(Flags::FREE_CLASS);
                }
            } else if outside.bound.as_ref().is_none_or(|b| b.contains(&name)) {
                scope.symbols.insert(name, Flags::new(0, Place::Free));
            }
        }
    }
}
