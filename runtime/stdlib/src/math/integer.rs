//! Functions of integers: divisors, roots, counting.

#[taipan_macros::pymodule(name = "math")]
pub mod module {
    use taipan_vm::builtins::int::{self, operation_error};
    use taipan_vm::numeric::int::{Int, IntRef};
    use taipan_vm::numeric::int_ops;
    use taipan_vm::object::value::Obj;
    use taipan_vm::thread::{PyResult, Raised, Thread};

    /// The number of an object that can be an index.
    fn number_of(t: &Thread, object: &Obj) -> PyResult<Int> {
        let object = int::index(t, object)?;
        match int::number(&object) {
            Some(number) => Ok(number.to_int()),
            None => Err(t.type_error("an integer is required")),
        }
    }

    fn multiply(t: &Thread, a: &Int, b: &Int) -> PyResult<Int> {
        int_ops::mul(a.as_ref(), b.as_ref()).map_err(|error| operation_error(t, error))
    }

    fn divide(t: &Thread, a: &Int, b: &Int) -> PyResult<Int> {
        int_ops::floor_div(a.as_ref(), b.as_ref()).ok_or_else(|| t.zero_division("division by zero"))
    }

    /// Greatest Common Divisor.
    #[pyfunction(sig = "(*integers)", returns = "int")]
    fn gcd(t: &Thread, integers: &[Obj]) -> PyResult {
        let mut result = Int::Small(0);
        for object in integers {
            let number = number_of(t, object)?;
            if result != Int::Small(1) {
                result = int_ops::gcd(result.as_ref(), number.as_ref());
            }
        }
        int::from_number(t, result)
    }

    /// Least Common Multiple.
    #[pyfunction(sig = "(*integers)", returns = "int")]
    fn lcm(t: &Thread, integers: &[Obj]) -> PyResult {
        let mut result = Int::Small(1);
        for object in integers {
            let number = number_of(t, object)?;
            if result == Int::Small(0) {
                continue;
            }
            if number == Int::Small(0) {
                result = number;
                continue;
            }
            let common = int_ops::gcd(result.as_ref(), number.as_ref());
            let part = divide(t, &result, &common)?;
            result = int_ops::abs(multiply(t, &part, &number)?.as_ref());
        }
        int::from_number(t, result)
    }

    /// Return the integer part of the square root of the input.
    #[pyfunction(returns = "int")]
    fn isqrt(t: &Thread, n: &Obj) -> PyResult {
        let number = number_of(t, n)?;
        match int_ops::isqrt(number.as_ref()) {
            Some(root) => int::from_number(t, root),
            None => Err(t.value_error("isqrt() argument must be nonnegative")),
        }
    }

    /// The product `from * (from + 1) * … * to`, by halves.
    fn product(t: &Thread, from: u64, to: u64) -> PyResult<Int> {
        if from > to {
            return Ok(Int::Small(1));
        }
        if to - from < 8 {
            let mut result = Int::Small(1);
            let mut word: u64 = 1;
            for factor in from..=to {
                match word.checked_mul(factor) {
                    Some(next) => word = next,
                    None => {
                        result = multiply(t, &result, &Int::from(word))?;
                        word = factor;
                    }
                }
            }
            return multiply(t, &result, &Int::from(word));
        }
        let middle = from + (to - from) / 2;
        multiply(t, &product(t, from, middle)?, &product(t, middle + 1, to)?)
    }

    fn factorial_of(t: &Thread, n: &Obj) -> PyResult {
        let number = number_of(t, n)?;
        if number.as_ref().is_negative() {
            return Err(t.value_error("factorial() not defined for negative values"));
        }
        match number.as_ref().to_i64() {
            Some(n) => int::from_number(t, product(t, 2, n as u64)?),
            None => Err(t.overflow_error("factorial() argument should not exceed 9223372036854775807")),
        }
    }

    /// Find n!.
    #[pyfunction(returns = "int")]
    fn factorial(t: &Thread, n: &Obj) -> PyResult {
        factorial_of(t, n)
    }

    #[cold]
    fn negative(t: &Thread, name: &str) -> Raised {
        t.value_error(format!("{name} must be a non-negative integer"))
    }

    /// `n * (n - 1) * … * (n - k + 1)`.
    fn falling(t: &Thread, n: &Int, k: i64) -> PyResult<Int> {
        if let Some(n) = n.as_ref().to_i64() {
            let n = n as u64;
            return product(t, n - k as u64 + 1, n);
        }
        let mut result = Int::Small(1);
        for i in 0..k {
            let factor = int_ops::sub(n.as_ref(), IntRef::Small(i));
            result = multiply(t, &result, &factor)?;
        }
        Ok(result)
    }

    /// Number of ways to choose k items from n items without repetition and with order.
    #[pyfunction(sig = "(n, k=None, /)", returns = "int")]
    fn perm(t: &Thread, n: &Obj, k: Option<&Obj>) -> PyResult {
        let Some(k) = k.filter(|k| !k.is_none()) else { return factorial_of(t, n) };
        let (n, k) = (number_of(t, n)?, number_of(t, k)?);
        if n.as_ref().is_negative() {
            return Err(negative(t, "n"));
        }
        if k.as_ref().is_negative() {
            return Err(negative(t, "k"));
        }
        if n.as_ref() < k.as_ref() {
            return Ok(Obj::from_i32(0));
        }
        match k.as_ref().to_i64() {
            Some(0) => Ok(Obj::from_i32(1)),
            Some(k) => int::from_number(t, falling(t, &n, k)?),
            None => Err(t.overflow_error("k must not exceed 9223372036854775807")),
        }
    }

    /// The binomial coefficient, by halves of k so that numbers stay small.
    fn choose(t: &Thread, n: &Int, k: i64) -> PyResult<Int> {
        if k == 0 {
            return Ok(Int::Small(1));
        }
        if k <= 24 {
            let top = falling(t, n, k)?;
            return divide(t, &top, &product(t, 2, k as u64)?);
        }
        // C(n, k) = C(n, j) * C(n - j, k - j) / C(k, j)
        let j = k / 2;
        let first = choose(t, n, j)?;
        let rest = int_ops::sub(n.as_ref(), IntRef::Small(j));
        let second = choose(t, &rest, k - j)?;
        let divisor = choose(t, &Int::Small(k), j)?;
        divide(t, &multiply(t, &first, &second)?, &divisor)
    }

    /// Number of ways to choose k items from n items without repetition and without order.
    #[pyfunction(sig = "(n, k, /)", returns = "int")]
    fn comb(t: &Thread, n: &Obj, k: &Obj) -> PyResult {
        let (n, k) = (number_of(t, n)?, number_of(t, k)?);
        if n.as_ref().is_negative() {
            return Err(negative(t, "n"));
        }
        if k.as_ref().is_negative() {
            return Err(negative(t, "k"));
        }
        let other = int_ops::sub(n.as_ref(), k.as_ref());
        if other.as_ref().is_negative() {
            return Ok(Obj::from_i32(0));
        }
        let least = if other.as_ref() < k.as_ref() { other } else { k };
        match least.as_ref().to_i64() {
            Some(k) => int::from_number(t, choose(t, &n, k)?),
            None => Err(t.overflow_error("min(n - k, k) must not exceed 9223372036854775807")),
        }
    }
}
