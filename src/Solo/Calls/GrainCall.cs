using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>
/// One request: its method and arguments, whom it is for, and the answer that its caller waits for. The classes for the methods of grain
/// interfaces are made by <see cref="ProxyEmitter"/>, with the arguments in fields.
/// </summary>
internal abstract class GrainCall : CallFrame, IInvokable
{
    /// <summary>The token that the grain's method gets.</summary>
    internal CancellationToken Cancellation;

    internal override GrainCall? Call => this;

    internal MethodShape Method { get; set; } = null!;

    internal GrainReference Target { get; set; } = null!;

    /// <summary>The activation in whose turn the call was made, if one.</summary>
    internal IGrainContext? Source { get; set; }

    /// <summary>The request that waits for this one; none if nobody waits, and none any more once this one is answered.</summary>
    internal GrainCall? Parent { get; set; }

    /// <summary>The grain's task, once it has been started and has not completed at once.</summary>
    internal Task? Running { get; set; }

    /// <summary>The time on the clock when the caller gives up.</summary>
    internal long Deadline { get; set; }

    internal TimeoutQueue? WatchedBy { get; set; }

    internal GrainCall? NextWatched { get; set; }

    internal GrainCall? PreviousWatched { get; set; }

    internal virtual bool Interleaves => Method.Interleaves;

    internal virtual bool ReadOnly => Method.ReadOnly;

    /// <summary>Whether the call counts as use of the activation, so that it is not idle.</summary>
    internal virtual bool KeepsAlive => true;

    /// <summary>Whether it moves to the next activation if this one ends before its turn.</summary>
    internal virtual bool Forwards => true;

    /// <summary>Whether nobody waits for the answer.</summary>
    internal virtual bool OneWay => Method.OneWay;

    /// <summary>Whether its caller gives up after the response timeout.</summary>
    internal virtual bool TimesOut => !OneWay;

    /// <summary>Whether call filters see it, and limits count it.</summary>
    internal virtual bool FromCaller => true;

    internal virtual string Name => Method.Name;

    /// <summary>How often it was passed on by an activation that ended before it had served anything.</summary>
    internal int Forwarded { get; set; }

    /// <summary>Whether the caller has its answer, which may be that it no longer waits.</summary>
    internal abstract bool IsAnswered { get; }

    /// <summary>The caller's registration on its token.</summary>
    internal CancellationTokenRegistration Registration { get; set; }

    /// <summary>Calls the grain. The task is null only if the grain's method returned null.</summary>
    internal abstract Task? Invoke(object grain);

    /// <summary>Answers with the outcome of a completed task of this call.</summary>
    internal abstract void Answer(Task outcome);

    /// <summary>Answers with an exception; <see langword="false"/> if there is nobody to answer.</summary>
    internal abstract bool Fail(Exception exception);

    /// <summary>Answers that the caller cancelled.</summary>
    internal abstract void Cancel(CancellationToken token);

    /// <summary>The result of a completed task of this call, boxed, for filters.</summary>
    internal abstract object? ResultOf(Task completed);

    /// <summary>Calls the grain through its filters; the task is of this call's type.</summary>
    internal abstract Task InvokeThrough(IncomingCall filters);

    /// <summary>The object whose fields hold the arguments.</summary>
    protected virtual object ArgumentHolder => this;

    /// <summary>To be called once, when it is answered.</summary>
    protected void Answered()
    {
        // Frames of code that outlives its request must not keep the requests before it in memory.
        Parent = null;
        WatchedBy?.Remove(this);
        Registration.Dispose();
    }

    bool IInvokable.IsCancellable => Method.IsCancellable;

    int IInvokable.GetArgumentCount() => Method.Arguments.Length;

    object? IInvokable.GetArgument(int index) => Method.Arguments[index].GetValue(ArgumentHolder);

    void IInvokable.SetArgument(int index, object value) => Method.Arguments[index].SetValue(ArgumentHolder, value);

    CancellationToken IInvokable.GetCancellationToken() => Cancellation;

    string IInvokable.GetInterfaceName() => Method.Interface.Name;

    Type IInvokable.GetInterfaceType() => Method.Interface;

    MethodInfo IInvokable.GetMethod() => Method.Info;

    string IInvokable.GetMethodName() => Method.Info.Name;

    TimeSpan? IInvokable.GetDefaultResponseTimeout() => Method.ResponseTimeout;
}
