//! `_types`: the interpreter's own types, for the `types` module.

#[taipan_macros::pymodule(name = "_types")]
pub mod module {
    use taipan_vm::builtins as b;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::exceptions::traceback::Traceback;
    use taipan_vm::object::types::Type;
    use taipan_vm::thread::{PyResult, Thread};

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        let types: [(&str, &Type); 26] = [
            ("AsyncGeneratorType", b::generator::class::AsyncGenerator::class()),
            ("BuiltinFunctionType", b::native::NativeFunction::class()),
            ("BuiltinMethodType", b::native::NativeFunction::class()),
            ("CellType", b::cell::Cell::class()),
            ("ClassMethodDescriptorType", b::native::ClassMethodDescriptor::class()),
            ("CodeType", b::code::Code::class()),
            ("CoroutineType", b::generator::class::Coroutine::class()),
            ("EllipsisType", b::singletons::EllipsisType::class()),
            ("FrameType", b::frame_object::FrameObject::class()),
            ("FunctionType", b::function::Function::class()),
            ("GeneratorType", b::generator::Generator::class()),
            ("GenericAlias", b::generic_alias::GenericAlias::class()),
            ("GetSetDescriptorType", b::native::GetSet::class()),
            ("LambdaType", b::function::Function::class()),
            ("MappingProxyType", b::mapping::MappingProxy::class()),
            ("MemberDescriptorType", b::native::Member::class()),
            ("MethodDescriptorType", b::native::MethodDescriptor::class()),
            ("MethodType", b::function::BoundMethod::class()),
            ("MethodWrapperType", b::native::MethodWrapper::class()),
            ("ModuleType", Module::class()),
            ("NoneType", b::singletons::NoneType::class()),
            ("NotImplementedType", b::singletons::NotImplementedType::class()),
            ("SimpleNamespace", b::namespace::SimpleNamespace::class()),
            ("TracebackType", Traceback::class()),
            ("UnionType", b::generic_alias::Union::class()),
            ("WrapperDescriptorType", b::native::SlotWrapper::class()),
        ];
        for (name, class) in types {
            module.set(t, name, class.borrowed_obj().clone())?;
        }
        Ok(())
    }
}
