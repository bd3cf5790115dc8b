using System.ComponentModel;

namespace Orleans.Runtime;

/// <summary>
/// Refers to a grain, or to an observer, whether it is active or not. Two references are equal if they refer to the same. Safe for any
/// number of callers at once.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly InterfaceShape _shape;
    private readonly Destinations _destinations;
    private Destination? _last;

    internal GrainReference(InterfaceShape shape, Destinations destinations, string key)
    {
        _shape = shape;
        _destinations = destinations;
        Key = key;
    }

    /// <summary>The identity of what it refers to.</summary>
    public GrainId GrainId => GrainId.Create(_destinations.Type, Key);

    /// <summary>The interface that it is called by.</summary>
    public GrainInterfaceType InterfaceType => _shape.Id;

    /// <summary>The interface's name.</summary>
    public string InterfaceName => _shape.Interface.Name;

    internal string Key { get; }

    internal GrainReference As(Type interfaceType) => InterfaceShape.Of(interfaceType).Refer(_destinations, Key);

    /// <summary>Brings the request to whatever is the destination now.</summary>
    internal void Post(GrainCall call)
    {
        // Most references serve one call; those that are kept save the lookup.
        if (_last is { } last && last.TryPost(call))
        {
            return;
        }

        Destination destination;
        do
        {
            destination = _destinations.Locate(Key);
        }
        while (!destination.TryPost(call));

        _last = destination;
    }

    internal Task SendTask(int method, GrainCall<NoResult> call) => Send(method, call);

    internal Task<T> SendTaskOf<T>(int method, GrainCall<T> call) => Send(method, call);

    internal ValueTask SendValueTask(int method, GrainCall<NoResult> call) => new(Send(method, call));

    internal ValueTask<T> SendValueTaskOf<T>(int method, GrainCall<T> call) => new(Send(method, call));

    internal void SendVoid(int method, GrainCall<NoResult> call) => _ = Send(method, call);

    internal IAsyncEnumerable<T> SendStream<T>(int method, StreamCall<T> call)
    {
        call.Method = _shape.Methods[method];
        call.Target = this;
        call.Calls = _destinations.Silo.Calls;
        return call;
    }

    private Task<T> Send<T>(int method, GrainCall<T> call)
    {
        call.Method = _shape.Methods[method];
        call.Target = this;
        return _destinations.Silo.Calls.Send(call);
    }

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"{GrainId} ({InterfaceName})";

    /// <summary>Whether both refer to the same.</summary>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Whether they refer to different ones.</summary>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);
}
