//! Attributes: slots by shape, methods and class values by type version, module globals by watch.

use taipan_abi::exits::ExitReason;
use taipan_abi::feedback::{LoadAttribute, Site, StoreAttribute};
use taipan_abi::helpers::Helper;
use taipan_abi::unit::{Invariant, Refusal};

use super::builder::Builder;
use crate::mir::{Imm, Value, make};

type Done = Result<(), Refusal>;

impl Builder<'_> {
    fn shape_allowed(&self) -> bool {
        self.is_allowed(ExitReason::WrongShape) && self.is_allowed(ExitReason::WrongClass)
    }

    /// The receiver, guarded by shape, or by class where its class has no shapes.
    fn receiver(&mut self, receiver: Value, shape: u32, class: u64, version: u32) -> Value {
        if let Some(class) = self.native_class(class) {
            return self.as_class(receiver, class);
        }
        self.assume(Invariant::TypeVersion { class, version });
        if shape != 0 {
            return self.guard(make::guard_shape(receiver).imm(Imm::Shape(shape)));
        }
        let class = self.const_known(class);
        self.guard(make::guard_type(receiver, class))
    }

    /// The receiver, guarded to have one of the shapes of the ways, if all of them lead to the same: the one that
    /// stands for them.
    fn one_of(&mut self, receiver: Value, ways: &[LoadAttribute]) -> Option<(Value, LoadAttribute)> {
        let mut shapes = [0; 4];
        let mut classes = Vec::new();
        for (i, way) in ways.iter().enumerate() {
            let (shape, class, version) = match (way, &ways[0]) {
                (LoadAttribute::Slot { shape, offset, class, version }, LoadAttribute::Slot { offset: first, .. })
                    if offset == first =>
                {
                    (shape, class, version)
                }
                (
                    LoadAttribute::Method { shape, class, version, function },
                    LoadAttribute::Method { function: first, .. },
                ) if function == first => (shape, class, version),
                (
                    LoadAttribute::ClassValue { shape, class, version, value },
                    LoadAttribute::ClassValue { value: first, .. },
                ) if value == first => (shape, class, version),
                _ => return None,
            };
            *shapes.get_mut(i).filter(|_| *shape != 0)? = *shape;
            classes.push((*class, *version));
        }
        for (class, version) in classes {
            self.assume(Invariant::TypeVersion { class, version });
        }
        Some((self.guard(make::guard_shapes(receiver).imm(Imm::Shapes(shapes))), ways[0].clone()))
    }

    pub fn op_load_attr(&mut self, arg: u32) -> Done {
        let is_method = arg & 1 != 0;
        let receiver = self.pop()?;
        if let Some(Site::Loads(ways)) = self.site().cloned()
            && self.shape_allowed()
            && let Some((object, way)) = self.one_of(receiver, &ways)
        {
            let value = match way {
                LoadAttribute::Slot { offset, .. } => self.emit(make::load_slot(object).imm(Imm::Slot(offset, 0))),
                LoadAttribute::Method { function, .. } if is_method => {
                    let function = self.const_known(function);
                    self.push(function);
                    self.push(object);
                    return Ok(());
                }
                LoadAttribute::ClassValue { value, .. } => self.const_known(value),
                _ => {
                    let name = self.name(arg >> 1);
                    self.helper(Helper::GetAttr, &[object, name])
                }
            };
            self.push(value);
            if is_method {
                let null = self.null();
                self.push(null);
            }
            return Ok(());
        }
        let site = match self.site() {
            Some(Site::Load(load)) if self.shape_allowed() => Some(load.clone()),
            _ => None,
        };
        let value = match site {
            Some(LoadAttribute::Slot { shape, offset, class, version }) => {
                let object = self.receiver(receiver, shape, class, version);
                self.emit(make::load_slot(object).imm(Imm::Slot(offset, 0)))
            }
            Some(LoadAttribute::Method { shape, class, version, function }) if is_method => {
                let object = self.receiver(receiver, shape, class, version);
                let function = self.const_known(function);
                self.push(function);
                self.push(object);
                return Ok(());
            }
            Some(LoadAttribute::ClassValue { shape, class, version, value }) => {
                self.receiver(receiver, shape, class, version);
                self.const_known(value)
            }
            Some(LoadAttribute::Member { class, version, offset }) => {
                let object = self.receiver(receiver, 0, class, version);
                let value = self.emit(make::load_slot(object).imm(Imm::Slot(offset, 0)));
                self.bound(value)
            }
            Some(LoadAttribute::Module { module, dict, name, value }) => {
                let expected = self.const_known(module);
                self.guard(make::guard_is(receiver, expected));
                self.assume(Invariant::GlobalValue { dict, name, value, absent_from: 0 });
                self.const_known(value)
            }
            Some(LoadAttribute::TypeAttribute { class, version, value }) => {
                let expected = self.const_known(class);
                self.guard(make::guard_is(receiver, expected));
                self.assume(Invariant::TypeVersion { class, version });
                self.const_known(value)
            }
            Some(LoadAttribute::Method { .. }) | None => {
                let name = self.name(arg >> 1);
                if is_method {
                    let function = self.helper(Helper::GetMethod, &[receiver, name]);
                    let bound_to = self.helper(Helper::MethodReceiver, &[receiver]);
                    self.push(function);
                    self.push(bound_to);
                    return Ok(());
                }
                self.helper(Helper::GetAttr, &[receiver, name])
            }
        };
        self.push(value);
        if is_method {
            let null = self.null();
            self.push(null);
        }
        Ok(())
    }

    pub fn op_store_attr(&mut self, index: u32) -> Done {
        let operands = self.pop_many(2)?;
        let (value, owner) = (operands[0], operands[1]);
        match self.site() {
            Some(&Site::Store(StoreAttribute { shape, offset, class, version, new_shape })) if self.shape_allowed() => {
                let object = self.receiver(owner, shape, class, version);
                let data = if new_shape == 0 { make::store_slot(object, value) } else { make::add_slot(object, value) };
                self.append_at_state(data.imm(Imm::Slot(offset, new_shape)));
            }
            _ => {
                let name = self.name(index);
                self.call_helper(Helper::SetAttr, &[owner, name, value]);
            }
        }
        Ok(())
    }

    pub fn op_delete_attr(&mut self, index: u32) -> Done {
        let owner = self.pop()?;
        let name = self.name(index);
        self.call_helper(Helper::DelAttr, &[owner, name]);
        Ok(())
    }

    pub fn op_load_super_attr(&mut self, arg: u32) -> Done {
        let operands = self.pop_many(3)?;
        let name = self.name(arg >> 2);
        let number = self.const_int(arg as i64);
        let value = self.helper(Helper::SuperAttr, &[operands[0], operands[1], operands[2], name, number]);
        self.push(value);
        if arg & 1 != 0 {
            let bound_to = self.helper(Helper::MethodReceiver, &[operands[2]]);
            self.push(bound_to);
        }
        Ok(())
    }

    pub fn op_load_special(&mut self, which: u32) -> Done {
        let owner = self.pop()?;
        let number = self.const_int(which as i64);
        let method = self.helper(Helper::LoadSpecial, &[owner, number]);
        let bound_to = self.helper(Helper::MethodReceiver, &[owner]);
        self.push(method);
        self.push(bound_to);
        Ok(())
    }
}
