//! `gc`: the cycle collector, over [`taipan_vm::memory::collector`].

/// This module provides access to the garbage collector for reference cycles.
///
/// enable() -- Enable automatic garbage collection.
/// disable() -- Disable automatic garbage collection.
/// isenabled() -- Returns true if automatic collection is enabled.
/// collect() -- Do a full collection right now.
/// get_count() -- Return the current collection counts.
/// get_stats() -- Return list of dictionaries containing per-generation stats.
/// set_debug() -- Set debugging flags.
/// get_debug() -- Get debugging flags.
/// set_threshold() -- Set the collection thresholds.
/// get_threshold() -- Return the current collection thresholds.
/// get_objects() -- Return a list of all objects tracked by the collector.
/// is_tracked() -- Returns true if a given object is tracked.
/// is_finalized() -- Returns true if a given object has been already finalized.
/// get_referrers() -- Return the list of objects that refer to an object.
/// get_referents() -- Return the list of objects that an object refers to.
/// freeze() -- Freeze all tracked objects and ignore them for future collections.
/// unfreeze() -- Unfreeze all objects in the permanent generation.
/// get_freeze_count() -- Return the number of objects in the permanent generation.
#[taipan_macros::pymodule(name = "gc")]
pub mod module {
    use std::ptr::NonNull;

    use taipan_vm::builtins::dict::Dict;
    use taipan_vm::builtins::int;
    use taipan_vm::builtins::list::List;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::builtins::tuple::Tuple;
    use taipan_vm::call::{self, Args, IntoPy};
    use taipan_vm::exceptions as exc;
    use taipan_vm::memory::collector;
    use taipan_vm::object::Header;
    use taipan_vm::object::header::flag;
    use taipan_vm::object::value::{Obj, Ref, Value};
    use taipan_vm::thread::{PyResult, Thread};

    const FROZEN: &str = "gc.frozen";

    /// Enable automatic garbage collection.
    #[pyfunction]
    fn enable(t: &Thread) {
        t.interp().gc.enabled.set(true);
    }

    /// Disable automatic garbage collection.
    #[pyfunction]
    fn disable(t: &Thread) {
        t.interp().gc.enabled.set(false);
    }

    /// Returns true if automatic garbage collection is enabled.
    #[pyfunction]
    fn isenabled(t: &Thread) -> bool {
        t.interp().gc.enabled.get()
    }

    /// Tells the callbacks that a collection starts or has stopped.
    fn tell(t: &Thread, phase: &str, generation: usize, found: usize) -> PyResult<()> {
        let callbacks = t.interp().gc.callbacks.borrow().clone();
        let Some(callbacks) = callbacks.as_ref().and_then(|c| c.downcast::<List>()) else { return Ok(()) };
        if callbacks.is_empty() {
            return Ok(());
        }
        let info = Dict::new(t)?;
        info.set_text(t, "generation", generation.into_py(t)?)?;
        info.set_text(t, "collected", found.into_py(t)?)?;
        info.set_text(t, "uncollectable", Obj::from_i32(0))?;
        let phase = phase.into_py(t)?;
        for callback in callbacks.to_vec() {
            if let Err(raised) = call::call2(t, &callback, &phase, info.obj()) {
                exc::unraisable(t, raised, Some(&callback));
            }
        }
        Ok(())
    }

    /// Run the garbage collector.
    ///
    /// With no arguments, run a full collection.  The optional argument
    /// may be an integer specifying which generation to collect.  A ValueError
    /// is raised if the generation number is invalid.
    ///
    /// The number of unreachable objects is returned.
    #[pyfunction(sig = "(generation=2)")]
    fn collect(t: &Thread, generation: i32) -> PyResult<usize> {
        let Ok(generation @ 0..=2) = usize::try_from(generation) else {
            return Err(t.value_error("invalid generation"));
        };
        if t.interp().gc.collecting.get() {
            return Ok(0);
        }
        tell(t, "start", generation, 0)?;
        let found = collector::collect(t, generation);
        tell(t, "stop", generation, found)?;
        Ok(found)
    }

    /// Return the garbage collection debugging flags.
    #[pyfunction]
    fn get_debug(t: &Thread) -> i64 {
        t.interp().gc.debug.get()
    }

    /// Set the garbage collection debugging flags.
    #[pyfunction(sig = "(flags, /)")]
    fn set_debug(t: &Thread, flags: i32) {
        t.interp().gc.debug.set(i64::from(flags));
    }

    fn triple(t: &Thread, values: [usize; 3]) -> PyResult<Ref<Tuple>> {
        let items = values.iter().map(|v| v.into_py(t)).collect::<PyResult<Vec<Obj>>>()?;
        Tuple::from_vec(t, items)
    }

    /// Return the current collection thresholds.
    #[pyfunction]
    fn get_threshold(t: &Thread) -> PyResult<Ref<Tuple>> {
        triple(t, t.interp().gc.thresholds.get())
    }

    /// set_threshold(threshold0, [threshold1, [threshold2]])
    /// Set the collection thresholds (the collection frequency).
    ///
    /// Setting 'threshold0' to zero disables collection.
    #[pyfunction]
    fn set_threshold(t: &Thread, args: Args) -> PyResult<()> {
        if args.has_keywords() || args.is_empty() || args.len() > 3 {
            return Err(t.type_error("gc.set_threshold requires 1 to 3 arguments"));
        }
        let mut thresholds = t.interp().gc.thresholds.get();
        for (place, value) in thresholds.iter_mut().zip(args.pos()) {
            let value = int::index_as_i64(t, value, "Python int too large to convert to C int")?;
            *place = usize::try_from(value).unwrap_or(0);
        }
        t.interp().gc.thresholds.set(thresholds);
        Ok(())
    }

    /// Return a three-tuple of the current collection counts.
    #[pyfunction]
    fn get_count(t: &Thread) -> PyResult<Ref<Tuple>> {
        let counts = t.interp().gc.counts.get();
        triple(t, [t.heap.young_count.get(), counts[0], counts[1]])
    }

    /// Return a list of dictionaries containing per-generation statistics.
    #[pyfunction]
    fn get_stats(t: &Thread) -> PyResult<Ref<List>> {
        let mut list = Vec::new();
        for stats in t.interp().gc.stats.get() {
            let dict = Dict::new(t)?;
            dict.set_text(t, "collections", stats.collections.into_py(t)?)?;
            dict.set_text(t, "collected", stats.collected.into_py(t)?)?;
            dict.set_text(t, "uncollectable", stats.uncollectable.into_py(t)?)?;
            list.push(dict.into_obj());
        }
        List::from_vec(t, list)
    }

    /// Every followed object that `wanted` chooses.
    fn followed(t: &Thread, mut wanted: impl FnMut(NonNull<Header>) -> bool) -> Vec<Obj> {
        let mut found = Vec::new();
        t.heap.for_each_gc(taipan_vm::memory::heap::OLDEST, |object| {
            // SAFETY: the walk shows live objects.
            if unsafe { object.as_ref() }.has_flag(flag::TRACKED) && wanted(object) {
                found.push(object);
            }
        });
        // SAFETY: nothing was freed since the walk.
        found.into_iter().map(|o| unsafe { Value::from_bits(o.as_ptr() as u64).to_obj() }).collect()
    }

    /// Return a list of objects tracked by the collector (excluding the list returned).
    #[pyfunction(sig = "(generation=None)")]
    fn get_objects(t: &Thread, generation: Option<&Obj>) -> PyResult<Ref<List>> {
        let generation = match generation.filter(|g| !g.is_none()) {
            None => None,
            Some(generation) => {
                match int::index_as_i64(t, generation, "Python int too large to convert to C ssize_t")? {
                    value @ 0..=2 => Some(value as usize),
                    value if value < 0 => return Err(t.value_error("generation parameter cannot be negative")),
                    _ => {
                        return Err(t.value_error(
                            "generation parameter must be less than the number of available generations (3)",
                        ));
                    }
                }
            }
        };
        let objects = followed(t, |object| {
            // SAFETY: the walk shows live objects.
            generation.is_none_or(|g| collector::generation(unsafe { object.as_ref() }) == g)
        });
        List::from_vec(t, objects)
    }

    /// Return the list of objects that directly refer to any of 'objs'.
    #[pyfunction(sig = "(*objs)")]
    fn get_referrers(t: &Thread, objs: &[Obj]) -> PyResult<Ref<List>> {
        let wanted: Vec<NonNull<Header>> = objs.iter().filter_map(|o| o.value().header()).collect();
        let objects = followed(t, |object| {
            let mut refers = false;
            collector::trace(t, object, &mut |child| refers |= wanted.contains(&child));
            refers
        });
        List::from_vec(t, objects)
    }

    /// Return the list of objects that are directly referred to by 'objs'.
    #[pyfunction(sig = "(*objs)")]
    fn get_referents(t: &Thread, objs: &[Obj]) -> PyResult<Ref<List>> {
        let mut found = Vec::new();
        for object in objs {
            let Some(header) = object.value().header() else { continue };
            if !is_collected(object) {
                continue;
            }
            // SAFETY: what a live object owns is alive.
            collector::trace(t, header, &mut |child| {
                // SAFETY: what a live object owns is alive.
                found.push(unsafe { Value::from_bits(child.as_ptr() as u64).to_obj() })
            });
        }
        List::from_vec(t, found)
    }

    fn is_collected(object: &Obj) -> bool {
        object.type_of().has_flag(taipan_vm::object::types::type_flag::HAVE_GC)
    }

    /// Returns true if the object is tracked by the garbage collector.
    #[pyfunction]
    fn is_tracked(_t: &Thread, obj: &Obj) -> bool {
        object_flag(obj, flag::TRACKED)
    }

    /// Returns true if the object has been already finalized by the GC.
    #[pyfunction]
    fn is_finalized(_t: &Thread, obj: &Obj) -> bool {
        object_flag(obj, flag::FINALIZED)
    }

    fn object_flag(obj: &Obj, flag: u32) -> bool {
        obj.header().is_some_and(|h| h.has_flag(flag))
    }

    /// Freeze all current tracked objects and ignore them for future collections.
    #[pyfunction]
    fn freeze(t: &Thread) -> PyResult<()> {
        let mut count = 0usize;
        t.heap.for_each_gc(taipan_vm::memory::heap::OLDEST, |_| count += 1);
        let count = count.into_py(t)?;
        t.interp().registry.borrow_mut().insert(FROZEN, count);
        Ok(())
    }

    /// Unfreeze all objects in the permanent generation.
    #[pyfunction]
    fn unfreeze(t: &Thread) {
        t.interp().registry.borrow_mut().remove(FROZEN);
    }

    /// Return the number of objects in the permanent generation.
    #[pyfunction]
    fn get_freeze_count(t: &Thread) -> Obj {
        t.interp().registry.borrow().get(FROZEN).cloned().unwrap_or(Obj::from_i32(0))
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        let gc = &t.interp().gc;
        for (name, place) in [("garbage", &gc.garbage), ("callbacks", &gc.callbacks)] {
            let list = place.borrow().clone();
            let list = match list {
                Some(list) => list,
                None => List::new(t)?.into_obj(),
            };
            *place.borrow_mut() = Some(list.clone());
            module.set(t, name, list)?;
        }
        for (name, value) in [
            ("DEBUG_STATS", 1),
            ("DEBUG_COLLECTABLE", 2),
            ("DEBUG_UNCOLLECTABLE", 4),
            ("DEBUG_SAVEALL", 32),
            ("DEBUG_LEAK", 38),
        ] {
            module.set(t, name, Obj::from_i32(value))?;
        }
        Ok(())
    }
}
