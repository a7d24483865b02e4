//! Sums, products, distances.

#[taipan_macros::pymodule(name = "math")]
pub mod module {
    use pymath::math;
    use taipan_abi::opcodes::BinaryOp;
    use taipan_vm::builtins::float;
    use taipan_vm::builtins::int;
    use taipan_vm::object::protocol;
    use taipan_vm::object::value::Obj;
    use taipan_vm::thread::{PyResult, Thread};

    /// The floats of an iterable.
    fn floats(t: &Thread, iterable: &Obj) -> PyResult<Vec<f64>> {
        let mut values = Vec::new();
        protocol::for_each(t, iterable, |item| {
            values.push(float::as_f64(t, &item)?);
            Ok(())
        })?;
        Ok(values)
    }

    /// Return an accurate floating-point sum of values in the iterable seq.
    #[pyfunction(returns = "float")]
    fn fsum(t: &Thread, seq: &Obj) -> PyResult<f64> {
        let values = floats(t, seq)?;
        math::fsum(values).map_err(|error| match error {
            pymath::Error::EDOM => t.value_error("-inf + inf in fsum"),
            pymath::Error::ERANGE => t.overflow_error("intermediate overflow in fsum"),
        })
    }

    /// Calculate the product of all the elements in the input iterable.
    #[pyfunction(sig = "(iterable, /, *, start=None)")]
    fn prod(t: &Thread, iterable: &Obj, start: Option<&Obj>) -> PyResult {
        let mut product = start.cloned().unwrap_or(Obj::from_i32(1));
        protocol::for_each(t, iterable, |item| {
            product = match (product.value().as_immediate_float(), item.value().as_immediate_float()) {
                (Some(a), Some(b)) => float::from_f64(t, a * b)?,
                _ => protocol::binary(t, BinaryOp::MULTIPLY, &product, &item)?,
            };
            Ok(())
        })?;
        Ok(product)
    }

    /// Return the sum of products of values from two iterables p and q.
    #[pyfunction(sig = "(p, q, /)")]
    fn sumprod(t: &Thread, p: &Obj, q: &Obj) -> PyResult {
        let (first, second) = (protocol::iter(t, p)?, protocol::iter(t, q)?);
        let mut total = Obj::from_i32(0);
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        // Floats (and ints among them) are summed without rounding in between.
        let mut in_floats = false;
        let settle = |total: Obj, xs: &mut Vec<f64>, ys: &mut Vec<f64>| -> PyResult {
            if xs.is_empty() {
                return Ok(total);
            }
            let sum = math::sumprod(xs, ys).unwrap_or(f64::NAN);
            xs.clear();
            ys.clear();
            protocol::binary(t, BinaryOp::ADD, &total, &float::from_f64(t, sum)?)
        };
        loop {
            let (a, b) = match (protocol::next(t, &first)?, protocol::next(t, &second)?) {
                (Some(a), Some(b)) => (a, b),
                (None, None) => break,
                _ => return Err(t.value_error("Inputs are not the same length")),
            };
            let is_float = |o: &Obj| o.type_of().is(float_class());
            let number = |o: &Obj| if is_float(o) { float::value(o) } else { int::number(o).and_then(small_float) };
            if (is_float(&a) || is_float(&b))
                && let (Some(x), Some(y)) = (number(&a), number(&b))
            {
                in_floats = true;
                xs.push(x);
                ys.push(y);
                continue;
            }
            if in_floats {
                total = settle(total, &mut xs, &mut ys)?;
                in_floats = false;
            }
            let product = protocol::binary(t, BinaryOp::MULTIPLY, &a, &b)?;
            total = protocol::binary(t, BinaryOp::ADD, &total, &product)?;
        }
        settle(total, &mut xs, &mut ys)
    }

    fn float_class() -> &'static taipan_vm::object::types::Type {
        use taipan_vm::object::types::NativeType;
        float::Float::static_type()
    }

    fn small_float(number: taipan_vm::numeric::int::IntRef) -> Option<f64> {
        number.to_i64().map(|value| value as f64)
    }

    /// Return the Euclidean distance between two points p and q.
    #[pyfunction(sig = "(p, q, /)", returns = "float")]
    fn dist(t: &Thread, p: &Obj, q: &Obj) -> PyResult<f64> {
        let (p, q) = (protocol::collect(t, p)?, protocol::collect(t, q)?);
        if p.len() != q.len() {
            return Err(t.value_error("both points must have the same number of dimensions"));
        }
        let convert = |items: &[Obj]| items.iter().map(|item| float::as_f64(t, item)).collect::<PyResult<Vec<f64>>>();
        Ok(math::dist(&convert(&p)?, &convert(&q)?))
    }

    /// Multidimensional Euclidean distance from the origin to a point.
    #[pyfunction(sig = "(*coordinates)", returns = "float")]
    fn hypot(t: &Thread, coordinates: &[Obj]) -> PyResult<f64> {
        let values = coordinates.iter().map(|item| float::as_f64(t, item)).collect::<PyResult<Vec<f64>>>()?;
        Ok(math::hypot(&values))
    }
}
