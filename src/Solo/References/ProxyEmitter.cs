using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>
/// Makes the classes behind a grain interface: the reference that implements it, and for each method a <see cref="GrainCall"/> with the
/// arguments in fields. A call costs one small object and boxes nothing.
/// </summary>
internal static class ProxyEmitter
{
    private const MethodAttributes Implementing = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot;
    private const MethodAttributes Overriding = MethodAttributes.Assembly | MethodAttributes.Virtual | MethodAttributes.HideBySig;
    private const BindingFlags Internal = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance;

    internal static Type Emit(InterfaceShape shape)
    {
        var module = DefineModule(shape);
        var type = module.DefineType($"{shape.Interface.Name}Reference", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference), [shape.Interface]);
        DefineConstructor(type);
        for (var index = 0; index < shape.Methods.Length; index++)
        {
            var method = shape.Methods[index];
            var answer = Answer.Of(method.Info);
            var call = DefineCall(module, method, answer, $"{method.Info.Name}Call{index}");
            method.Arguments = [.. Enumerable.Range(0, ArgumentCount(method.Info)).Select(position => call.GetField($"Argument{position}", Internal)!)];
            DefineMethod(type, method.Info, index, answer, call);
        }

        return type.CreateType();
    }

    private static ModuleBuilder DefineModule(InterfaceShape shape)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"Orleans.References.{shape.Interface.Name}"), AssemblyBuilderAccess.Run);

        // Grain interfaces and their messages may be internal to their assemblies, as they may be where a source generator makes these classes.
        var constructor = typeof(IgnoresAccessChecksToAttribute).GetConstructors().Single();
        foreach (var name in shape.Methods.SelectMany(method => TypesOf(method.Info)).Append(shape.Interface).Append(typeof(GrainReference))
            .Select(type => type.Assembly.GetName().Name!).Distinct(StringComparer.Ordinal))
        {
            assembly.SetCustomAttribute(new CustomAttributeBuilder(constructor, [name]));
        }

        return assembly.DefineDynamicModule("References");
    }

    private static IEnumerable<Type> TypesOf(MethodInfo method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType).Append(method.DeclaringType!).SelectMany(Flatten);

    private static IEnumerable<Type> Flatten(Type type) =>
        type.GetGenericArguments().Concat(type.GetElementType() is { } element ? [element] : []).SelectMany(Flatten).Append(type);

    private static int ArgumentCount(MethodInfo method) => method.GetParameters().Count(parameter => parameter.ParameterType != typeof(CancellationToken));

    private static void DefineConstructor(TypeBuilder type)
    {
        var inherited = typeof(GrainReference).GetConstructors(Internal).Single();
        Type[] parameters = [.. inherited.GetParameters().Select(parameter => parameter.ParameterType)];
        var il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, parameters).GetILGenerator();
        for (var index = 0; index <= parameters.Length; index++)
        {
            il.Emit(OpCodes.Ldarg, index);
        }

        il.Emit(OpCodes.Call, inherited);
        il.Emit(OpCodes.Ret);
    }

    /// <summary><c>Send(index, new Call { Argument0 = a, … }, token)</c>.</summary>
    private static void DefineMethod(TypeBuilder type, MethodInfo method, int index, Answer answer, Type call)
    {
        var parameters = method.GetParameters();
        var definition = type.DefineMethod(method.Name, Implementing, method.ReturnType, [.. parameters.Select(parameter => parameter.ParameterType)]);
        var il = definition.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Newobj, call.GetConstructor(Type.EmptyTypes)!);
        var argument = 0;
        for (var position = 0; position < parameters.Length; position++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, position + 1);
            il.Emit(OpCodes.Stfld, parameters[position].ParameterType == typeof(CancellationToken) ? answer.Token : call.GetField($"Argument{argument++}", Internal)!);
        }

        il.Emit(OpCodes.Call, answer.Send);
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(definition, method);
    }

    /// <summary>A class with a field for each argument, and an override that calls the method with them.</summary>
    private static Type DefineCall(ModuleBuilder module, MethodShape shape, Answer answer, string name)
    {
        var type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed, answer.CallType);
        type.DefineDefaultConstructor(MethodAttributes.Public);
        var invoke = answer.Invoke;
        var il = type.DefineMethod(invoke.Name, Overriding, invoke.ReturnType, [typeof(object)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, shape.Interface);
        var argument = 0;
        foreach (var parameter in shape.Info.GetParameters())
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, parameter.ParameterType == typeof(CancellationToken)
                ? answer.Token
                : type.DefineField($"Argument{argument++}", parameter.ParameterType, FieldAttributes.Public));
        }

        il.Emit(OpCodes.Callvirt, shape.Info);
        if (answer.Convert is { } convert)
        {
            if (!convert.IsStatic)
            {
                var value = il.DeclareLocal(shape.Info.ReturnType);
                il.Emit(OpCodes.Stloc, value);
                il.Emit(OpCodes.Ldloca, value);
            }

            il.Emit(OpCodes.Call, convert);
        }

        il.Emit(OpCodes.Ret);
        return type.CreateType();
    }

    /// <summary>The kind of answer that a method gives: which call class it needs and how a reference sends it.</summary>
    /// <param name="CallType">What the method's call class derives from.</param>
    /// <param name="Invoke">What it overrides.</param>
    /// <param name="Convert">Makes a task of what the method returns, where that is none.</param>
    /// <param name="Send">The method of <see cref="GrainReference"/> that sends it.</param>
    private sealed record Answer(Type CallType, MethodInfo Invoke, MethodInfo? Convert, MethodInfo Send)
    {
        internal FieldInfo Token { get; } = CallType.GetField(nameof(GrainCall.Cancellation), Internal)!;

        internal static Answer Of(MethodInfo method)
        {
            var returned = method.ReturnType;
            var open = returned.IsGenericType ? returned.GetGenericTypeDefinition() : returned;
            var result = returned.IsGenericType ? returned.GetGenericArguments()[0] : typeof(NoResult);
            return open switch
            {
                _ when open == typeof(Task) => Make(nameof(GrainReference.SendTask)),
                _ when open == typeof(Task<>) => Make(nameof(GrainReference.SendTaskOf)),
                _ when open == typeof(ValueTask) => Make(nameof(GrainReference.SendValueTask), returned.GetMethod(nameof(ValueTask.AsTask))),
                _ when open == typeof(ValueTask<>) => Make(nameof(GrainReference.SendValueTaskOf), returned.GetMethod(nameof(ValueTask.AsTask))),
                _ when open == typeof(void) => Make(nameof(GrainReference.SendVoid), typeof(Task).GetProperty(nameof(Task.CompletedTask))!.GetMethod),
                _ when open == typeof(IAsyncEnumerable<>) => MakeStream(),
                _ => throw new NotSupportedException($"{method.DeclaringType}.{method.Name} returns {returned}: a grain's methods return tasks, value tasks or asynchronous sequences."),
            };

            Answer Make(string send, MethodInfo? convert = null)
            {
                var type = typeof(GrainCall<>).MakeGenericType(result);
                return new(type, type.GetMethod(nameof(GrainCall.Invoke), Internal)!, convert, Sender(send));
            }

            Answer MakeStream()
            {
                var type = typeof(StreamCall<>).MakeGenericType(result);
                return new(type, type.GetMethod(nameof(StreamCall<>.Open), Internal)!, Convert: null, Sender(nameof(GrainReference.SendStream)));
            }

            MethodInfo Sender(string send)
            {
                var sender = typeof(GrainReference).GetMethod(send, Internal)!;
                return sender.IsGenericMethodDefinition ? sender.MakeGenericMethod(result) : sender;
            }
        }
    }
}
