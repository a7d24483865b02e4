//! Operators, comparisons, subscripts, attributes, text, numbers.

use taipan_abi::opcodes::BinaryOp;

use super::{count, eval, get, in_runtime, module, owned, raised, repr, run, text};
use crate::builtins::float::Float;
use crate::object::value::{Obj, Value};

#[test]
fn operators() {
    in_runtime(|t| {
        let (a, b) = (eval(t, "[1]"), eval(t, "[2]"));
        let before = (count(&a), count(&b));
        let sum = owned(t, run!(arith::binary_op(t, a, b, BinaryOp::ADD as i64)));
        assert_eq!(repr(t, &sum), "[1, 2]");
        assert!(run!(arith::binary_op(t, a, Obj::from_i32(1), BinaryOp::ADD as i64)).is_null());
        raised(t, "TypeError", "can only concatenate list (not \"int\") to list");
        assert!(run!(arith::binary_op(t, a, b, 999)).is_null());
        raised(t, "SystemError", "unknown binary operator");
        assert_eq!((count(&a), count(&b)), before);

        let big = owned(t, run!(arith::negative(t, eval(t, "-2 ** 62"))));
        assert_eq!(repr(t, &big), "4611686018427387904");
        assert!(run!(arith::invert(t, eval(t, "1.5"))).is_null());
        raised(t, "TypeError", "bad operand type for unary ~: 'float'");
        assert_eq!(run!(arith::float_floor_divide(t, -7.0, 2.0)), -4.0);
        assert_eq!(run!(arith::float_remainder(t, -7.0, 2.0)), 1.0);
    });
}

#[test]
fn comparisons_and_truth() {
    in_runtime(|t| {
        let (a, b) = (eval(t, "''.join(['x'] * 30)"), eval(t, "''.join(['x'] * 30)"));
        assert_eq!(run!(arith::str_equal(t, a, b)), 1);
        assert_eq!(run!(arith::str_equal(t, a, Obj::NONE)), 0);
        assert_eq!(run!(arith::compare_truth(t, a, b, 2)), 1);
        assert_eq!(run!(arith::compare_truth(t, a, b, 3)), 0);
        assert_eq!(run!(arith::compare_truth(t, a, Obj::NONE, 0)), -1);
        raised(t, "TypeError", "'<' not supported between instances of 'str' and 'NoneType'");
        assert!(owned(t, run!(arith::compare(t, a, b, 2 << 5))).is_true());
        assert_eq!(run!(arith::contains(t, text(t, "x"), a)), 1);
        assert_eq!(run!(arith::contains(t, a, Obj::NONE)), -1);
        raised(t, "TypeError", "argument of type 'NoneType' is not a container or iterable");
        assert_eq!(run!(arith::is_true(t, eval(t, "{}"))), 0);
        assert_eq!((count(&a), count(&b)), (1, 1));
    });
}

#[test]
fn subscripts() {
    in_runtime(|t| {
        let globals = module(t, "d = {'k': [7]}\nl = [1, 2, 3]\nk = 'k'");
        let (d, l, k) = (get(t, &globals, "d"), get(t, &globals, "l"), get(t, &globals, "k"));
        let before = (count(&d), count(&l));
        assert_eq!(repr(t, &owned(t, run!(arith::dict_get(t, d, k)))), "[7]");
        assert!(run!(arith::dict_get(t, d, Obj::NONE)).is_null());
        raised(t, "KeyError", "None");
        assert!(run!(arith::dict_get(t, Value::UNBOUND, k)).is_null());
        raised(t, "SystemError", "an operand of compiled code has the wrong class");
        assert_eq!(run!(arith::dict_set(t, d, Obj::NONE, l)), 0);
        assert_eq!(run!(arith::dict_set(t, d, l, l)), -1);
        raised(t, "TypeError", "cannot use 'list' as a dict key (unhashable type: 'list')");
        assert_eq!(run!(arith::del_item(t, d, Obj::NONE)), 0);
        assert_eq!(run!(arith::del_item(t, d, Obj::NONE)), -1);
        raised(t, "KeyError", "None");
        assert_eq!((count(&d), count(&l)), before);

        assert!(owned(t, run!(arith::get_item(t, l, Obj::from_i32(-1)))).is(&Obj::from_i32(3)));
        assert_eq!(run!(arith::set_item(t, l, Obj::from_i32(3), Obj::NONE)), -1);
        raised(t, "IndexError", "list assignment index out of range");
        let part = owned(t, run!(slice::get_slice(t, l, Obj::from_i32(1), Obj::NONE)));
        assert_eq!(repr(t, &part), "[2, 3]");
        assert_eq!(run!(slice::set_slice(t, part, l, Obj::NONE, Obj::from_i32(2))), 0);
        assert_eq!(repr(t, &l), "[2, 3, 3]");
        assert_eq!(run!(slice::set_slice(t, Obj::NONE, l, Obj::NONE, Obj::NONE)), -1);
        raised(t, "TypeError", "must assign iterable to extended slice");

        let word = eval(t, "'aé€'");
        assert_eq!(repr(t, &owned(t, run!(arith::str_index(t, word, -1)))), "'€'");
        assert!(run!(arith::str_index(t, word, 3)).is_null());
        raised(t, "IndexError", "string index out of range");
        assert_eq!(repr(t, &owned(t, run!(arith::str_concat(t, word, word)))), "'aé€aé€'");
    });
}

#[test]
fn attributes_and_methods() {
    in_runtime(|t| {
        let source = "class C:\n  def m(self): return 1\nc = C()\nc.x = c2 = C()\nclass D(C):\n  pass\nd = D()\nimport_super = super";
        let globals = module(t, source);
        let c = get(t, &globals, "c");
        let before = count(&c);
        let x = text(t, "x");
        assert!(owned(t, run!(attr::get_attr(t, c, x))).is(&get(t, &globals, "c2")));
        assert!(run!(attr::get_attr(t, c, text(t, "nothing"))).is_null());
        raised(t, "AttributeError", "'C' object has no attribute 'nothing'");
        assert_eq!(run!(attr::set_attr(t, c, x, Obj::NONE)), 0);
        assert_eq!(run!(attr::del_attr(t, c, x)), 0);
        assert_eq!(run!(attr::del_attr(t, c, x)), -1);
        raised(t, "AttributeError", "'C' object has no attribute 'x'");

        let no_frame = std::ptr::null_mut::<crate::interpreter::frame::Frame>();
        let method = owned(t, run!(attr::get_method(t, no_frame, c, text(t, "m"))));
        assert_eq!(method.type_of().name_text(), "function");
        assert!(owned(t, run!(attr::method_receiver(t, c))).is(&c));
        assert_eq!(run!(attr::set_attr(t, c, x, method)), 0);
        drop(owned(t, run!(attr::get_method(t, no_frame, c, x))));
        assert!(run!(attr::method_receiver(t, c)).is_null());
        assert_eq!(run!(attr::del_attr(t, c, x)), 0);

        let (super_class, d) = (get(t, &globals, "import_super"), get(t, &globals, "d"));
        let class = get(t, &globals, "D");
        let m = text(t, "m");
        let found = owned(t, run!(attr::super_attr(t, no_frame, super_class, class, d, m, 1)));
        assert!(found.is(&method));
        assert!(owned(t, run!(attr::method_receiver(t, d))).is(&d));
        let found = owned(t, run!(attr::super_attr(t, no_frame, super_class, class, d, m, 0)));
        assert_eq!(found.type_of().name_text(), "method");
        assert!(run!(attr::super_attr(t, no_frame, super_class, class, d, text(t, "no"), 1)).is_null());
        raised(t, "AttributeError", "'super' object has no attribute 'no'");
        assert!(run!(attr::load_special(t, no_frame, c, 0)).is_null());
        let message = "'C' object does not support the context manager protocol (missed __enter__ method)";
        raised(t, "TypeError", message);
        assert_eq!(count(&c), before);
    });
}

#[test]
fn strings_are_formatted_and_joined() {
    in_runtime(|t| {
        let (value, spec) = (eval(t, "3.14159 + 0"), text(t, ".2f"));
        assert_eq!(repr(t, &owned(t, run!(text::format_with_spec(t, value, spec)))), "'3.14'");
        let plain = owned(t, run!(text::format_simple(t, value)));
        assert_eq!(repr(t, &owned(t, run!(text::build_string(t; &[plain.clone(), spec.clone()])))), "'3.14159.2f'");
        assert!(run!(text::build_string(t; &[Obj::NONE])).is_null());
        raised(t, "SystemError", "BUILD_STRING of what is not a str");
        assert_eq!(repr(t, &owned(t, run!(text::convert_value(t, plain, 2)))), "\"'3.14159'\"");
        assert!(run!(text::format_with_spec(t, Obj::NONE, spec)).is_null());
        raised(t, "TypeError", "unsupported format string passed to NoneType.__format__");
        assert_eq!(count(&plain), 1);
    });
}

#[test]
fn numbers_without_immediate_form_are_boxed() {
    in_runtime(|t| {
        let boxed = |value: i64| owned(t, run!(object::box_big_int(t, value)));
        assert_eq!(repr(t, &boxed(i64::MIN)), "-9223372036854775808");
        assert!(boxed(5).is(&Obj::from_i32(5)));
        let float = |value: f64| owned(t, run!(arith::box_heap_float(t, value)));
        assert!(super::is::<Float>(&float(f64::NAN)));
        for value in [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, 1.5] {
            assert_eq!(float(value).value().as_immediate_float().map(f64::to_bits), Some(value.to_bits()));
        }
    });
}
