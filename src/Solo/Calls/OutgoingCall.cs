using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call on its way through the outgoing filters to its grain.</summary>
internal sealed class OutgoingCall<T>(GrainCall<T> call, IOutgoingGrainCallFilter[] filters, Func<GrainCall<T>, Task<T>> dispatch) : IOutgoingGrainCallContext
{
    private int _next;

    public IInvokable Request => call;

    public object Grain => call.Target;

    public GrainId? SourceId => call.Source?.GrainId;

    public GrainId TargetId => call.Target.GrainId;

    public GrainInterfaceType InterfaceType => call.Target.InterfaceType;

    public string InterfaceName => call.Method.Interface.Name;

    public string MethodName => call.Method.Info.Name;

    public MethodInfo InterfaceMethod => call.Method.Info;

    public IGrainContext? SourceContext => call.Source;

    public object? Result { get; set; }

    public async Task Invoke()
    {
        var index = _next++;
        if (index < filters.Length)
        {
            await filters[index].Invoke(this);
            return;
        }

        var result = await dispatch(call);
        Result = result is NoResult ? null : result;
    }

    internal async Task<T> RunAsync()
    {
        await Invoke();
        return typeof(T) == typeof(NoResult) ? default! : (T)Result!;
    }
}
