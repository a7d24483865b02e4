//! Functions on iterables.

#[taipan_macros::pymodule(name = "builtins")]
pub mod module {
    use crate::builtins::list::List;
    use crate::builtins::str::Str;
    use crate::builtins::{float, int, iterators};
    use crate::call::{self, Args};
    use crate::exceptions as exc;
    use crate::object::protocol;
    use crate::object::slots::Comparison;
    use crate::object::value::Obj;
    use crate::thread::{PyResult, Thread};

    /// Return the number of items in a container.
    #[pyfunction(returns = "int", effects = "reads")]
    fn len(t: &Thread, obj: &Obj) -> PyResult<usize> {
        protocol::len(t, obj)
    }

    /// Get an iterator from an object.
    ///
    /// In the first form, the argument must supply its own iterator, or be a sequence.
    /// In the second form, the callable is called until it returns the sentinel.
    #[pyfunction(sig = "(object, sentinel=<unrepresentable>, /)")]
    fn iter(t: &Thread, object: &Obj, sentinel: Option<&Obj>) -> PyResult {
        match sentinel {
            None => protocol::iter(t, object),
            Some(sentinel) => {
                if object.type_of().slots.call.get().is_none() {
                    return Err(t.type_error("iter(v, w): v must be callable"));
                }
                iterators::CallableIterator::new(t, object, sentinel)
            }
        }
    }

    /// Return the next item from the iterator.
    ///
    /// If default is given and the iterator is exhausted,
    /// it is returned instead of raising StopIteration.
    #[pyfunction(sig = "(iterator, default=<unrepresentable>, /)")]
    fn next(t: &Thread, iterator: &Obj, default: Option<&Obj>) -> PyResult {
        if iterator.type_of().slots.next.get().is_none() {
            let class = iterator.type_of().name_text();
            return Err(t.type_error(format!("'{class}' object is not an iterator")));
        }
        t.stop_value.set(None);
        let result = protocol::next(t, iterator);
        let value = t.stop_value.take();
        match (result, default) {
            (Ok(Some(item)), _) => Ok(item),
            (Ok(None), Some(default)) => Ok(default.clone()),
            (Ok(None), None) => Err(t.stop_iteration(value.as_ref())),
            (Err(raised), Some(default)) => t.catch(raised, &exc::STOP_ITERATION).map(|_| default.clone()),
            (Err(raised), None) => Err(raised),
        }
    }

    /// Return True if bool(x) is True for all values x in the iterable.
    ///
    /// If the iterable is empty, return True.
    #[pyfunction(returns = "bool")]
    fn all(t: &Thread, iterable: &Obj) -> PyResult<bool> {
        let iterator = protocol::iter(t, iterable)?;
        while let Some(item) = protocol::next(t, &iterator)? {
            if !protocol::is_true(t, &item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Return True if bool(x) is True for any x in the iterable.
    ///
    /// If the iterable is empty, return False.
    #[pyfunction(returns = "bool")]
    fn any(t: &Thread, iterable: &Obj) -> PyResult<bool> {
        let iterator = protocol::iter(t, iterable)?;
        while let Some(item) = protocol::next(t, &iterator)? {
            if protocol::is_true(t, &item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Return the sum of a 'start' value (default: 0) plus an iterable of numbers
    ///
    /// When the iterable is empty, return the start value.
    /// This function is intended specifically for use with numeric values and may
    /// reject non-numeric types.
    #[pyfunction(sig = "(iterable, /, start=0)")]
    fn sum(t: &Thread, iterable: &Obj, start: Option<&Obj>) -> PyResult {
        let start = start.cloned().unwrap_or_else(|| Obj::from_i32(0));
        if start.downcast::<Str>().is_some() {
            return Err(t.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
        }
        let class = start.type_of();
        if class.has_flag(crate::object::types::type_flag::BYTES_SUBCLASS) {
            return Err(t.type_error("sum() can't sum bytes [use b''.join(seq) instead]"));
        }
        if class.name_text() == "bytearray" {
            return Err(t.type_error("sum() can't sum bytearray [use b''.join(seq) instead]"));
        }
        let iterator = protocol::iter(t, iterable)?;
        let mut total = start;
        // Exact ints are added up in a machine word while they fit.
        if let Some(mut whole) = total.value().as_int() {
            loop {
                let Some(item) = protocol::next(t, &iterator)? else { return int::from_i64(t, whole) };
                let small = item.value().as_int().or(match () {
                    () if item.is_true() => Some(1),
                    () if item.is(&Obj::FALSE) => Some(0),
                    () => None,
                });
                match small.and_then(|n| whole.checked_add(n)) {
                    Some(sum) => whole = sum,
                    None => {
                        let so_far = int::from_i64(t, whole)?;
                        total = protocol::binary(t, taipan_abi::opcodes::BinaryOp::ADD, &so_far, &item)?;
                        break;
                    }
                }
            }
        }
        // Floats are added with compensation (Neumaier), as CPython does since 3.12.
        if total.type_of().is(float::Float::class())
            && let Some(first) = float::value(&total)
        {
            let (mut sum, mut lost) = (first, 0.0f64);
            loop {
                let Some(item) = protocol::next(t, &iterator)? else {
                    return float::from_f64(t, compensated(sum, lost));
                };
                if item.type_of().is(float::Float::class())
                    && let Some(x) = float::value(&item)
                {
                    let next = sum + x;
                    lost += if sum.abs() >= x.abs() { (sum - next) + x } else { (x - next) + sum };
                    sum = next;
                    continue;
                }
                if let Some(n) = item.value().as_int() {
                    sum += n as f64;
                    continue;
                }
                let so_far = float::from_f64(t, compensated(sum, lost))?;
                total = protocol::binary(t, taipan_abi::opcodes::BinaryOp::ADD, &so_far, &item)?;
                break;
            }
        }
        while let Some(item) = protocol::next(t, &iterator)? {
            total = protocol::binary(t, taipan_abi::opcodes::BinaryOp::ADD, &total, &item)?;
        }
        Ok(total)
    }

    fn compensated(sum: f64, lost: f64) -> f64 {
        if lost != 0.0 && lost.is_finite() { sum + lost } else { sum }
    }

    /// min(iterable, *[, default=obj, key=func]) -> value
    /// min(arg1, arg2, *args, *[, key=func]) -> value
    ///
    /// With a single iterable argument, return its smallest item. The
    /// default keyword-only argument specifies an object to return if
    /// the provided iterable is empty.
    /// With two or more positional arguments, return the smallest argument.
    #[pyfunction]
    fn min(t: &Thread, args: Args) -> PyResult {
        extreme(t, args, "min", Comparison::Lt)
    }

    /// max(iterable, *[, default=obj, key=func]) -> value
    /// max(arg1, arg2, *args, *[, key=func]) -> value
    ///
    /// With a single iterable argument, return its biggest item. The
    /// default keyword-only argument specifies an object to return if
    /// the provided iterable is empty.
    /// With two or more positional arguments, return the largest argument.
    #[pyfunction]
    fn max(t: &Thread, args: Args) -> PyResult {
        extreme(t, args, "max", Comparison::Gt)
    }

    fn extreme(t: &Thread, args: Args, name: &str, op: Comparison) -> PyResult {
        if args.is_empty() {
            return Err(t.type_error(format!("{name} expected at least 1 argument, got 0")));
        }
        let keywords = args.keywords();
        for (keyword, _) in keywords.iter() {
            let text = crate::builtins::str::lossy(keyword);
            if text != "key" && text != "default" {
                return Err(t.type_error(format!("{name}() got an unexpected keyword argument '{text}'")));
            }
        }
        let key = keywords.get("key").filter(|k| !k.is_none());
        let default = keywords.get("default");
        let mut best: Option<(Obj, Obj)> = None;
        let mut consider = |item: Obj| -> PyResult<()> {
            let rank = match key {
                Some(key) => call::call1(t, key, &item)?,
                None => item.clone(),
            };
            let better = match &best {
                None => true,
                Some((_, best_rank)) => protocol::rich_compare_bool(t, &rank, best_rank, op)?,
            };
            if better {
                best = Some((item, rank));
            }
            Ok(())
        };
        if args.len() > 1 {
            if default.is_some() {
                return Err(
                    t.type_error(format!("Cannot specify a default for {name}() with multiple positional arguments"))
                );
            }
            for item in args.pos() {
                consider(item.clone())?;
            }
        } else {
            let iterator = protocol::iter(t, &args.pos()[0])?;
            while let Some(item) = protocol::next(t, &iterator)? {
                consider(item)?;
            }
        }
        match (best, default) {
            (Some((item, _)), _) => Ok(item),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Err(t.value_error(format!("{name}() iterable argument is empty"))),
        }
    }

    /// Return a new list containing all items from the iterable in ascending order.
    ///
    /// A custom key function can be supplied to customize the sort order, and the
    /// reverse flag can be set to request the result in descending order.
    #[pyfunction]
    fn sorted(t: &Thread, args: Args) -> PyResult {
        args.check_positional(t, "sorted", 1, 1)?;
        let items = protocol::collect(t, &args.pos()[0])?;
        let list = List::from_vec(t, items)?.into_obj();
        let sort = crate::object::attributes::get(t, &list, &crate::builtins::str::intern(t, "sort")?)?;
        call::call_args(t, &sort, args.skip(1))?;
        Ok(list)
    }

    /// Return an asynchronous iterator of an object.
    #[pyfunction]
    fn aiter(t: &Thread, async_iterable: &Obj) -> PyResult {
        match async_iterable.type_of().slots.aiter.get() {
            Some(aiter) => aiter(t, async_iterable),
            None => {
                let class = async_iterable.type_of().name_text();
                Err(t.type_error(format!("'{class}' object is not an async iterable")))
            }
        }
    }
}
