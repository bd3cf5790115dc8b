namespace Orleans.Runtime;

/// <summary>
/// What flows with the code of one request, over its awaits: the <see cref="RequestContext"/> and the request itself, so that a call made
/// from it knows whom it is made for. Never changes; <see cref="RequestContext"/> puts another in its place.
/// </summary>
internal class CallFrame
{
    private static readonly AsyncLocal<CallFrame?> Ambient = new();

    internal static CallFrame? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Shared between frames, so never changed in place.</summary>
    internal Dictionary<string, object>? Values { get; set; }

    internal virtual GrainCall? Call => null;
}

/// <summary>The frame of a request whose context was changed on the way.</summary>
internal sealed class ChangedFrame(GrainCall? call) : CallFrame
{
    internal override GrainCall? Call { get; } = call;
}
